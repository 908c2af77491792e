"""What every part of the stand-in needs in one request: the open transaction, the time, its own address."""

from __future__ import annotations

from dataclasses import dataclass

import stripe

from configurator.payments.sandbox.errors import missing
from configurator.payments.sandbox.faults import Chance, Fault, Moment, strike
from configurator.payments.sandbox.store import Body, Transaction, new_id


@dataclass(frozen=True)
class Context:
    """One request or one tick of the clock."""

    transaction: Transaction
    now: int
    public_address: str
    sends_webhooks: bool
    chance: Chance
    idempotency_key: str | None = None

    def get(self, kind: str, object_id: str, param: str = "id") -> Body:
        """The object, or Stripe's 404."""
        body = self.transaction.find(kind, object_id)
        if body is None:
            raise missing(kind, object_id, param)
        return body

    def strike(self, moment: Moment, subject: str) -> Fault | None:
        """The fault that this meets, if any."""
        return strike(self.transaction, self.chance, moment, subject)

    def emit(self, event_type: str, body: Body) -> None:
        """Record an event about `body` as it is now, and queue its webhook."""
        event: Body = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": stripe.api_version,
            "created": self.now,
            "data": {"object": body},
            "livemode": False,
            "pending_webhooks": int(self.sends_webhooks),
            "request": {"id": None, "idempotency_key": self.idempotency_key},
            "type": event_type,
        }
        self.transaction.put(event)
        if self.sends_webhooks:
            self.transaction.queue_delivery(event["id"], self.now)
