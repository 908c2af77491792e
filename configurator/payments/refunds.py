"""Giving money back: recorded first, settled by a worker, followed to its end."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select, update

from configurator.database import changes_one, db, new_public_id, utc_now, work_waiting
from configurator.payments import ledger
from configurator.payments.errors import OverRefundError, PaymentRefusedError, PaymentUnavailableError
from configurator.payments.followers import Follower, follower_of
from configurator.payments.gateway import GatewayRefund, gateway
from configurator.payments.models import Payment, PaymentState, Refund, RefundCause, RefundState, TransactionKind
from configurator.payments.records import RefundView
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError
from configurator.product.money import Money

log = logging.getLogger(__name__)

AT_ONCE = 100
# Stripe forgets an idempotency key after 24 hours; from then on we look the refund up and post no more.
KEY_LIVES = timedelta(hours=23)
PENDING_IS_CHECKED_EVERY = timedelta(minutes=10)

UNSETTLED = (RefundState.REQUESTED, RefundState.PENDING)
# Stripe's words for where a refund is, as ours.
STATES = {
    "pending": RefundState.PENDING,
    "requires_action": RefundState.PENDING,
    "succeeded": RefundState.SUCCEEDED,
    "failed": RefundState.FAILED,
    "canceled": RefundState.FAILED,
}


def request_refund(payment_public_id: str, amount: Money | None = None) -> RefundView:
    """Ask for all that is left of a payment, or for `amount` of it; a worker then gives it back.

    Raises OverRefundError when less is left, NotFoundError for no such payment.
    """
    with all_or_nothing():
        refund = record_refund(payment_public_id, amount)
    announce_refunds()
    return refund


def record_refund(
    payment_public_id: str, amount: Money | None = None, cause: RefundCause = RefundCause.ASKED
) -> RefundView:
    """`request_refund` inside the caller's transaction; the caller commits, then calls `announce_refunds`."""
    payment = db.session.scalar(
        select(Payment).where(Payment.public_id == payment_public_id).execution_options(populate_existing=True)
    )
    if payment is None:
        raise NotFoundError(f"no payment {payment_public_id}")
    if amount is None:
        amount = Money(payment.amount_minor - payment.refunded_minor, payment.currency)
    _take_from_payment(payment, amount)
    refund = Refund(payment=payment, amount_minor=amount.amount_minor, cause=cause, idempotency_key=new_public_id())
    db.session.add(refund)
    db.session.flush()
    ledger.record(TransactionKind.REFUND_REQUESTED, refund.public_id, payment, amount)
    return RefundView.of(refund)


def _take_from_payment(payment: Payment, amount: Money) -> None:
    """The guard against giving back more than came in: one statement, its row count checked."""
    if amount.currency != payment.currency or amount.amount_minor < 1:
        raise OverRefundError(f"{amount} of payment {payment.public_id}")
    is_taken = changes_one(
        update(Payment)
        .where(
            Payment.id == payment.id,
            Payment.state.in_((PaymentState.PAID, PaymentState.LATE)),
            Payment.refunded_minor + amount.amount_minor <= Payment.amount_minor,
        )
        .values(refunded_minor=Payment.refunded_minor + amount.amount_minor)
        .execution_options(synchronize_session=False)
    )
    if not is_taken:
        raise OverRefundError(f"{amount} of payment {payment.public_id}")
    db.session.refresh(payment)


def announce_refunds() -> None:
    """After the commit: let a worker settle them now rather than at its next clock."""
    work_waiting.send("refunds")


def settle_refunds() -> int:
    """Bring every refund that waits as far as Stripe lets it; returns how many came to an end.

    Safe to repeat and to run twice at once. Stops at the first sign that Stripe is unavailable.
    """
    overdue = utc_now() - PENDING_IS_CHECKED_EVERY
    waiting = db.session.scalars(
        select(Refund.public_id)
        .where(
            (Refund.state == RefundState.REQUESTED)
            | ((Refund.state == RefundState.PENDING) & (Refund.checked_at <= overdue))
        )
        .order_by(Refund.checked_at)
        .limit(AT_ONCE)
    ).all()
    db.session.commit()
    ended = 0
    for public_id in waiting:
        try:
            ended += settle_refund(public_id).state not in UNSETTLED
        except PaymentUnavailableError as fault:
            log.warning("refunds wait, Stripe is unavailable: %s", fault)
            break
        except Exception:
            db.session.rollback()
            log.exception("refund %s could not be settled", public_id)
    return ended


