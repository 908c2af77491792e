"""Whose money it is: from Stripe's PaymentIntent to our payment."""

from __future__ import annotations

from sqlalchemy import select

from configurator.database import db
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
    try:
        reference = gateway().reference_of(payment_intent)
    except PaymentRefusedError:  # there is no such PaymentIntent
        return None
    if reference is None:
        return None
    found = db.session.scalar(select(Payment.id).where(Payment.public_id == reference))
    db.session.commit()
    return found
