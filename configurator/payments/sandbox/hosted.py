"""The hosted payment page: card or iDEAL, the bank's second step, and the way back to the shop."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from babel.dates import format_datetime
from babel.numbers import format_currency
from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from configurator.payments.sandbox import charging
from configurator.payments.sandbox.cards import CARDS, Card
from configurator.payments.sandbox.checkout import METHODS
from configurator.payments.sandbox.clock import settle_due
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.store import Body
from configurator.payments.sandbox.words import language, words
from configurator.product.money import Money

if TYPE_CHECKING:
    from configurator.payments.sandbox.app import Sandbox


def hosted_pages(sandbox: Sandbox) -> Blueprint:
    """What the buyer sees at a session's `url`."""
    pages = Blueprint("hosted", __name__)

    @pages.get("/pay/<session_id>")
    def pay(session_id: str) -> AnyResponse:
        with sandbox.context() as context:
            session = _session(context, session_id)
        return _page(session, "pay.html") if _is_open(session) else _closed(session)

    @pages.post("/pay/<session_id>")
    def submit(session_id: str) -> AnyResponse:
        with sandbox.context() as context:
            session = _session(context, session_id)
            answer = _attempt(context, session) if session and _is_open(session) else _closed(session)
        sandbox.clock.wake()
        return answer

    @pages.get("/pay/<session_id>/bank/<method>")
    def bank(session_id: str, method: str) -> AnyResponse:
        with sandbox.context() as context:
            session = _session(context, session_id)
        return _page(session, "bank.html", method=method) if _is_open(session) else _closed(session)

    @pages.post("/pay/<session_id>/bank/<method>")
    def decide(session_id: str, method: str) -> AnyResponse:
        with sandbox.context() as context:
            session = _session(context, session_id)
            answer = _decision(context, session, method) if session and _is_open(session) else _closed(session)
        sandbox.clock.wake()
        return answer

    @pages.after_request
    def guard(response: Response) -> Response:
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return pages


def _session(context: Context, session_id: str) -> Body | None:
    settle_due(context)
    return context.transaction.find("checkout.session", session_id)


def _is_open(session: Body | None) -> bool:
    return session is not None and session["status"] == "open"


def _attempt(context: Context, session: Body) -> AnyResponse:
    method = request.form.get("method", session["payment_method_types"][0])
    if method == "ideal" and method in session["payment_method_types"]:
        charging.ask_confirmation(context, session, "ideal")
        return redirect(url_for("hosted.bank", session_id=session["id"], method="ideal"), 303)
    card = CARDS.get(re.sub(r"[ -]", "", request.form.get("number", "")))
    faults = _faults(context, card)
    if card is None or faults:
        return _page(session, "pay.html", 422, faults=faults)
    if card.decline is not None:
        charging.decline(context, session, "card", card.decline)
        return _page(session, "pay.html", 402, problem=card.decline)
    if card.asks_confirmation:
        charging.ask_confirmation(context, session, "card")
        return redirect(url_for("hosted.bank", session_id=session["id"], method="card"), 303)
    return _paid(charging.charge(context, session, "card", card))


def _faults(context: Context, card: Card | None) -> list[str]:
    """The names of the fields that need another look."""
    form = request.form
    written = re.fullmatch(r"\s*(0[1-9]|1[0-2])\s*/\s*(\d\d)\s*", form.get("expiry", ""))
    today = datetime.fromtimestamp(context.now, UTC)
    is_over = written is None or (2000 + int(written[2]), int(written[1])) < (today.year, today.month)
    checks = {
        "number": card is None,
        "expiry": is_over,
        "cvc": re.fullmatch(r"\s*\d{3}\s*", form.get("cvc", "")) is None,
        "holder": not form.get("holder", "").strip(),
    }
    return [field for field, is_wrong in checks.items() if is_wrong]


def _decision(context: Context, session: Body, method: str) -> AnyResponse:
    intent_id = session["payment_intent"]
    waits = intent_id and context.get("payment_intent", intent_id)["status"] == "requires_action"
    if method not in METHODS or not waits:
        return redirect(url_for("hosted.pay", session_id=session["id"]), 303)
    if request.form.get("decision") == "confirm":
        return _paid(charging.charge(context, session, method))
    charging.decline(context, session, method, "authentication_failed")
    return _page(session, "pay.html", 402, problem="authentication_failed")


def _paid(session: Body) -> AnyResponse:
    return redirect(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), 303)


def _closed(session: Body | None) -> AnyResponse:
    """Paid already: on to the shop. Expired or unknown: say so."""
    if session is not None and session["status"] == "complete":
        return _paid(session)
    return _page(session, "closed.html", 404 if session is None else 410)


def _page(session: Body | None, template: str, status: int = 200, **shown: object) -> Response:
    locale = session["locale"] if session else request.accept_languages.best_match(["en", "nl"])
    facts = {} if session is None else _facts(session, language(locale))
    page = render_template(
        template,
        session=session,
        words=words(locale),
        language=language(locale),
        cards=CARDS.values(),
        form=request.form,
        **{"faults": [], "problem": None} | facts | shown,
    )
    response = make_response(page, status)
    # A form may only lead here and on to the shop; browsers hold redirects to this as well.
    targets = ["'self'"] if session is None else ["'self'", _origin(session["success_url"])]
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; img-src data:; frame-ancestors 'none'; base-uri 'none'; "
        f"form-action {' '.join(targets)}"
    )
    return response


def _facts(session: Body, spoken: str) -> dict[str, object]:
    total = Money(session["amount_total"], session["currency"].upper())
    lines = [(line["name"], line["quantity"]) for line in session["_lines"]]
    until = format_datetime(datetime.fromtimestamp(session["expires_at"], UTC), "d MMMM, HH:mm 'UTC'", locale=spoken)
    amount = format_currency(Decimal(total.decimal), total.currency, locale=spoken)
    return {"amount": amount, "lines": lines, "until": until}


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
