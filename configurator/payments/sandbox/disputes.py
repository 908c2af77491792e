"""Disputes: the buyer's bank takes the money back, and either side wins."""

from __future__ import annotations

from configurator.payments.sandbox.booking import DISPUTE_FEE, book
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError
from configurator.payments.sandbox.store import Body, new_id

TIME_TO_ANSWER = 7 * 24 * 3600
OPEN, WON, LOST = "needs_response", "won", "lost"


def open_dispute(context: Context, charge: Body) -> Body:
    """The bank takes back what is left of a charge, and Stripe its fee. Refused for one that is disputed already."""
    if charge["disputed"]:
        raise ApiError(f"Charge {charge['id']} is disputed already.")
    dispute: Body = {
        "id": new_id("dp"),
        "object": "dispute",
        "amount": charge["amount"] - charge["amount_refunded"],
        "balance_transactions": [],
        "charge": charge["id"],
        "created": context.now,
        "evidence_details": {"due_by": context.now + TIME_TO_ANSWER, "has_evidence": False, "submission_count": 0},
        "currency": charge["currency"],
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": "fraudulent",
        "status": OPEN,
    }
    dispute["balance_transactions"].append(book(context, "adjustment", dispute, -dispute["amount"], DISPUTE_FEE))
    context.transaction.put(dispute)
    context.transaction.put(charge | {"disputed": True})
    context.emit("charge.dispute.created", dispute)
    context.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def close_dispute(context: Context, dispute: Body, outcome: str) -> Body:
    """End an open dispute: `won`, the money comes back, or `lost`. The fee stays paid."""
    if dispute["status"] != OPEN:
        raise ApiError(f"Dispute {dispute['id']} is {dispute['status']} already.")
    dispute |= {"status": outcome, "is_charge_refundable": outcome == WON}
    if outcome == WON:
        dispute["balance_transactions"].append(book(context, "adjustment", dispute, dispute["amount"]))
    context.transaction.put(dispute)
    if outcome == WON:
        context.emit("charge.dispute.funds_reinstated", dispute)
    context.emit("charge.dispute.closed", dispute)
    return dispute


def refuse_if_disputed(context: Context, charge: Body) -> None:
    """Raise Stripe's refusal to refund a charge whose dispute is open or lost."""
    if not charge["disputed"]:
        return
    (dispute,) = context.transaction.with_charge("dispute", charge["id"])
    if dispute["status"] != WON:
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise ApiError(message, code="charge_disputed", executed=True)
