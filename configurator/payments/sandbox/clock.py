"""What happens by itself: sessions expire, refunds settle, webhooks are sent and sent again."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import requests
from stripe import WebhookSignature

from configurator.payments.sandbox.checkout import expire_session
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.disputes import open_dispute
from configurator.payments.sandbox.faults import FaultKind, Moment
from configurator.payments.sandbox.refunds import settle_refund
from configurator.payments.sandbox.store import Body

log = logging.getLogger(__name__)
TICK_SECONDS = 0.5
# Stripe tries again for three days, ever more slowly.
GIVES_UP_AFTER = 3 * 24 * 3600
SLOWEST_RETRY = 3600

Contexts = Callable[[], AbstractContextManager[Context]]


def settle_due(context: Context) -> None:
    """Bring every object up to the present time."""
    for body in context.transaction.due(context.now):
        if body["object"] == "checkout.session":
            expire_session(context, body)
        elif body["object"] == "charge":
            open_dispute(context, body)
        else:
            settle_refund(context, body)


class Clock:
    """A thread that ticks until it is closed, and at once when it is woken."""

    def __init__(self, contexts: Contexts, webhook_url: str, webhook_secret: str) -> None:
        self._contexts, self._url, self._secret = contexts, webhook_url, webhook_secret
        self._wake, self._closing = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="stripe-sandbox-clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        """Stop; what was not delivered is kept for the next start."""
        self._closing.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join(timeout=15)

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self.tick()
            except Exception:
                log.exception("the stand-in Stripe's clock stumbled")
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()

    def tick(self) -> None:
        """Settle what is due, then send every webhook that is due, in the order of the events."""
        with self._contexts() as context:
            settle_due(context)
            deliveries = context.transaction.due_deliveries(context.now)
            events = [context.get("event", event_id) for event_id, _ in deliveries]
        for event, (_, attempts) in zip(events, deliveries, strict=True):
            if self._closing.is_set():
                return
            with self._contexts() as context:
                fault = context.strike(Moment.WEBHOOK, event["type"]) if attempts == 0 else None
                if fault and fault.kind is FaultKind.REORDER:
                    context.transaction.queue_delivery(event["id"], context.now + fault.seconds, 1)
                    continue
            arrived = (fault is not None and fault.kind is FaultKind.LOSE) or self._send(event)
            with self._contexts() as context:
                if arrived and fault and fault.kind is FaultKind.DUPLICATE:
                    context.transaction.queue_delivery(event["id"], context.now, 1)
                else:
                    _note(context, event, attempts + 1, arrived)

    def _send(self, event: Body) -> bool:
        payload = json.dumps(event)
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": WebhookSignature.generate_signature_header(payload, self._secret),
            "User-Agent": "Stripe/1.0 (Officina's stand-in)",
        }
        try:
            answer = requests.post(self._url, data=payload.encode(), headers=headers, timeout=10, allow_redirects=False)
        except requests.RequestException as fault:
            log.info("webhook %s not delivered: %s", event["type"], type(fault).__name__)
            return False
        return answer.ok and not answer.is_redirect


def _note(context: Context, event: Body, attempts: int, arrived: bool) -> None:
    event_id = event["id"]
    retry_after = min(2 ** min(attempts, 16), SLOWEST_RETRY)
    if arrived or context.now - event["created"] > GIVES_UP_AFTER:
        context.transaction.end_delivery(event_id)
        context.transaction.put(event | {"pending_webhooks": 0})
    else:
        context.transaction.queue_delivery(event_id, context.now + retry_after, attempts)
