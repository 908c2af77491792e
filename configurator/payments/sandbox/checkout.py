"""Checkout Sessions: created by the site, paid on the hosted page, expired by request or by the clock."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError, invalid, required
from configurator.payments.sandbox.parameters import (
    Parameters,
    inner,
    items,
    metadata,
    number,
    optional_number,
    optional_text,
    text,
)
from configurator.payments.sandbox.store import Body, new_id

METHODS = ("card", "ideal")
SHORTEST, LONGEST = 30 * 60, 24 * 3600
LEAST_AMOUNT = 50


def create_session(context: Context, parameters: Parameters) -> Body:
    """An open session of mode `payment` with its hosted page."""
    if text(parameters, "mode") != "payment":
        raise invalid("This stand-in only knows mode=payment.", "mode")
    if parameters.get("ui_mode", "hosted_page") != "hosted_page":
        raise invalid("This stand-in only knows ui_mode=hosted_page.", "ui_mode")
    amount, currency, lines = _lines(parameters)
    methods = _methods(parameters)
    session_id = new_id("cs_test")
    email = _email(parameters)
    session: Body = {
        "id": session_id,
        "object": "checkout.session",
        "allowed_payment_method_types": methods,
        "amount_subtotal": amount,
        "amount_total": amount,
        "cancel_url": _address(parameters, "cancel_url") if parameters.get("cancel_url") else None,
        "client_reference_id": optional_text(parameters, "client_reference_id"),
        "created": context.now,
        "currency": currency,
        "customer": None,
        "customer_details": {"email": email, "name": None} if email else None,
        "customer_email": email,
        "expires_at": _expiry(context, parameters),
        "livemode": False,
        "locale": optional_text(parameters, "locale"),
        "metadata": metadata(parameters),
        "mode": "payment",
        "payment_intent": None,
        "payment_method_types": methods,
        "payment_status": "unpaid",
        "status": "open",
        "success_url": _address(parameters, "success_url"),
        "ui_mode": "hosted_page",
        "url": f"{context.public_address}/pay/{session_id}",
        # Not part of Stripe's object: what the hosted page shows and what the payment will carry.
        "_lines": lines,
        "_payment": {
            "description": optional_text(inner(parameters, "payment_intent_data"), "description"),
            "metadata": metadata(inner(parameters, "payment_intent_data")),
        },
    }
    return context.transaction.put(session, session["expires_at"])


def _lines(parameters: Parameters) -> tuple[int, str, list[dict[str, Any]]]:
    given = items(parameters, "line_items")
    if not given:
        raise required("line_items")
    lines: list[dict[str, Any]] = []
    currencies: set[str] = set()
    for index, item in enumerate(given):
        path = f"line_items[{index}]"
        price = inner(item, "price_data", path)
        if not price:
            raise invalid("This stand-in only knows line items with price_data.", f"{path}[price_data]")
        product = inner(price, "product_data", f"{path}[price_data]")
        amount, quantity = number(price, "unit_amount", f"{path}[price_data]"), number(item, "quantity", path)
        if amount < 0 or quantity < 1:
            raise invalid("Amounts are not negative and quantities at least 1.", path, "parameter_invalid_integer")
        currencies.add(text(price, "currency", f"{path}[price_data]").lower())
        name = text(product, "name", f"{path}[price_data][product_data]")
        lines.append({"name": name, "quantity": quantity, "amount": amount * quantity})
    if len(currencies) != 1:
        raise invalid("All line items must have the same currency.", "line_items")
    total = sum(line["amount"] for line in lines)
    if total < LEAST_AMOUNT:
        raise ApiError("The Checkout Session's total amount is too small to be charged.", code="amount_too_small")
    return total, currencies.pop(), lines


def _methods(parameters: Parameters) -> list[str]:
    excluded = items(parameters, "excluded_payment_method_types")
    wanted = items(parameters, "allowed_payment_method_types") or [one for one in METHODS if one not in excluded]
    strange = [one for one in wanted if one not in METHODS]
    if strange or not wanted:
        raise invalid(f"This stand-in takes {' and '.join(METHODS)} only.", "allowed_payment_method_types")
    return wanted


def _email(parameters: Parameters) -> str | None:
    email = optional_text(parameters, "customer_email")
    if email is not None and ("@" not in email[1:-1] or " " in email):
        raise invalid(f"Invalid email address: {email}", "customer_email", "email_invalid")
    return email


def _address(parameters: Parameters, name: str) -> str:
    address = text(parameters, name)
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise invalid("Not a valid URL", name, "url_invalid")
    return address


def _expiry(context: Context, parameters: Parameters) -> int:
    expires_at = optional_number(parameters, "expires_at")
    if expires_at is None:
        return context.now + LONGEST
    if expires_at < context.now + SHORTEST:
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise invalid(message, "expires_at")
    if expires_at > context.now + LONGEST:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise invalid(message, "expires_at")
    return expires_at


def expire_session(context: Context, session: Body) -> Body:
    """Close an open session: nobody can pay it any more."""
    if session["status"] != "open":
        raise ApiError(
            'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of '
            f"{session['status']}."
        )
    session |= {"status": "expired", "url": None}
    context.transaction.put(session)
    context.emit("checkout.session.expired", shown(session))
    return session


def shown(body: Body) -> Body:
    """An object as Stripe shows it, without what only the stand-in keeps."""
    return {name: value for name, value in body.items() if not name.startswith("_")}
