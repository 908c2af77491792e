"""The queue: orders stand in it as they were paid, and nobody's change makes another's place worse."""

from __future__ import annotations

from sqlalchemy import func, or_

from configurator.database import db
from configurator.preorders.models import Preorder
from configurator.preorders.order import Order
from configurator.preorders.states import State

QUEUED = (State.PAID, State.LOCKED)


def queue_position(order: Order) -> int | None:
    """The order's place among those of its product or edition that wait to be built, 1 being next; else None.

    A disputed order keeps its place, since it may come back to it.
    """
    if order.paid_at is None or order.state not in (*QUEUED, State.DISPUTED) or order.handed_over_at is not None:
        return None
    disputed = (Preorder.state == State.DISPUTED) & Preorder.handed_over_at.is_(None)
    earlier = or_(Preorder.paid_at < order.paid_at, (Preorder.paid_at == order.paid_at) & (Preorder.id < order.id))
    ahead = db.select(func.count(Preorder.id)).where(
        Preorder.product_key == order.product_key,
        Preorder.is_synthetic == order.is_synthetic,
        Preorder.edition_id == order.edition_id,
        or_(Preorder.state.in_(QUEUED), disputed),
        earlier,
    )
    return 1 + (db.session.scalar(ahead) or 0)
