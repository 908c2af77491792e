"""What follows for a preorder when its money moves. Called by payments, in the transaction that records the money."""

from __future__ import annotations

from flask import url_for

from configurator.database import db
from configurator.gallery.service import count_preorder
from configurator.payments.service import Page, PaymentView, RefundCause, RefundView, register_follower
from configurator.preorders.history import move, owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, Preorder
from configurator.preorders.order import order_by_public_id
from configurator.preorders.service import PURPOSE
from configurator.preorders.states import Actor, State
from configurator.product.errors import NotFoundError


def register() -> None:
    register_follower(
        PURPOSE,
        on_paid=_on_paid,
        on_expired=_on_expired,
        on_refunded=_on_refunded,
        on_refund_failed=_on_refund_failed,
        page=_page,
        work="mails",
    )


def _page(public_id: str) -> Page | None:
    try:
        number = order_by_public_id(public_id).number
    except NotFoundError:
        return None
    return Page(number, url_for("desk.one", number=number))


def _on_paid(payment: PaymentView) -> bool:
    """The deposit is wanted while the order waits for it; else it goes back."""
    order = order_by_public_id(payment.reference)
    if order.state is not State.RESERVED or payment.amount != order.deposit:
        return False
    move(order.id, State.RESERVED, State.PAID, Actor.PAYMENTS, Happening.PAID)
    paid_by = db.update(Preorder).where(Preorder.id == order.id).values(payment_id=payment.public_id)
    db.session.execute(paid_by)
    count_preorder(order.design_id, +1)
    owe_mail(order.id, MailKind.CONFIRMATION, order.language)
    return True


def _on_expired(_payment: PaymentView) -> None:
    """A payment page closed unpaid. The order stays open until its own time is over: the buyer may try again."""


def _on_refunded(refund: RefundView) -> None:
    order = order_by_public_id(refund.reference)
    if refund.cause is RefundCause.ASKED:
        move(order.id, State.CANCELLING, State.REFUNDED, Actor.PAYMENTS, Happening.REFUNDED)
        owe_mail(order.id, MailKind.REFUND, order.language)
        return
    if refund.cause in (RefundCause.DESK, RefundCause.DASHBOARD):
        write_down(order.id, Actor.PAYMENTS, Happening.PARTLY_REFUNDED, order.state, order.state)
        return
    write_down(order.id, Actor.PAYMENTS, Happening.LATE_DEPOSIT_REFUNDED, order.state, order.state)
    owe_mail(order.id, MailKind.LATE_REFUND, order.language, occasion=refund.public_id)


def _on_refund_failed(refund: RefundView) -> None:
    """The refund is still owed: the desk finds it among the orders whose refund is due."""
    order = order_by_public_id(refund.reference)
    if refund.cause is RefundCause.ASKED and order.state is State.REFUNDED:
        move(order.id, State.REFUNDED, State.CANCELLING, Actor.PAYMENTS, Happening.REFUND_FAILED)
    else:
        write_down(order.id, Actor.PAYMENTS, Happening.REFUND_FAILED, order.state, order.state)
