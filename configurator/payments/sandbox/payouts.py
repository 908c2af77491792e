"""Payouts: from the balance to the account holder's bank, at once; a failed one comes back."""

from __future__ import annotations

from configurator.payments.sandbox.booking import book
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError, invalid
from configurator.payments.sandbox.parameters import Parameters, metadata, number, optional_text, text
from configurator.payments.sandbox.store import Body, new_id


def create_payout(context: Context, parameters: Parameters) -> Body:
    """Pay out a part of the balance, and no more than there is."""
    amount, currency = number(parameters, "amount"), text(parameters, "currency").lower()
    if amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
    if amount > dict(context.transaction.balance()).get(currency, 0):
        message = "You have insufficient funds in your Stripe account for this payout."
        raise ApiError(message, code="balance_insufficient", executed=True)
    payout: Body = {
        "id": new_id("po"),
        "object": "payout",
        "amount": amount,
        "arrival_date": context.now,
        "automatic": False,
        "balance_transaction": None,
        "created": context.now,
        "currency": currency,
        "description": optional_text(parameters, "description"),
        "failure_balance_transaction": None,
        "failure_code": None,
        "livemode": False,
        "metadata": metadata(parameters),
        "method": "standard",
        "status": "paid",
        "type": "bank_account",
    }
    payout["balance_transaction"] = book(context, "payout", payout, -amount)["id"]
    context.transaction.put(payout)
    context.emit("payout.created", payout)
    context.emit("payout.paid", payout)
    return payout


def fail_payout(context: Context, payout: Body) -> Body:
    """The bank sends a payout back: the money is in the balance again."""
    if payout["status"] == "failed":
        raise ApiError(f"Payout {payout['id']} has failed already.")
    payout |= {"status": "failed", "failure_code": "account_closed"}
    payout["failure_balance_transaction"] = book(context, "payout_failure", payout, payout["amount"])["id"]
    context.transaction.put(payout)
    context.emit("payout.failed", payout)
    return payout
