"""The lists of paid orders that the desk can refund as a whole: those of a product or of an edition."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import gettext
from sqlalchemy import ColumnElement

from configurator.database import db
from configurator.payments.service import (
    Candidate,
    Choice,
    RefundState,
    RefundView,
    refunds_of,
    register_source,
    what_is_left,
)
from configurator.preorders.editions.models import Edition
from configurator.preorders.editions.reading import edition_by_public_id
from configurator.preorders.ending import PURPOSE, Ending, record_ending
from configurator.preorders.models import Preorder
from configurator.preorders.order import order_by_public_id
from configurator.preorders.service import NotCancellableError
from configurator.preorders.states import HELD, Actor, State
from configurator.product.money import Money
from configurator.web.catalogue import catalogue
from configurator.web.filters import words

AT_ONCE = 500


def register() -> None:
    register_source("preorders", choices=_products, candidates=_of_product, refund=_cancel)
    register_source("editions", choices=_editions, candidates=_of_edition, refund=_cancel)


def _products() -> list[Choice]:
    paid = db.select(Preorder.product_key).where(Preorder.state == State.PAID).distinct()
    return [
        Choice(key, gettext("Every paid preorder of %(product)s", product=_name(key)))
        for key in db.session.scalars(paid.order_by(Preorder.product_key))
    ]


def _name(product_key: str) -> str:
    product = catalogue().products.get(product_key)
    return words(product.name) if product else product_key


def _editions() -> list[Choice]:
    of_paid = db.select(Preorder.edition_id).where(Preorder.state == State.PAID, Preorder.edition_id.is_not(None))
    found = db.select(Edition.public_id, Edition.name).where(Edition.id.in_(of_paid)).order_by(Edition.id)
    return [
        Choice(public_id, gettext("The paid preorders of the edition “%(name)s”", name=name))
        for public_id, name in db.session.execute(found)
    ]


def _of_product(product_key: str) -> Iterator[Candidate]:
    return _paid(Preorder.product_key == product_key)


def _of_edition(public_id: str) -> Iterator[Candidate]:
    return _paid(Preorder.edition_id == edition_by_public_id(public_id).id)


def _paid(which: ColumnElement[bool]) -> Iterator[Candidate]:
    """Each order with what its deposit still holds; those whose money is not ours to give are left out."""
    wanted = db.select(Preorder).where(which, Preorder.state.in_((State.PAID, State.DISPUTED)))
    last = 0
    while rows := db.session.scalars(wanted.where(Preorder.id > last).order_by(Preorder.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        left = what_is_left([row.payment_id for row in rows if row.payment_id])
        for row in rows:
            amount = left.get(row.payment_id or "", Money.zero(row.currency))
            yield Candidate(row.public_id, row.number, amount, _left_out(row, amount))


def _left_out(row: Preorder, amount: Money) -> str:
    if row.is_synthetic:
        return "synthetic: no money came in"
    if row.state is State.DISPUTED:
        return "the bank disputes the deposit"
    return "" if amount else "nothing of the deposit is left"


def _cancel(public_id: str, person_id: int, reason: str) -> RefundView | None:
    """The desk cancels a paid order, in the caller's transaction."""
    order = order_by_public_id(public_id)
    if order.state not in HELD:
        raise NotCancellableError(f"{order.number} is {order.state}")
    record_ending(order, Ending(Actor.DESK, person_id=person_id, note=reason))
    db.session.flush()
    made = [one for one in refunds_of(PURPOSE, public_id) if one.state is RefundState.REQUESTED]
    return made[-1] if made else None
