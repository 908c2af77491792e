"""What is kept of who paid: to be given to them, and to be deleted. What moved stays. Commits nothing."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select, update

from configurator.database import db
from configurator.payments.checkout import payments_of
from configurator.payments.disputes import disputes_of
from configurator.payments.models import Dispute, DisputeState, Payment, PaymentState, Refund, RefundState
from configurator.payments.refunds import refunds_of

UNSETTLED = (RefundState.REQUESTED, RefundState.PENDING, RefundState.FAILED)


def payment_data(purpose: str, reference: str) -> list[dict[str, Any]]:
    """The payments for one thing, with what Stripe calls them, and what went back of them."""
    refunds, disputes = refunds_of(purpose, reference), disputes_of(purpose, reference)
    stripe = {row.public_id: row for row in db.session.scalars(_payments(purpose, [reference]))}
    return [
        {
            "payment": paid.public_id,
            "state": paid.state,
            "amount": paid.amount,
            "email": stripe[paid.public_id].email,
            "created_at": paid.created_at,
            "paid_at": paid.paid_at,
            "stripe_checkout": stripe[paid.public_id].checkout_id,
            "stripe_payment_intent": stripe[paid.public_id].payment_intent_id,
            "refunds": [
                {"refund": r.public_id, "amount": r.amount, "state": r.state, "at": r.created_at, "note": r.note}
                for r in refunds
                if r.payment_public_id == paid.public_id
            ],
            "disputes": [
                {"dispute": d.stripe_id, "amount": d.amount, "state": d.state, "reason": d.reason, "at": d.opened_at}
                for d in disputes
                if d.payment_public_id == paid.public_id
            ],
        }
        for paid in payments_of(purpose, reference)
    ]


def is_money_moving(purpose: str, reference: str) -> bool:
    """Whether a payment page is open, a refund under way or a dispute undecided."""
    paid = _payments(purpose, [reference]).with_only_columns(Payment.id)
    waiting = (
        _payments(purpose, [reference]).where(Payment.state.in_((PaymentState.CREATED, PaymentState.OPEN))),
        select(Refund.id).where(Refund.payment_id.in_(paid), Refund.state.in_(UNSETTLED)),
        select(Dispute.id).where(
            Dispute.payment_id.in_(paid), Dispute.state.in_((DisputeState.INQUIRY, DisputeState.OPEN))
        ),
    )
    return any(db.session.scalar(query.limit(1)) is not None for query in waiting)


def forget_payers(purpose: str, references: Collection[str]) -> None:
    """Delete who paid, and what members of staff wrote about it. Amounts, states and Stripe's ids stay."""
    paid = _payments(purpose, references).with_only_columns(Payment.id)
    db.session.execute(update(Refund).where(Refund.payment_id.in_(paid)).values(note=None))
    db.session.execute(update(Payment).where(Payment.id.in_(paid)).values(email=""))


def _payments(purpose: str, references: Collection[str]) -> Any:
    return select(Payment).where(Payment.purpose == purpose, Payment.reference.in_(references))
