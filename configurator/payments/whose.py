"""Whose money it is: from Stripe's PaymentIntent to our payment."""

from __future__ import annotations

from sqlalchemy import select

from configurator.database import db
from configurator.payments.checkout import settle_payment
from configurator.payments.errors import PaymentRefusedError
from configurator.payments.gateway import gateway
from configurator.payments.models import Payment


def payment_of_intent(payment_intent: str | None) -> int | None:
    """The id of the payment that a PaymentIntent paid, also while we have not heard of that yet; None: not ours.

    Raises PaymentUnavailableError. Call it with nothing uncommitted in the session.
    """
    if payment_intent is None:
        return None
    found = db.session.scalar(select(Payment.id).where(Payment.payment_intent_id == payment_intent))
    db.session.commit()
    if found is not None:
        return found
    reference = _reference(payment_intent)
    found = db.session.scalar(select(Payment.id).where(Payment.public_id == reference))
    db.session.commit()
    return found


def received_payment_of_intent(payment_intent: str | None) -> int | None:
    """`payment_of_intent`, after its money is booked: news of a refund or dispute may come before that of the payment.

    Raises PaymentUnavailableError. Call it with nothing uncommitted in the session.
    """
    payment_id = payment_of_intent(payment_intent)
    if payment_id is not None:
        settle_payment(db.session.get_one(Payment, payment_id).public_id)
        db.session.commit()
    return payment_id


def _reference(payment_intent: str) -> str:
    """What a PaymentIntent says whose it is; nothing of ours where there is none."""
    try:
        return gateway().reference_of(payment_intent) or ""
    except PaymentRefusedError:
        return ""
