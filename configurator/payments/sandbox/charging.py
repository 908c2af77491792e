"""What the hosted page does with the money: PaymentIntent, charge, decline, second step, completed session."""

from __future__ import annotations

from configurator.payments.sandbox.booking import book, fee_of
from configurator.payments.sandbox.cards import Card
from configurator.payments.sandbox.checkout import shown
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.store import Body, new_id

DISPUTED_AFTER = 2
"""Seconds until the bank of the test card that disputes takes the money back."""


def intent_of(context: Context, session: Body, method: str) -> Body:
    """The session's PaymentIntent, made at the first attempt to pay."""
    if session["payment_intent"] is not None:
        return context.get("payment_intent", session["payment_intent"]) | {"payment_method_types": [method]}
    intent = {
        "id": new_id("pi"),
        "object": "payment_intent",
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_received": 0,
        "capture_method": "automatic",
        "created": context.now,
        "currency": session["currency"],
        "customer": None,
        "description": session["_payment"]["description"],
        "last_payment_error": None,
        "latest_charge": None,
        "livemode": False,
        "metadata": session["_payment"]["metadata"],
        "next_action": None,
        "payment_method_types": [method],
        "receipt_email": None,
        "status": "requires_payment_method",
    }
    session["payment_intent"] = intent["id"]
    context.transaction.put(session, session["expires_at"])
    context.emit("payment_intent.created", intent)
    return intent


def decline(context: Context, session: Body, method: str, reason: str) -> None:
    """Record a refused attempt; the session stays open for another one."""
    intent = intent_of(context, session, method)
    charge = _charge(context, session, intent, method, succeeded=False, reason=reason)
    intent |= {
        "status": "requires_payment_method",
        "latest_charge": charge["id"],
        "next_action": None,
        "last_payment_error": {"type": "card_error", "code": "card_declined", "decline_code": reason},
    }
    context.transaction.put(intent)
    context.emit("charge.failed", shown(charge))
    context.emit("payment_intent.payment_failed", intent)


def ask_confirmation(context: Context, session: Body, method: str) -> None:
    """The bank wants the buyer to confirm (3-D Secure, or iDEAL's bank page) before money moves."""
    intent = intent_of(context, session, method)
    intent |= {"status": "requires_action", "next_action": {"type": "redirect_to_url"}}
    context.transaction.put(intent)
    context.emit("payment_intent.requires_action", intent)


def charge(context: Context, session: Body, method: str, card: Card | None = None) -> Body:
    """Take the money and complete the session."""
    intent = intent_of(context, session, method)
    taken = _charge(context, session, intent, method, succeeded=True, refund=card.refund if card else "succeeds")
    kind, fee = "charge" if method == "card" else "payment", fee_of(taken["amount"], taken["currency"])
    taken["balance_transaction"] = book(context, kind, taken, taken["amount"], fee)["id"]
    context.transaction.put(taken, context.now + DISPUTED_AFTER if card and card.is_disputed else None)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "latest_charge": taken["id"],
        "next_action": None,
        "last_payment_error": None,
    }
    session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent["id"], "url": None}
    context.transaction.put(intent)
    context.transaction.put(session)
    context.emit("charge.succeeded", shown(taken))
    context.emit("payment_intent.succeeded", intent)
    context.emit("checkout.session.completed", shown(session))
    return session


def _charge(
    context: Context,
    session: Body,
    intent: Body,
    method: str,
    *,
    succeeded: bool,
    reason: str | None = None,
    refund: str = "succeeds",
) -> Body:
    return context.transaction.put(
        {
            "id": new_id("ch" if method == "card" else "py"),
            "object": "charge",
            "amount": intent["amount"],
            "amount_captured": intent["amount"] if succeeded else 0,
            "amount_refunded": 0,
            "balance_transaction": None,
            "billing_details": {"email": session["customer_email"]},
            "captured": succeeded,
            "created": context.now,
            "currency": intent["currency"],
            "description": intent["description"],
            "disputed": False,
            "failure_code": None if succeeded else "card_declined",
            "livemode": False,
            "metadata": intent["metadata"],
            "outcome": {"reason": reason, "type": "authorized" if succeeded else "issuer_declined"},
            "paid": succeeded,
            "payment_intent": intent["id"],
            "payment_method_details": {"type": method},
            "refunded": False,
            "status": "succeeded" if succeeded else "failed",
            "_refund": refund,
        }
    )
