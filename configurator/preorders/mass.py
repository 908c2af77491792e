"""The lists of paid orders that the desk can refund as a whole: those of one product each."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import lazy_gettext

from configurator.database import db
from configurator.gallery.service import count_preorder
from configurator.payments.service import Candidate, Choice, RefundView, record_refund, register_source
from configurator.preorders.history import move, owe_mail
from configurator.preorders.models import Happening, MailKind, Preorder
from configurator.preorders.order import order_by_public_id
from configurator.preorders.service import NotCancellableError
from configurator.preorders.states import Actor, State
from configurator.product.money import Money

AT_ONCE = 1000


def register() -> None:
    register_source(
        "preorders", lazy_gettext("Paid orders"), choices=_products, candidates=_paid_orders, refund=_cancel
    )


def _products() -> list[Choice]:
    paid = db.select(Preorder.product_key).where(Preorder.state == State.PAID).distinct()
    return [Choice(key, key) for key in db.session.scalars(paid.order_by(Preorder.product_key))]


def _paid_orders(product_key: str) -> Iterator[Candidate]:
    last = 0
    wanted = db.select(Preorder).where(Preorder.product_key == product_key, Preorder.state == State.PAID)
    while rows := db.session.scalars(wanted.where(Preorder.id > last).order_by(Preorder.id).limit(AT_ONCE)).all():
        last = rows[-1].id
        for row in rows:
            why = "synthetic: no money came in" if row.is_synthetic else ""
            yield Candidate(row.public_id, row.number, Money(row.deposit_minor, row.currency), why)


def _cancel(public_id: str, _person_id: int, _reason: str) -> RefundView:
    """The desk cancels a paid order; who approved it, and why, is in the audit log."""
    order = order_by_public_id(public_id)
    if order.state is not State.PAID:
        raise NotCancellableError(f"{order.number} is {order.state}")
    move(order.id, State.PAID, State.CANCELLING, Actor.DESK, Happening.CANCELLED)
    refund = record_refund(order.payment_id or "")
    count_preorder(order.design_id, -1)
    owe_mail(order.id, MailKind.CANCELLATION, order.language)
    return refund
