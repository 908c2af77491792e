"""Changing what was ordered, while the order is paid and not locked: a new quote is frozen, everything else stays."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from configurator.database import changes_one, db, work_waiting
from configurator.gallery.service import count_preorder
from configurator.preorders.documents.service import confirm_order
from configurator.preorders.editions.reading import edition_by_id
from configurator.preorders.history import owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, OrderChange, Preorder
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.states import Actor, State
from configurator.product.errors import OfficinaError
from configurator.product.pricing import Quote


class NotChangeableError(OfficinaError):
    """The order is locked, over or was changed a moment ago; or it can't become what was asked for."""


def is_changeable(order: Order) -> bool:
    return order.state is State.PAID


def new_quote(order: Order, offer: Offer) -> Quote:
    """What the order would cost as `offer`: today's prices, with the deposit that was paid."""
    return replace(offer.quote, deposit=order.deposit)


def hindrance(order: Order, offer: Offer) -> str | None:
    """What keeps an order from becoming this: "product", "edition", "country", "deposit" or "same"; None if nothing."""
    quote = new_quote(order, offer)
    if offer.product.key != order.product_key or quote.total.currency != order.deposit.currency:
        return "product"
    if order.edition_id is not None and not edition_by_id(order.edition_id).options <= offer.configuration.options:
        return "edition"
    if offer.country != order.buyer.country:
        return "country"
    if quote.total < order.deposit:
        return "deposit"
    return "same" if offer.design.code == order.design_code and quote == order.quote else None


def change_order(order: Order, offer: Offer) -> Order:
    """Make an order one for `offer`; deposit, place in the queue, address and delivery window stay.

    What it was is kept. Of two changes at once one is made. Raises NotChangeableError.
    """
    if not is_changeable(order) or hindrance(order, offer):
        raise NotChangeableError(f"{order.number} can't become {offer.design.code}")
    quote = new_quote(order, offer)
    guarded = update(Preorder).where(
        Preorder.id == order.id, Preorder.state == State.PAID, Preorder.changes == order.changes
    )
    values = {
        "changes": order.changes + 1,
        "design_id": offer.design.id,
        "design_code": offer.design.code,
        "product_version": offer.product.version,
        "options": sorted(offer.configuration.options),
        "quote": quote.to_json(),
        "total_minor": quote.total.amount_minor,
    }
    if not changes_one(guarded.values(values)):
        db.session.rollback()
        raise NotChangeableError(f"{order.number} has changed in the meantime")
    db.session.add(_change(order, offer, quote))
    write_down(order.id, Actor.BUYER, Happening.CHANGED, State.PAID, State.PAID)
    count_preorder(order.design_id, -1)
    count_preorder(offer.design.id, +1)
    confirm_order(order_by_id(order.id))
    owe_mail(order.id, MailKind.CHANGE, order.language, occasion=str(order.changes + 1))
    db.session.commit()
    work_waiting.send("mails")
    return order_by_id(order.id)


def _change(order: Order, offer: Offer, quote: Quote) -> OrderChange:
    return OrderChange(
        preorder_id=order.id,
        number=order.changes + 1,
        old_design_code=order.design_code,
        old_product_version=order.product_version,
        old_options=sorted(order.options),
        old_quote=order.quote.to_json(),
        new_design_code=offer.design.code,
        new_quote=quote.to_json(),
    )


def quote_before(order: Order) -> Quote | None:
    """The quote that held before the last change."""
    last = db.select(OrderChange.old_quote).where(OrderChange.preorder_id == order.id)
    found = db.session.scalar(last.order_by(OrderChange.number.desc()).limit(1))
    return Quote.from_json(found) if found else None
