"""Refunds: never more than was charged; some stay pending, some fail late, some wait for a balance that is short."""

from __future__ import annotations

from configurator.payments.sandbox.booking import book
from configurator.payments.sandbox.checkout import shown
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.disputes import refuse_if_disputed
from configurator.payments.sandbox.errors import ApiError, invalid, required
from configurator.payments.sandbox.faults import FaultKind, Moment, is_balance_short
from configurator.payments.sandbox.parameters import Parameters, metadata, optional_number, optional_text
from configurator.payments.sandbox.store import Body, new_id

REASONS = ("duplicate", "fraudulent", "requested_by_customer")
# How long a pending refund pends, and how late a failing one fails.
SETTLES_AFTER = 2


def create_refund(context: Context, parameters: Parameters) -> Body:
    """Give back all or part of a charge."""
    charge = charge_of(context, parameters)
    refuse_if_disputed(context, charge)
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
        "id": new_id("re" if _is_card(charge) else "pyr"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": context.now,
        "currency": charge["currency"],
        "failure_balance_transaction": None,
        "failure_reason": None,
        "metadata": metadata(parameters),
        "payment_intent": charge["payment_intent"],
        "pending_reason": None,
        "reason": reason,
        "status": "succeeded",
    }
    _begin(context, refund, charge)
    return refund


def _begin(context: Context, refund: Body, charge: Body) -> None:
    """Set a new refund on its way, as the card or a fault has it."""
    fault = context.strike(Moment.REFUND, charge["payment_method_details"]["type"])
    is_short = fault is not None and fault.kind is FaultKind.INSUFFICIENT_BALANCE
    if is_short and not _is_card(charge):
        refund |= {"status": "failed", "failure_reason": "insufficient_funds"}
        context.transaction.put(refund)
        context.emit("refund.created", refund)
        context.emit("refund.failed", refund)
        return
    pends = is_short or charge["_refund"] == "pends" or (fault is not None and fault.kind is FaultKind.PEND)
    fails = charge["_refund"] == "fails" or (fault is not None and fault.kind is FaultKind.FAIL_LATE)
    if pends:
        refund |= {"status": "pending", "pending_reason": "insufficient_funds" if is_short else "processing"}
    _move(context, charge, refund, refund["amount"])
    context.transaction.put(refund, context.now + SETTLES_AFTER if pends or fails else None)
    context.emit("refund.created", refund)
    context.emit("charge.refunded", shown(charge))


def charge_of(context: Context, parameters: Parameters) -> Body:
    """The charge that a request names, by itself or by its PaymentIntent."""
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


def _move(context: Context, charge: Body, refund: Body, amount: int) -> None:
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    context.transaction.put(charge)
    went, came_back = ("refund", "refund_failure") if _is_card(charge) else ("payment_refund", "payment_failure_refund")
    booked = book(context, went if amount > 0 else came_back, refund, -amount)
    refund["balance_transaction" if amount > 0 else "failure_balance_transaction"] = booked["id"]


def _is_card(charge: Body) -> bool:
    return bool(charge["payment_method_details"]["type"] == "card")


def settle_refund(context: Context, refund: Body) -> None:
    """What the clock brings: a pending refund succeeds once there is money for it, a success is taken back."""
    if refund["status"] != "pending":
        fail_refund(context, refund)
    elif refund["pending_reason"] == "insufficient_funds" and is_balance_short(context.transaction):
        context.transaction.put(refund, context.now + SETTLES_AFTER)
    else:
        refund |= {"status": "succeeded", "pending_reason": None}
        context.transaction.put(refund)
        context.emit("refund.updated", refund)


def fail_refund(context: Context, refund: Body) -> Body:
    """Take back a refund that is under way or has succeeded: the money is in the balance again."""
    if refund["status"] == "failed":
        raise ApiError(f"Refund {refund['id']} has failed already.")
    refund |= {"status": "failed", "failure_reason": "unknown", "pending_reason": None}
    _move(context, context.get("charge", refund["charge"]), refund, -refund["amount"])
    context.transaction.put(refund)
    context.emit("refund.updated", refund)
    context.emit("refund.failed", refund)
    return refund
