"""Signed links to an order: each opens one order until a day that it carries, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from itsdangerous import BadData, URLSafeSerializer

from configurator.product.errors import NotFoundError, OfficinaError

AFTER_DELIVERY = timedelta(days=180)
"""Withdrawal, documents and questions come up well after the last day of the delivery window."""
AT_LEAST = timedelta(days=30)


class ExpiredLinkError(OfficinaError):
    """The link was genuine, but its time is over; its order can be mailed a new one."""

    def __init__(self, public_id: str) -> None:
        super().__init__("expired order link")
        self.public_id = public_id


class OrderLinks:
    """Makes and reads the tokens in order links."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="order-link")

    def token(self, public_id: str, delivery_until: date, today: date) -> str:
        """A token for one order, good until half a year after its delivery window, and at least a month."""
        until = max(delivery_until + AFTER_DELIVERY, today + AT_LEAST)
        return str(self._serializer.dumps([public_id, until.isoformat()]))

    def read(self, token: str, today: date) -> str:
        """The order's public id. Raises NotFoundError for a token that we did not make, and ExpiredLinkError."""
        try:
            public_id, until = self._serializer.loads(token)
        except BadData:
            raise NotFoundError("not an order link of ours") from None
        if date.fromisoformat(until) < today:
            raise ExpiredLinkError(public_id)
        return str(public_id)
