"""What follows for a preorder when its money moves. Called by payments, in the transaction that records the money."""

from __future__ import annotations

from flask import url_for

from configurator.database import db, new_public_id
from configurator.gallery.service import count_preorder
from configurator.payments.service import (
    DisputeState,
    DisputeView,
    Page,
    PaymentView,
    RefundCause,
    RefundState,
    RefundView,
    disputes_of,
    refunds_of,
    register_follower,
)
from configurator.preorders.documents.service import confirm_order, receipt_deposit
from configurator.preorders.documents.writing import Why
from configurator.preorders.ending import PURPOSE, credit
from configurator.preorders.history import move, owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, Preorder
from configurator.preorders.order import Order, order_by_public_id
from configurator.preorders.states import HELD, Actor, State
from configurator.product.errors import NotFoundError


def register() -> None:
    register_follower(
        PURPOSE,
        on_paid=_on_paid,
        on_expired=_on_expired,
        on_refunded=_on_refunded,
        on_refund_failed=_on_refund_failed,
        on_disputed=_on_disputed,
        on_dispute_closed=_on_dispute_closed,
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
    paid = order_by_public_id(payment.reference)
    confirm_order(paid)
    receipt_deposit(paid, payment)
    owe_mail(order.id, MailKind.CONFIRMATION, order.language)
    return True


def _on_expired(_payment: PaymentView) -> None:
    """A payment page closed unpaid. The order stays open until its own time is over: the buyer may try again."""


def _on_refunded(refund: RefundView) -> None:
    order = order_by_public_id(refund.reference)
    # One that failed after all was told of before it is given back another way, and is told of again.
    occasion = new_public_id() if refund.state is RefundState.BY_HAND else refund.public_id
    if refund.cause is RefundCause.ASKED:
        move(order.id, State.CANCELLING, State.REFUNDED, Actor.PAYMENTS, Happening.REFUNDED)
        owe_mail(order.id, MailKind.REFUND, order.language, occasion=occasion)
        return
    if refund.cause in (RefundCause.DESK, RefundCause.DASHBOARD):
        write_down(order.id, Actor.PAYMENTS, Happening.PARTLY_REFUNDED, order.state, order.state)
        credit(order, Why(Actor.DESK, note=refund.note))
        owe_mail(order.id, MailKind.PART_REFUND, order.language, occasion=occasion)
        return
    if refund.cause is RefundCause.TWICE:  # the buyer was told when it went back the other way
        write_down(order.id, Actor.PAYMENTS, Happening.REFUNDED_TWICE, order.state, order.state)
        return
    write_down(order.id, Actor.PAYMENTS, Happening.LATE_DEPOSIT_REFUNDED, order.state, order.state)
    owe_mail(order.id, MailKind.LATE_REFUND, order.language, occasion=occasion)


def _on_refund_failed(refund: RefundView) -> None:
    """The refund is still owed: the desk finds it among the orders whose refund is due."""
    order = order_by_public_id(refund.reference)
    if refund.cause is RefundCause.ASKED and order.state is State.REFUNDED:
        move(order.id, State.REFUNDED, State.CANCELLING, Actor.PAYMENTS, Happening.REFUND_FAILED)
    else:
        write_down(order.id, Actor.PAYMENTS, Happening.REFUND_FAILED, order.state, order.state)


def _on_disputed(dispute: DisputeView) -> None:
    """An order whose deposit is disputed stands still; one that is over, or was never held, only hears of it."""
    order = order_by_public_id(dispute.reference)
    if dispute.payment_public_id == order.payment_id and order.state in HELD:
        move(order.id, order.state, State.DISPUTED, Actor.PAYMENTS, Happening.DISPUTED)
    else:
        write_down(order.id, Actor.PAYMENTS, Happening.DISPUTED, order.state, order.state)


def _on_dispute_closed(dispute: DisputeView) -> None:
    order = order_by_public_id(dispute.reference)
    is_won, is_deposit = dispute.state is DisputeState.WON, dispute.payment_public_id == order.payment_id
    if is_won and is_deposit and order.state is State.DISPUTED and not _is_disputed(order):
        move(order.id, State.DISPUTED, _before_dispute(order), Actor.PAYMENTS, Happening.DISPUTE_WON)
    elif not is_won and is_deposit and (order.state is State.DISPUTED or _has_nothing_to_come(order)):
        if order.state is State.DISPUTED:
            count_preorder(order.design_id, -1)
        move(order.id, order.state, State.CHARGED_BACK, Actor.PAYMENTS, Happening.CHARGED_BACK)
        credit(order, Why(Actor.PAYMENTS, is_over=True, is_by_bank=True))
    else:
        happening = Happening.DISPUTE_WON if is_won else Happening.CHARGED_BACK
        write_down(order.id, Actor.PAYMENTS, happening, order.state, order.state)


def _is_disputed(order: Order) -> bool:
    return any(dispute.state is DisputeState.OPEN for dispute in disputes_of(PURPOSE, order.public_id))


def _before_dispute(order: Order) -> State:
    moved = (line.source for line in reversed(order.history) if line.target is State.DISPUTED)
    return next((source for source in moved if source in HELD), State.PAID)


def _has_nothing_to_come(order: Order) -> bool:
    """The refund that a cancelled order waited for will not be made."""
    unsettled = (RefundState.REQUESTED, RefundState.PENDING)
    refunds = refunds_of(PURPOSE, order.public_id)
    return order.state is State.CANCELLING and not any(refund.state in unsettled for refund in refunds)
