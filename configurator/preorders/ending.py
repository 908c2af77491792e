"""Ending an order, whoever ends it and why: an unpaid one at once, a paid one with a refund of all that it holds."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from configurator.database import work_waiting
from configurator.gallery.service import count_preorder
from configurator.payments.service import (
    PaymentState,
    PaymentUnavailableError,
    PaymentView,
    RefundCause,
    RefundState,
    announce_refunds,
    close_payment,
    payments_of,
    record_refund,
    refunds_of,
)
from configurator.preorders.documents.service import credit_deposit
from configurator.preorders.documents.writing import Why
from configurator.preorders.history import move, owe_mail
from configurator.preorders.models import Happening, MailKind, Reason
from configurator.preorders.order import Order
from configurator.preorders.states import HELD, Actor, State

log = logging.getLogger(__name__)

PURPOSE = "preorder"
"""What our payments are for; their reference is the preorder's public id."""
WAITING = (PaymentState.CREATED, PaymentState.OPEN)


@dataclass(frozen=True)
class Ending:
    """Who ends an order, and why; `note` is read by the buyer, too."""

    actor: Actor
    happening: Happening = Happening.CANCELLED
    reason: Reason = Reason.CANCELLED
    person_id: int | None = None
    note: str | None = None
    mail: MailKind | None = MailKind.CANCELLATION
    """None where the buyer is told in another way."""
    occasion: str = ""
    at: datetime | None = None
    """When it was said, if that was before it is carried out."""


def record_ending(order: Order, ending: Ending) -> None:
    """End an order that is reserved or held, in the caller's transaction; the caller commits, then calls `follow_up`.

    Raises StateChangedError when it is not what `order` says any more, ForbiddenMoveError when the actor may not.
    """
    target = State.CANCELLING if order.state in HELD else State.CANCELLED
    move(
        order.id,
        order.state,
        target,
        ending.actor,
        ending.happening,
        person_id=ending.person_id,
        note=ending.note,
        reason=ending.reason,
        at=ending.at,
    )
    if target is State.CANCELLING:
        count_preorder(order.design_id, -1)
        _give_back(order, ending)
    if ending.mail is not None:
        owe_mail(order.id, ending.mail, order.language, occasion=ending.occasion)


def _give_back(order: Order, ending: Ending) -> None:
    """Record the refund of what the deposit still holds; the desk may have given it back already."""
    deposit = deposit_of(order)
    if deposit is None or deposit.left:
        record_refund(order.payment_id or "")
    else:
        move(order.id, State.CANCELLING, State.REFUNDED, Actor.PAYMENTS, Happening.REFUNDED)
    credit(order, Why(ending.actor, ending.reason, ending.note, ending.at, is_over=True))


def deposit_of(order: Order) -> PaymentView | None:
    """The order's deposit as it is now, once it was paid."""
    return next((p for p in payments_of(PURPOSE, order.public_id) if p.public_id == order.payment_id), None)


def credit(order: Order, why: Why) -> None:
    """Issue a credit note for what the order's deposit holds no more, in the caller's transaction."""
    deposit = deposit_of(order)
    if deposit is not None:
        credit_deposit(order, deposit, why)


def follow_up(order: Order) -> None:
    """After the commit that ended `order` (as it was before): wake the work, close a payment page that is open."""
    work_waiting.send("mails")
    if order.state is not State.RESERVED:
        announce_refunds()
        return
    try:
        close_payments(order.public_id)
    except PaymentUnavailableError as fault:
        log.warning("%s is cancelled; money that still arrives for it goes back: %s", order.number, fault)


def close_payments(public_id: str) -> None:
    """Close every payment page of an order that is open. Raises PaymentUnavailableError."""
    for payment in payments_of(PURPOSE, public_id):
        if payment.state in WAITING:
            close_payment(payment.public_id)


def went_back_another_way(order: Order) -> bool:
    """Whether the desk gave the deposit back by hand, since it could not go back by the way that it was paid."""
    refunds = refunds_of(PURPOSE, order.public_id)
    return any(refund.state is RefundState.BY_HAND and refund.cause is RefundCause.ASKED for refund in refunds)
