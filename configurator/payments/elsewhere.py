"""Refunds that somebody made without us, in Stripe's dashboard: booked and shown like our own."""

from __future__ import annotations

import logging

from sqlalchemy import select

from configurator.database import db, new_public_id
from configurator.payments import ledger
from configurator.payments.gateway import gateway
from configurator.payments.models import Payment, Refund, RefundCause, RefundState, TransactionKind
from configurator.payments.refund_record import STATES, apply_refund, release_due, take_from_payment
from configurator.payments.seen import GatewayRefund
from configurator.payments.transactions import all_or_nothing
from configurator.payments.twice import mark_twice
from configurator.payments.whose import received_payment_of_intent
from configurator.product.errors import OfficinaError
from configurator.product.money import Money

log = logging.getLogger(__name__)


class NoRoomError(OfficinaError):
    """Stripe has given back what we hold for given back already; one of the two is news that has not come yet."""


def notice_refunds(payment_intent: str) -> bool:
    """Adopt the refunds of a payment that Stripe has and we have not; whether there were any."""
    payment_id = received_payment_of_intent(payment_intent)
    if payment_id is None:
        return False
    new = [seen for seen in gateway().refunds_of(payment_intent) if _known(seen) is None]
    adopted = [adopt_refund(payment_id, seen) for seen in new]
    return any(adopted)


def _known(seen: GatewayRefund) -> int | None:
    known = db.session.scalar(select(Refund.id).where(Refund.stripe_id == seen.id))
    db.session.commit()
    return known


def adopt_refund(payment_id: int, seen: GatewayRefund) -> bool:
    """Give a refund that we did not ask for its row; False for one that came to nothing.

    Where the money was to go back anyway it takes the place of the refunds that are due; where it had gone back
    another way people have to say what is true. Raises NoRoomError.
    """
    if STATES[seen.status] is RefundState.FAILED:
        return False
    try:
        refund_id = _adopt(payment_id, seen)
    except NoRoomError:
        _hear_of_others(seen)
        refund_id = _adopt(payment_id, seen, even_twice=True)
    log.warning("refund %s was made at Stripe, not here; it is booked", seen.id)
    apply_refund(refund_id, seen)
    return True


def _hear_of_others(seen: GatewayRefund) -> None:
    """One of the payment's other refunds may have failed, and we have not heard: that leaves room."""
    for other in gateway().refunds_of(seen.payment_intent or ""):
        refund_id = _known(other)
        if refund_id is not None:
            apply_refund(refund_id, other)


def _adopt(payment_id: int, seen: GatewayRefund, *, even_twice: bool = False) -> int:
    """The id of the new row. What went back another way is touched only when all else has been heard."""
    with all_or_nothing():
        payment = db.session.get_one(Payment, payment_id, populate_existing=True)
        missing = max(0, seen.amount.amount_minor - payment.held_minor)
        released = release_due(payment, missing, RefundState.REPLACED)
        beyond = missing - sum(taken for _, taken in released)
        twice = mark_twice(payment, beyond) if even_twice else []
        if sum(refund.amount_minor for refund in twice) != beyond:
            raise NoRoomError(f"refund {seen.id} of payment {payment.public_id}")
        # The last one may still be due in part; those before it are done.
        replaced = next((refund for refund, _ in released if refund.state is RefundState.REPLACED), None)
        new = Money(seen.amount.amount_minor - missing, payment.currency)
        refund = Refund(
            payment=payment,
            amount_minor=seen.amount.amount_minor,
            cause=_cause(replaced, is_all_twice=beyond == seen.amount.amount_minor),
            idempotency_key=new_public_id(),
            stripe_id=seen.id,
            created_at=seen.created_at,
            replaces_id=next((one.id for one in (replaced, *twice) if one is not None), None),
        )
        if new and not take_from_payment(payment, new):
            raise NoRoomError(f"refund {seen.id} of payment {payment.public_id}")
        db.session.add(refund)
        db.session.flush()
        if new:
            ledger.record(TransactionKind.REFUND_REQUESTED, refund.public_id, payment, new)
        return refund.id


def _cause(replaced: Refund | None, *, is_all_twice: bool) -> RefundCause:
    if replaced is not None:
        return replaced.cause
    return RefundCause.TWICE if is_all_twice else RefundCause.DASHBOARD
