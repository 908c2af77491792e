"""The routes under /v1: who may ask, what is replayed, which parameters are known."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import stripe
from flask import Blueprint, Response, request
from stripe import params as known

from configurator.payments.sandbox import checkout, payouts, refunds
from configurator.payments.sandbox.clock import settle_due
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.errors import ApiError, invalid, refused
from configurator.payments.sandbox.faults import Fault, FaultKind, Moment
from configurator.payments.sandbox.idempotency import KeysInFlight, fingerprint, refuse_other_request
from configurator.payments.sandbox.parameters import (
    Parameters,
    inner,
    items,
    optional_number,
    optional_text,
    read,
    refuse_unknown,
    text,
)
from configurator.payments.sandbox.store import Answer, Body, Page, new_id

if TYPE_CHECKING:
    from configurator.payments.sandbox.app import Sandbox

log = logging.getLogger(__name__)
DROPPED = "stand-in.dropped"
"""In the environment of a request that is to get no answer."""
CHARGE = "payment_intent.latest_charge"
BROKEN = "Something went wrong on our end."
Handler = Callable[..., Body]


def api_pages(sandbox: Sandbox) -> Blueprint:
    """Stripe's API, as much of it as the site uses."""
    pages = Blueprint("api", __name__, url_prefix="/v1")
    in_flight = KeysInFlight()

    def route(method: str, path: str, shape: type, handler: Handler, *expands: str) -> None:
        def answer(**ids: str) -> Response:
            sandbox.authenticate()
            with sandbox.context() as context:
                fault = context.strike(Moment.REQUEST, request.path)
            return _meet(fault, lambda: respond(fault, **ids)) if fault else respond(None, **ids)

        def respond(fault: Fault | None, **ids: str) -> Response:
            parameters = read((request.form if method == "POST" else request.args).items(multi=True))
            refuse_unknown(parameters, shape)
            if set(items(parameters, "expand")) - set(expands):
                raise invalid(f"This stand-in expands {' and '.join(expands) or 'nothing'} here.", "expand")
            key = request.headers.get("Idempotency-Key") if method == "POST" else None

            def execute(context: Context) -> Body:
                if fault and fault.kind is FaultKind.SERVER_ERROR:
                    raise ApiError(BROKEN, status=500, kind="api_error", executed=True)
                return handler(context, parameters, **ids)

            if key is None:
                _delay(fault)
                with sandbox.context() as context:
                    settle_due(context)
                    return _json(execute(context))
            with in_flight.hold(key):
                _delay(fault)
                return _once(sandbox, key, execute)

        pages.add_url_rule(path, f"{method} {path}".replace(".", "_"), answer, methods=[method])

    sessions = known.checkout
    route("POST", "/checkout/sessions", sessions.SessionCreateParams, _create_session)
    route(
        "GET", "/checkout/sessions", sessions.SessionListParams, _lists("checkout.session", "payment_intent", "status")
    )
    route("GET", "/checkout/sessions/<object_id>", sessions.SessionRetrieveParams, _shows_session, CHARGE)
    route("POST", "/checkout/sessions/<object_id>/expire", sessions.SessionExpireParams, _expire_session)
    route("GET", "/payment_intents/<object_id>", known.PaymentIntentRetrieveParams, _shows("payment_intent"))
    route("GET", "/charges/<object_id>", known.ChargeRetrieveParams, _shows("charge"))
    route("POST", "/refunds", known.RefundCreateParams, refunds.create_refund)
    route("GET", "/refunds", known.RefundListParams, _lists("refund", "payment_intent", "charge"))
    route("GET", "/refunds/<object_id>", known.RefundRetrieveParams, _shows("refund"))
    route("GET", "/events", known.EventListParams, _lists("event", "type"))
    route("GET", "/events/<object_id>", known.EventRetrieveParams, _shows("event"))
    route("GET", "/charges", known.ChargeListParams, _lists("charge", "payment_intent"))
    route("GET", "/payment_intents", known.PaymentIntentListParams, _lists("payment_intent"))
    route("GET", "/disputes", known.DisputeListParams, _lists("dispute", "payment_intent", "charge"))
    route("GET", "/disputes/<object_id>", known.DisputeRetrieveParams, _shows("dispute"))
    route(
        "GET",
        "/balance_transactions",
        known.BalanceTransactionListParams,
        _lists("balance_transaction", "source", "type", "currency"),
        "data.source",
    )
    route(
        "GET",
        "/balance_transactions/<object_id>",
        known.BalanceTransactionRetrieveParams,
        _shows("balance_transaction"),
    )
    route("POST", "/payouts", known.PayoutCreateParams, payouts.create_payout)
    route("GET", "/payouts", known.PayoutListParams, _lists("payout", "status"))
    route("GET", "/payouts/<object_id>", known.PayoutRetrieveParams, _shows("payout"))
    route("GET", "/balance", known.BalanceRetrieveParams, _balance)

    @pages.route("/<path:anything>", methods=["GET", "POST", "DELETE"])
    def unknown_address(anything: str) -> Response:
        raise ApiError(f"Unrecognized request URL ({request.method}: {request.path}).", status=404)

    pages.register_error_handler(ApiError, refused)

    @pages.errorhandler(Exception)
    def broken(error: Exception) -> Response:
        log.exception("the stand-in Stripe failed")
        return _json({"error": {"type": "api_error", "message": "The stand-in failed; see its log."}}, 500)

    @pages.after_request
    def stamp(response: Response) -> Response:
        response.headers["Request-Id"] = new_id("req")
        response.headers["Stripe-Version"] = stripe.api_version
        return response

    return pages


