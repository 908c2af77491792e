"""Refunds: never more than was charged; some test cards' refunds stay pending or fail late."""

from __future__ import annotations

from configurator.payments.sandbox.checkout import shown
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError, invalid, required
from configurator.payments.sandbox.parameters import Parameters, metadata, optional_number, optional_text
from configurator.payments.sandbox.store import Body, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
# How long a pending refund pends, and how late a failing one fails.
SETTLES_AFTER = 2


def create_refund(context: Context, parameters: Parameters) -> Body:
    """Give back all or part of a charge."""
    charge = _charge(context, parameters)
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise ApiError(message, code="charge_already_refunded", executed=True)
    amount = optional_number(parameters, "amount")
    amount = left if amount is None else amount
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise ApiError(message, param="amount", executed=True)
    reason = optional_text(parameters, "reason")
    if reason is not None and reason not in REASONS:
        raise invalid(f"Invalid reason: must be one of {', '.join(REASONS)}", "reason")
    refund = {
        "id": new_id("re"),
        "object": "refund",
        "amount": amount,
        "charge": charge["id"],
        "created": context.now,
        "currency": charge["currency"],
        "failure_reason": None,
        "metadata": metadata(parameters),
        "payment_intent": charge["payment_intent"],
        "pending_reason": "processing" if charge["_refund"] == "pends" else None,
        "reason": reason,
        "status": "pending" if charge["_refund"] == "pends" else "succeeded",
    }
    context.transaction.put(refund, None if charge["_refund"] == "succeeds" else context.now + SETTLES_AFTER)
    _move(context, charge, amount)
    context.emit("refund.created", refund)
    context.emit("charge.refunded", shown(charge))
    return refund


def _charge(context: Context, parameters: Parameters) -> Body:
    charge_id, intent_id = optional_text(parameters, "charge"), optional_text(parameters, "payment_intent")
    if intent_id is not None:
        charge_id = context.get("payment_intent", intent_id, "payment_intent")["latest_charge"]
        if charge_id is None:
            raise invalid(f"This PaymentIntent ({intent_id}) does not have a successful charge to refund.", "charge")
    if charge_id is None:
        raise required("payment_intent")
    charge = context.get("charge", charge_id, "charge")
    if not charge["paid"]:
        raise invalid(f"This charge ({charge_id}) failed, there is nothing to refund.", "charge")
    return charge


def _move(context: Context, charge: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    context.transaction.put(charge)
    context.transaction.move_balance(charge["currency"], -amount)


def settle_refund(context: Context, refund: Body) -> None:
    """What the clock brings: a pending refund succeeds, a card that fails late takes its success back."""
    if refund["status"] == "pending":
        refund |= {"status": "succeeded", "pending_reason": None}
        context.transaction.put(refund)
        context.emit("refund.updated", refund)
        return
    refund |= {"status": "failed", "failure_reason": "unknown"}
    context.transaction.put(refund)
    _move(context, context.get("charge", refund["charge"]), -refund["amount"])
    context.emit("refund.updated", refund)
    context.emit("refund.failed", refund)
