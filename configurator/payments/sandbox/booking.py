"""The stand-in's balance: every movement is a balance transaction, with Stripe's fee where there is one."""

from __future__ import annotations

from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.store import Body, new_id

FEE_PERCENT, FEE_FIXED = 1.5, 25
"""Of a charge, in percent and minor units; it stays with Stripe when the charge is refunded."""
DISPUTE_FEE = 2000


WHOLE_ONLY = {"isk": 100, "ugx": 100}
"""Currencies without decimals that Stripe counts as if they had two: amounts are whole all the same."""


def fee_of(amount: int, currency: str = "eur") -> int:
    """Stripe's fee on a charge, in the units that Stripe counts the currency in."""
    step = WHOLE_ONLY.get(currency, 1)
    return round((amount * FEE_PERCENT / 100 + FEE_FIXED * step) / step) * step


def book(context: Context, kind: str, source: Body, amount: int, fee: int = 0) -> Body:
    """Move the balance by `amount` less `fee`, and return the balance transaction that says so."""
    context.transaction.move_balance(source["currency"], amount - fee)
    body: Body = {
        "id": new_id("txn"),
        "object": "balance_transaction",
        "amount": amount,
        "available_on": context.now,
        "created": context.now,
        "currency": source["currency"],
        "description": None,
        "exchange_rate": None,
        "fee": fee,
        "fee_details": [{"amount": fee, "currency": source["currency"], "type": "stripe_fee"}] if fee else [],
        "net": amount - fee,
        "reporting_category": _category(kind, amount),
        "source": source["id"],
        "status": "available",
        "type": kind,
    }
    return context.transaction.put(body)


CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "payment_failure_refund": "refund_failure",
}


def _category(kind: str, amount: int) -> str:
    """Stripe's coarser word for its type of a balance transaction."""
    if kind == "adjustment":
        return "dispute" if amount < 0 else "dispute_reversal"
    return CATEGORIES.get(kind, kind)
