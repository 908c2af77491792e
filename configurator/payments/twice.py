"""Money that went back another way and then by Stripe as well: marked when Stripe tells, decided by people."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from configurator.audit import record_action
from configurator.database import changes_one, db, new_public_id, utc_now
from configurator.payments import ledger
from configurator.payments.errors import NotFailedError
from configurator.payments.models import Payment, Refund, RefundState, TransactionKind
from configurator.payments.records import RefundView
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class MadeTwice:
    """A refund that was noted as given back another way, and Stripe's id of the one that gave it back again."""

    by_hand: RefundView
    stripe_id: str | None
    """None where that one gave back more than this: the payment's page shows them all."""


def mark_twice(payment: Payment, minor: int) -> list[Refund]:
    """Up to `minor` of what went back another way has gone back twice, in the caller's transaction.

    It is moved from what was due to what was overpaid until people say what is true. Returns what was marked, which
    together may be less than `minor`.
    """
    marked: list[Refund] = []
    by_hand = select(Refund).where(Refund.payment_id == payment.id, Refund.state == RefundState.BY_HAND)
    for refund in db.session.scalars(by_hand.order_by(Refund.id).execution_options(populate_existing=True)).all():
        taken = min(minor, refund.amount_minor)
        twice = _mark(refund, taken) if taken else None
        if twice is None:
            break
        ledger.record(TransactionKind.REFUND_TWICE, twice.public_id, payment, Money(taken, payment.currency))
        marked.append(twice)
        minor -= taken
    return marked


def _mark(refund: Refund, taken: int) -> Refund | None:
    """The whole refund, or a part of it with a row of its own; None when another worker was faster."""
    is_part = taken < refund.amount_minor
    guarded = update(Refund).where(
        Refund.id == refund.id, Refund.state == RefundState.BY_HAND, Refund.amount_minor == refund.amount_minor
    )
    rest: dict[str, object] = {"amount_minor": refund.amount_minor - taken} if is_part else {"state": RefundState.TWICE}
    if not changes_one(guarded.values(rest).execution_options(synchronize_session=False)):
        return None
    db.session.refresh(refund)
    if not is_part:
        return refund
    part = Refund(
        payment=refund.payment,
        amount_minor=taken,
        cause=refund.cause,
        state=RefundState.TWICE,
        idempotency_key=new_public_id(),
        created_at=refund.created_at,
        settled_at=refund.settled_at,
        note=refund.note,
    )
    db.session.add(part)
    db.session.flush()
    return part


def made_twice(most: int = 200) -> list[MadeTwice]:
    """What went back twice as far as we know, and waits for somebody to say whether it did; oldest first."""
    twice = select(Refund).where(Refund.state == RefundState.TWICE).order_by(Refund.id).limit(most)
    return [MadeTwice(RefundView.of(refund), _stripe_id(refund)) for refund in db.session.scalars(twice).all()]


def _stripe_id(refund: Refund) -> str | None:
    return db.session.scalar(select(Refund.stripe_id).where(Refund.replaces_id == refund.id))


def went_back_once(public_id: str, person_id: int, reason: str) -> RefundView:
    """Only Stripe's refund stays: nothing went back another way after all, or it has come back since.

    Raises NotFailedError when somebody has decided already, NotFoundError.
    """
    return _decide(public_id, RefundState.REPLACED, person_id, reason)


def stays_overpaid(public_id: str, person_id: int, reason: str) -> RefundView:
    """The buyer has it twice and keeps it: a loss. Raises as `went_back_once` does."""
    return _decide(public_id, RefundState.OVERPAID, person_id, reason)


def _decide(public_id: str, state: RefundState, person_id: int, reason: str) -> RefundView:
    with all_or_nothing():
        refund = db.session.scalar(
            select(Refund).where(Refund.public_id == public_id).execution_options(populate_existing=True)
        )
        if refund is None:
            raise NotFoundError(f"no refund {public_id}")
        guarded = update(Refund).where(Refund.id == refund.id, Refund.state == RefundState.TWICE)
        values = {
            "state": state,
            "note": f"{refund.note}; {reason}" if refund.note else reason,
            "settled_at": utc_now(),
        }
        if not changes_one(guarded.values(values).execution_options(synchronize_session=False)):
            raise NotFailedError(f"refund {public_id} is {refund.state}")
        db.session.refresh(refund)
        amount, reference = Money(refund.amount_minor, refund.payment.currency), refund.payment.reference
        if state is RefundState.REPLACED:
            ledger.record(TransactionKind.REFUND_ONCE, public_id, refund.payment, amount)
            record_action(person_id, "refund_once", reference, refund=public_id, amount=str(amount))
        else:
            record_action(person_id, "refund_overpaid", reference, refund=public_id, amount=str(amount))
        return RefundView.of(refund)
