"""The row of a refund: recorded, and moved from state to state once, with its ledger entry and its follower."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import or_, select, update

from configurator.database import changes_one, db, new_public_id, utc_now
from configurator.payments import ledger
from configurator.payments.errors import DisputedError, OverRefundError
from configurator.payments.followers import Follower, follower_of
from configurator.payments.models import (
    SYNTHETIC,
    DisputeState,
    Payment,
    PaymentState,
    Refund,
    RefundCause,
    RefundState,
    TransactionKind,
)
from configurator.payments.records import RefundView
from configurator.payments.seen import GatewayRefund
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError
from configurator.product.money import Money

UNSETTLED = (RefundState.REQUESTED, RefundState.PENDING)
GONE = (RefundState.REPLACED, RefundState.TWICE, RefundState.OVERPAID, RefundState.VOID)
"""Refunds whose money is due no more, or by another refund."""
# Stripe's words for where a refund is, as ours.
STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def record_refund(
    payment_public_id: str,
    amount: Money | None = None,
    cause: RefundCause = RefundCause.ASKED,
    note: str | None = None,
) -> RefundView:
    """`request_refund` inside the caller's transaction; the caller commits, then calls `announce_refunds`."""
    payment = db.session.scalar(
        select(Payment).where(Payment.public_id == payment_public_id).execution_options(populate_existing=True)
    )
    if payment is None:
        raise NotFoundError(f"no payment {payment_public_id}")
    if payment.dispute is DisputeState.OPEN:
        raise DisputedError(f"payment {payment_public_id} is disputed")
    if amount is None:
        amount = Money(payment.held_minor, payment.currency)
    if not take_from_payment(payment, amount):
        raise OverRefundError(f"{amount} of payment {payment.public_id}")
    refund = Refund(
        payment=payment, amount_minor=amount.amount_minor, cause=cause, idempotency_key=new_public_id(), note=note
    )
    db.session.add(refund)
    db.session.flush()
    ledger.record(TransactionKind.REFUND_REQUESTED, refund.public_id, payment, amount)
    return RefundView.of(refund)


def take_from_payment(payment: Payment, amount: Money) -> bool:
    """The guard against giving back more than came in: one statement, its row count checked."""
    if amount.currency != payment.currency or amount.amount_minor < 1:
        return False
    is_taken = changes_one(
        update(Payment)
        .where(
            Payment.id == payment.id,
            Payment.state.in_((PaymentState.PAID, PaymentState.LATE)),
            Payment.refunded_minor + Payment.charged_back_minor + amount.amount_minor <= Payment.amount_minor,
        )
        .values(refunded_minor=Payment.refunded_minor + amount.amount_minor)
        .execution_options(synchronize_session=False)
    )
    if is_taken:
        db.session.refresh(payment)
    return is_taken


def release_due(payment: Payment, minor: int, state: RefundState) -> list[tuple[Refund, int]]:
    """Let up to `minor` of the refunds that Stripe has not made be due no more, in the caller's transaction.

    One that is due no more at all moves to `state`; of the last one a part may be left. Returns each with what was
    taken off it. The payment's own amounts are the caller's business.
    """
    released: list[tuple[Refund, int]] = []
    not_made = select(Refund).where(
        Refund.payment_id == payment.id,
        or_(
            (Refund.state == RefundState.REQUESTED) & Refund.stripe_id.is_(None),
            Refund.state == RefundState.FAILED,
        ),
    )
    for refund in db.session.scalars(not_made.order_by(Refund.id).execution_options(populate_existing=True)).all():
        taken = min(minor, refund.amount_minor)
        if not taken:
            break
        left = refund.amount_minor - taken
        rest = {"amount_minor": left, "idempotency_key": new_public_id(), "posted_at": None}
        guarded = update(Refund).where(
            Refund.id == refund.id, Refund.state == refund.state, Refund.amount_minor == refund.amount_minor
        )
        guarded = guarded.values(rest if left else {"state": state, "settled_at": utc_now()})
        if changes_one(guarded.execution_options(synchronize_session=False)):
            db.session.refresh(refund)
            released.append((refund, taken))
            minor -= taken
    return released


def apply_refund(refund_id: int, seen: GatewayRefund) -> None:
    """Move to the state that Stripe tells, if that is news; the ledger and the follower hear of it once."""
    state = STATES[seen.status]
    values = {"state": state, "checked_at": utc_now(), "last_error": seen.failure, "stripe_id": seen.id}
    if state not in UNSETTLED:
        values["settled_at"] = utc_now()
    db.session.commit()
    with all_or_nothing():
        is_news, was_success = _change(refund_id, UNSETTLED, seen.id, values), False
        if not is_news and state is RefundState.FAILED:
            is_news = was_success = _change(refund_id, (RefundState.SUCCEEDED,), seen.id, values)
        if not is_news or state in UNSETTLED:
            return
        follower = _record_end(refund_id, was_success=was_success)
    follower.announce()


def fail_refund(refund_id: int, reason: str) -> None:
    """Stripe refused to make it: people choose the next step."""
    values = {"state": RefundState.FAILED, "checked_at": utc_now(), "settled_at": utc_now(), "last_error": reason}
    db.session.commit()
    with all_or_nothing():
        if not _change(refund_id, (RefundState.REQUESTED,), None, values):
            return
        follower = _record_end(refund_id, was_success=False)
    follower.announce()


def settle_synthetic(refund_id: int) -> None:
    """Nobody has to give anything back of a payment that was never made: its refund succeeds, in our books only."""
    values = {"state": RefundState.SUCCEEDED, "checked_at": utc_now(), "settled_at": utc_now()}
    db.session.commit()
    with all_or_nothing():
        if not _change(refund_id, UNSETTLED, None, values):
            return
        follower = _record_end(refund_id, was_success=False)
    follower.announce()


def _change(
    refund_id: int, before: tuple[RefundState, ...], stripe_id: str | None, values: Mapping[str, object]
) -> bool:
    """Move a refund that is in one of `before` and belongs to no other refund of Stripe's."""
    return changes_one(
        update(Refund)
        .where(
            Refund.id == refund_id,
            Refund.state.in_(before),
            or_(Refund.stripe_id.is_(None), Refund.stripe_id == stripe_id),
        )
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _record_end(refund_id: int, *, was_success: bool) -> Follower:
    refund = db.session.get_one(Refund, refund_id, populate_existing=True)
    follower = follower_of(refund.payment.purpose)
    amount, stripe_id = Money(refund.amount_minor, refund.payment.currency), refund.stripe_id or ""
    if refund.state is RefundState.SUCCEEDED:
        if refund.payment.description == SYNTHETIC:
            ledger.record(TransactionKind.SYNTHETIC_REFUND, refund.public_id, refund.payment, amount)
        else:
            ledger.record(TransactionKind.REFUND_PAID, stripe_id, refund.payment, amount)
        follower.on_refunded(RefundView.of(refund))
        return follower
    if was_success:
        ledger.record(TransactionKind.REFUND_RETURNED, stripe_id, refund.payment, amount)
    follower.on_refund_failed(RefundView.of(refund))
    return follower