def settle_refund(public_id: str) -> RefundView:
    """Do the next step of one refund: make it at Stripe, or ask Stripe what became of it.

    Raises PaymentUnavailableError; then nothing has changed, and it is tried again.
    """
    refund = _refund(public_id)
    if refund.state not in UNSETTLED:
        return RefundView.of(refund)
    try:
        seen = _look_up(refund) if refund.stripe_id else _make(refund)
    except PaymentUnavailableError as fault:
        _note(refund.id, last_error=str(fault))
        raise
    except PaymentRefusedError as fault:
        log.error("refund %s was refused: %s", public_id, fault)
        _apply(refund, RefundState.FAILED, None, str(fault))
    else:
        _apply(refund, STATES[seen.status], seen.id, seen.failure)
    return RefundView.of(_refund(public_id))


def settle_gateway_refund(stripe_id: str) -> None:
    """What an event about a refund asks for. A refund that is not ours is logged and left alone."""
    seen = gateway().look_up_refund(stripe_id)
    refund = db.session.scalar(select(Refund).where(Refund.stripe_id == stripe_id))
    if refund is None and seen.reference:  # the event came before the answer to our own call
        refund = db.session.scalar(select(Refund).where(Refund.public_id == seen.reference))
    if refund is None:
        log.warning("Stripe has a refund %s that we did not ask for", stripe_id)
        return
    db.session.commit()
    _apply(refund, STATES[seen.status], seen.id, seen.failure)


def refunds_of(purpose: str, reference: str) -> list[RefundView]:
    """Every refund of a reference, oldest first."""
    rows = db.session.scalars(
        select(Refund)
        .join(Refund.payment)
        .where(Payment.purpose == purpose, Payment.reference == reference)
        .order_by(Refund.id)
    )
    return [RefundView.of(refund) for refund in rows]


def _refund(public_id: str) -> Refund:
    refund = db.session.scalar(
        select(Refund).where(Refund.public_id == public_id).execution_options(populate_existing=True)
    )
    if refund is None:
        raise NotFoundError(f"no refund {public_id}")
    return refund


def _look_up(refund: Refund) -> GatewayRefund:
    stripe_id = refund.stripe_id or ""
    db.session.commit()
    return gateway().look_up_refund(stripe_id)


def _make(refund: Refund) -> GatewayRefund:
    intent, amount = refund.payment.payment_intent_id or "", Money(refund.amount_minor, refund.payment.currency)
    reference, key, posted_at = refund.public_id, refund.idempotency_key, refund.posted_at
    now = utc_now()
    if posted_at is not None and now - posted_at > KEY_LIVES:
        db.session.commit()
        found = gateway().find_refund(intent, reference)
        if found is not None:
            return found
        key, posted_at = new_public_id(), None
    _note(refund.id, idempotency_key=key, posted_at=posted_at or now)
    return gateway().refund(intent, amount, reference, key)


def _note(refund_id: int, **values: object) -> None:
    db.session.execute(update(Refund).where(Refund.id == refund_id).values(checked_at=utc_now(), **values))
    db.session.commit()


def _apply(refund: Refund, state: RefundState, stripe_id: str | None, failure: str | None) -> None:
    """Move to a state that Stripe tells, if that is news; the ledger and the follower hear of it once."""
    refund_id, follower = refund.id, follower_of(refund.payment.purpose)
    values: dict[str, object] = {"state": state, "checked_at": utc_now(), "last_error": failure}
    if stripe_id is not None:
        values["stripe_id"] = stripe_id
    if state not in UNSETTLED:
        values["settled_at"] = utc_now()
    db.session.commit()
    with all_or_nothing():
        is_news, was_success = _change(refund_id, UNSETTLED, values), False
        if not is_news and state is RefundState.FAILED:
            is_news = was_success = _change(refund_id, (RefundState.SUCCEEDED,), values)
        if not is_news or state in UNSETTLED:
            return
        _record_end(refund_id, follower, was_success=was_success)
    follower.announce()


def _change(refund_id: int, before: tuple[RefundState, ...], values: Mapping[str, object]) -> bool:
    return changes_one(
        update(Refund)
        .where(Refund.id == refund_id, Refund.state.in_(before))
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _record_end(refund_id: int, follower: Follower, *, was_success: bool) -> None:
    refund = db.session.get_one(Refund, refund_id, populate_existing=True)
    amount, stripe_id = Money(refund.amount_minor, refund.payment.currency), refund.stripe_id or ""
    if refund.state is RefundState.SUCCEEDED:
        ledger.record(TransactionKind.REFUND_PAID, stripe_id, refund.payment, amount)
        follower.on_refunded(RefundView.of(refund))
        return
    if was_success:
        ledger.record(TransactionKind.REFUND_RETURNED, stripe_id, refund.payment, amount)
    follower.on_refund_failed(RefundView.of(refund))
