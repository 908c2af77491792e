"""Where an order is found: its signed links, for pages and for mails."""

from __future__ import annotations

from flask import current_app, url_for

from configurator.database import utc_now
from configurator.preorders.links import ExpiredLinkError, OrderLinks
from configurator.preorders.order import Order, order_by_public_id
from configurator.product.errors import NotFoundError


class ForgottenOrderError(NotFoundError):
    """The buyer had their data deleted: the order's links open nothing any more."""


def order_token(order: Order) -> str:
    """The token in this order's links."""
    return _links().token(order.public_id, order.delivery_until, utc_now().date())


def order_address(order: Order, endpoint: str = "preorders.status") -> str:
    """A whole address of one of the order's pages."""
    return url_for(endpoint, token=order_token(order), _external=True)


def order_at(token: str) -> Order:
    """The order that a link opens. Raises NotFoundError, ForgottenOrderError and ExpiredLinkError."""
    order = order_by_public_id(_links().read(token, utc_now().date()))
    if order.forgotten_at is not None:
        raise ForgottenOrderError(order.number)
    return order


def expired_order_at(token: str) -> str:
    """The public id of the order that a link opened until its time was over. Raises NotFoundError."""
    try:
        return _links().read(token, utc_now().date())
    except ExpiredLinkError as expired:
        return expired.public_id


def _links() -> OrderLinks:
    return OrderLinks(str(current_app.secret_key))