def _delay(fault: Fault | None) -> None:
    if fault and fault.kind is FaultKind.DELAY:
        time.sleep(fault.seconds)


def _meet(fault: Fault, respond: Callable[[], Response]) -> Response:
    """Respond to a request that meets a fault."""
    if fault.kind is FaultKind.RATE_LIMIT:
        raise ApiError("Too many requests.", status=429, code="rate_limit")
    if fault.kind in (FaultKind.DROP_REQUEST, FaultKind.DROP_RESPONSE):
        request.environ[DROPPED] = True
    if fault.kind is FaultKind.DROP_REQUEST:
        return Response()
    response = respond()
    if fault.kind is FaultKind.SERVER_ERROR_AFTER:
        raise ApiError(BROKEN, status=500, kind="api_error")
    return response


def _once(sandbox: Sandbox, key: str, execute: Callable[[Context], Body]) -> Response:
    """The stored answer of this key, or a new one, stored together with what it did."""
    asked = fingerprint(request.method, request.path, json.dumps(sorted(request.form.items(multi=True))).encode())
    try:
        with sandbox.context(key) as context:
            settle_due(context)
            stored = context.transaction.answer(key)
            if stored is not None:
                refuse_other_request(key, stored, asked)
                return _json(stored.body, stored.status, replayed=True)
            body = execute(context)
            context.transaction.remember(key, Answer(asked, 200, checkout.shown(body)), context.now)
    except ApiError as error:
        if error.executed:
            with sandbox.context() as context:
                context.transaction.remember(key, Answer(asked, error.status, {"error": error.error}), context.now)
        raise
    sandbox.clock.wake()
    return _json(body)


def _json(body: Body, status: int = 200, *, replayed: bool = False) -> Response:
    response = Response(json.dumps(checkout.shown(body)), status, mimetype="application/json")
    if replayed:
        response.headers["Idempotent-Replayed"] = "true"
    return response


def _create_session(context: Context, parameters: Parameters) -> Body:
    return checkout.create_session(context, parameters)


def _expire_session(context: Context, parameters: Parameters, object_id: str) -> Body:
    return checkout.expire_session(context, context.get("checkout.session", object_id, "session"))


def _shows(kind: str) -> Handler:
    def show(context: Context, parameters: Parameters, object_id: str) -> Body:
        return context.get(kind, object_id)

    return show


def _shows_session(context: Context, parameters: Parameters, object_id: str) -> Body:
    """A session; its PaymentIntent and charge are shown with it where that is asked for."""
    session = context.get("checkout.session", object_id)
    if not items(parameters, "expand") or session["payment_intent"] is None:
        return session
    intent = context.get("payment_intent", session["payment_intent"])
    charge = context.get("charge", intent["latest_charge"]) if intent["latest_charge"] else None
    return session | {"payment_intent": intent | {"latest_charge": charge and checkout.shown(charge)}}


def _lists(kind: str, *filters: str) -> Handler:
    def show(context: Context, parameters: Parameters) -> Body:
        where = {name: [text(parameters, name)] for name in filters if name in parameters}
        known_names = {*filters, "limit", "starting_after", "ending_before", "created", "expand"}
        if "type" in filters and "types" in parameters:
            where["type"] = [str(one) for one in items(parameters, "types")]
            known_names.add("types")
        unknown = set(parameters) - known_names
        if unknown:
            raise invalid("This stand-in does not filter by this.", min(unknown))
        created = inner(parameters, "created")
        if set(created) - {"gte"}:
            raise invalid("This stand-in only knows created[gte].", "created")
        found, has_more = context.transaction.listed(kind, _page(parameters), where, optional_number(created, "gte"))
        if "data.source" in items(parameters, "expand"):
            found = [body | {"source": checkout.shown(_source(context, body))} for body in found]
        data: list[Any] = [checkout.shown(body) for body in found]
        return {"object": "list", "url": request.path, "has_more": has_more, "data": data}

    return show


def _source(context: Context, moved: Body) -> Body:
    """What moved the balance."""
    found = context.transaction.find_any(moved["source"])
    return found or {"id": moved["source"], "object": "payout"}


def _page(parameters: Parameters) -> Page:
    limit = optional_number(parameters, "limit")
    if limit is not None and not 1 <= limit <= 100:
        raise invalid("A limit is 1 to 100.", "limit", "parameter_invalid_integer")
    after, before = optional_text(parameters, "starting_after"), optional_text(parameters, "ending_before")
    return Page(10 if limit is None else limit, after, before)


def _balance(context: Context, parameters: Parameters) -> Body:
    amounts = [
        {"currency": currency, "amount": amount, "source_types": {"card": amount}}
        for currency, amount in context.transaction.balance()
    ]
    return {"object": "balance", "available": amounts, "pending": [], "livemode": False}
