"""Our few words for Stripe's API, spoken through the real `stripe` client to Stripe or to the stand-in."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import stripe
from flask import current_app

from configurator.config import Settings
from configurator.payments.errors import (
    ForgedEventError,
    PaymentRefusedError,
    PaymentUnavailableError,
    ReplayedFaultError,
)
from configurator.payments.seen import (
    BalanceMove,
    Checkout,
    CheckoutOrder,
    GatewayCharge,
    GatewayDispute,
    GatewayIntent,
    GatewayRefund,
    SeenEvent,
    balance_move_seen,
    charge_seen,
    checkout_seen,
    dispute_seen,
    event_seen,
    intent_seen,
    refund_seen,
)
from configurator.payments.units import from_stripe, to_stripe
from configurator.product.money import Money

if TYPE_CHECKING:
    from stripe.params.checkout import SessionCreateParams

# It would write an id into the home folder of whoever runs the site.
stripe.enable_telemetry = False

# No SEPA debit: its payers can take a deposit back for eight weeks without giving a reason.
METHODS = ["card", "ideal"]
CHARGE = "payment_intent.latest_charge"
TIMEOUT_SECONDS = 5
RETRIES = 2
PATIENCE = (0.5, 2)
"""Seconds between the attempts to fetch one page of a long list."""
EVENT_TYPES = [
    "checkout.session.completed",
    "checkout.session.expired",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
]


class Gateway:
    """Every call raises PaymentUnavailableError (try again later) or PaymentRefusedError (do not)."""

    def __init__(self, secret_key: str, webhook_secret: str, api_base: str = "") -> None:
        self._webhook_secret = webhook_secret
        self._client = stripe.StripeClient(
            secret_key,
            base_addresses={"api": api_base} if api_base else {},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=TIMEOUT_SECONDS),
        )

    def start_checkout(self, order: CheckoutOrder, idempotency_key: str) -> Checkout:
        """Open a Checkout Session; the same key gives the same session."""
        with _our_errors():
            session = self._client.v1.checkout.sessions.create(
                params=_session_params(order), options={"idempotency_key": idempotency_key}
            )
        return checkout_seen(session)

    def look_up_checkout(self, checkout_id: str) -> Checkout:
        with _our_errors():
            session = self._client.v1.checkout.sessions.retrieve(checkout_id, params={"expand": [CHARGE]})
        return checkout_seen(session)

    def expire_checkout(self, checkout_id: str) -> Checkout:
        """Close an open session, so that nobody can pay it; refused when it is not open."""
        with _our_errors():
            session = self._client.v1.checkout.sessions.expire(checkout_id)
        return checkout_seen(session)

    def refund(self, payment_intent: str, amount: Money, reference: str, idempotency_key: str) -> GatewayRefund:
        """Give money back; the same key gives it back once."""
        with _our_errors():
            refund = self._client.v1.refunds.create(
                params={
                    "payment_intent": payment_intent,
                    "amount": to_stripe(amount),
                    "metadata": {"refund": reference},
                },
                options={"idempotency_key": idempotency_key},
            )
        return refund_seen(refund)

    def look_up_refund(self, refund_id: str) -> GatewayRefund:
        with _our_errors():
            refund = self._client.v1.refunds.retrieve(refund_id)
        return refund_seen(refund)

    def find_refund(self, payment_intent: str, reference: str) -> GatewayRefund | None:
        """The refund that carries our reference, for when its id never reached us."""
        return next((refund for refund in self.refunds_of(payment_intent) if refund.reference == reference), None)

    def refunds_of(self, payment_intent: str) -> list[GatewayRefund]:
        with _our_errors():
            listed = self._client.v1.refunds.list(params={"payment_intent": payment_intent, "limit": 100})
            return [refund_seen(refund) for refund in listed.auto_paging_iter()]

    def reference_of(self, payment_intent: str) -> str | None:
        """Our own reference of what was paid, which a PaymentIntent carries; None for one that is not ours."""
        with _our_errors():
            intent = self._client.v1.payment_intents.retrieve(payment_intent)
        return getattr(intent.metadata, "payment", None)

    def look_up_dispute(self, dispute_id: str) -> GatewayDispute:
        with _our_errors():
            return dispute_seen(self._client.v1.disputes.retrieve(dispute_id))

    def disputes_of(self, payment_intent: str) -> list[GatewayDispute]:
        with _our_errors():
            listed = self._client.v1.disputes.list(params={"payment_intent": payment_intent, "limit": 100})
            return [dispute_seen(one) for one in listed.auto_paging_iter()]

    def balance_moves(self, since: datetime) -> Iterator[BalanceMove]:
        """The balance transactions since a moment, newest first."""
        listed = self._all(self._client.v1.balance_transactions, since, {"expand": ["data.source"]})
        return (balance_move_seen(one) for one in listed)

    def every_checkout(self, since: datetime) -> Iterator[Checkout]:
        return (checkout_seen(one) for one in self._all(self._client.v1.checkout.sessions, since))

    def every_intent(self, since: datetime) -> Iterator[GatewayIntent]:
        return (intent_seen(one) for one in self._all(self._client.v1.payment_intents, since))

    def every_charge(self, since: datetime) -> Iterator[GatewayCharge]:
        return (charge_seen(one) for one in self._all(self._client.v1.charges, since))

    def every_refund(self, since: datetime) -> Iterator[GatewayRefund]:
        return (refund_seen(one) for one in self._all(self._client.v1.refunds, since))

    def every_dispute(self, since: datetime) -> Iterator[GatewayDispute]:
        return (dispute_seen(one) for one in self._all(self._client.v1.disputes, since))

    def _all(self, objects: Any, since: datetime, more: dict[str, Any] | None = None) -> Iterator[Any]:
        """All objects of a kind since a moment, newest first, a hundred at a time; a page that fails is asked again."""
        params = {"created": {"gte": int(since.timestamp())}, "limit": 100, **(more or {})}
        while True:
            page = _patiently(lambda: objects.list(params=params))
            yield from page.data
            if not page.has_more:
                return
            params["starting_after"] = page.data[-1].id

    def available(self) -> dict[str, Money]:
        """What refunds can be paid from now, by currency."""
        with _our_errors():
            balance = self._client.v1.balance.retrieve()
        amounts = [from_stripe(one.amount, one.currency) for one in balance.available]
        return {one.currency: one for one in amounts}

    def balance(self) -> dict[str, Money]:
        """Stripe's whole balance by currency, with what is not available yet."""
        with _our_errors():
            told = self._client.v1.balance.retrieve()
        parts: list[Any] = [*told.available, *told.pending]
        amounts = [from_stripe(one.amount, one.currency) for one in parts]
        currencies = {one.currency for one in amounts}
        return {code: Money.total((one for one in amounts if one.currency == code), code) for code in currencies}

    def list_events(self, since: datetime) -> list[SeenEvent]:
        """The events that concern us since a moment, oldest first."""
        with _our_errors():
            listed = self._client.v1.events.list(
                params={"types": EVENT_TYPES, "created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            events = [event_seen(event) for event in listed.auto_paging_iter()]
        return events[::-1]

    def read_webhook(self, body: bytes, signature: str | None) -> SeenEvent:
        """The event in a webhook's body. Raises ForgedEventError unless Stripe signed it in the last minutes."""
        try:
            return event_seen(self._client.construct_event(body, signature or "", self._webhook_secret))
        except (stripe.SignatureVerificationError, ValueError, KeyError, AttributeError) as fault:
            raise ForgedEventError(type(fault).__name__) from fault


def gateway() -> Gateway:
    """The gateway of the running site."""
    found: Gateway = current_app.extensions["officina-gateway"]
    return found


def vat_is_due_on_deposits() -> bool:
    """Whether a deposit owes VAT as soon as it is paid, where the site is."""
    settings: Settings = current_app.extensions["officina-settings"]
    return settings.vat_on_deposits


def _session_params(order: CheckoutOrder) -> SessionCreateParams:
    return {
        "mode": "payment",
        "success_url": order.success_url,
        "cancel_url": order.cancel_url,
        "client_reference_id": order.reference,
        "customer_email": order.email,
        "expires_at": int(order.expires_at.timestamp()),
        "locale": order.locale,
        "allowed_payment_method_types": METHODS,
        "line_items": [
            {
                "quantity": 1,
                "price_data": {
                    "currency": order.amount.currency.lower(),
                    "unit_amount": to_stripe(order.amount),
                    "product_data": {"name": order.description},
                },
            }
        ],
        "metadata": {"payment": order.reference},
        "payment_intent_data": {"description": order.description, "metadata": {"payment": order.reference}},
    }


def _patiently(fetch: Callable[[], Any]) -> Any:
    """Fetch a page of a long list; Stripe's limit on how often one asks is a reason to wait, not to give up."""
    for seconds in PATIENCE:
        try:
            with _our_errors():
                return fetch()
        except PaymentUnavailableError:
            time.sleep(seconds)
    with _our_errors():
        return fetch()


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except (stripe.InvalidRequestError, stripe.CardError, stripe.IdempotencyError) as fault:
        raise PaymentRefusedError(str(fault), fault.code) from fault
    except stripe.StripeError as fault:
        if (fault.http_status or 0) >= 500 and (fault.headers or {}).get("Idempotent-Replayed") == "true":
            raise ReplayedFaultError(str(fault)) from fault
        raise PaymentUnavailableError(str(fault)) from fault
