"""The invariants of preorders, looked at in the database: what is wrong is told in sentences, none when all is well."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from configurator.daily import claim_day, finish_day
from configurator.database import db, utc_now
from configurator.payments.service import PaymentState, RefundCause, RefundState, payments_of, refunds_of
from configurator.payments.service import verify as verify_payments
from configurator.preorders.alerts import AlertKind, alerts
from configurator.preorders.documents.verifying import verify_deposit, verify_numbers
from configurator.preorders.editions.verifying import verify_editions
from configurator.preorders.ending import PURPOSE
from configurator.preorders.models import Preorder, PreorderEvent
from configurator.preorders.order import Order, order_of
from configurator.preorders.states import HELD, State, may_move
from configurator.preorders.verification import VerificationRun
from configurator.product.money import Money

log = logging.getLogger(__name__)

AT_ONCE = 500
BESIDE = (RefundCause.DESK, RefundCause.DASHBOARD)
"""Refunds beside which an order goes on."""
OWING = (RefundState.REQUESTED, RefundState.PENDING, RefundState.FAILED)


def verify_preorders(now: datetime) -> Iterator[str]:
    """A sentence for each invariant that an order or a withdrawal breaks.

    Its history is a way through the table that ends in its state; its amounts are those of its frozen quote; one that
    is held has its deposit, one that is over has given it back or still owes it; each withdrawal has a refund before
    its 14th day; the units of editions are those of their orders, never more than there are.
    """
    last = 0
    while rows := db.session.scalars(
        db.select(Preorder).where(Preorder.id > last).order_by(Preorder.id).limit(AT_ONCE)
    ).all():
        last = rows[-1].id
        events = defaultdict(list)
        lines = db.select(PreorderEvent).where(PreorderEvent.preorder_id.in_([row.id for row in rows]))
        for event in db.session.scalars(lines.order_by(PreorderEvent.id)):
            events[event.preorder_id].append(event)
        for row in rows:
            for fault in _faults(row, order_of(row, events[row.id])):
                yield f"{row.number}: {fault}"
        db.session.expunge_all()
    for alert in alerts(now):
        if alert.kind is AlertKind.WITHDRAWAL_OVERDUE:
            number = alert.order_number or "no order of ours"  # not as it was typed: that may be anything
            yield f"withdrawal from {number}: not refunded by {alert.at:%Y-%m-%d}, its 14th day"

    yield from verify_editions()
    yield from verify_numbers()


def everything_wrong(now: datetime) -> list[str]:
    """A sentence for each invariant of orders, documents, editions and the books that does not hold."""
    return [*verify_preorders(now), *(str(violation) for violation in verify_payments())]


def verify_daily() -> bool:
    """Look at every invariant, unless that was done today; whether it was done now. What is wrong alerts the desk.

    Safe to repeat and to run twice at once.
    """
    now = utc_now()
    run_id = claim_day(VerificationRun, now)
    if run_id is None:
        return False
    faults = everything_wrong(now)
    finish_day(VerificationRun, run_id, faults=faults)
    for fault in faults:
        log.error("verification: %s", fault)
    return True


def _faults(row: Preorder, order: Order) -> Iterator[str]:
    yield from _history_faults(order)
    if Money(row.total_minor, row.currency) != order.quote.total:
        yield f"its total {row.total_minor} is not that of its frozen quote, {order.quote.total}"
    if Money(row.deposit_minor, row.currency) != order.deposit:
        yield f"its deposit {row.deposit_minor} is not that of its frozen quote, {order.deposit}"
    if not order.is_synthetic:
        yield from _money_faults(order)


def _history_faults(order: Order) -> Iterator[str]:
    now: State | None = None
    for line in order.history:
        if line.source is not now:
            yield f"its history goes on from {line.source} while it was {now}"
        moved = line.source is not None and line.source is not line.target
        if moved and line.source is not None and not may_move(line.source, line.target, line.actor):
            yield f"{line.actor} moved it from {line.source} to {line.target}"
        now = line.target
    if now is not order.state:
        yield f"its history ends in {now}, and it is {order.state}"


def _money_faults(order: Order) -> Iterator[str]:
    paid = [p for p in payments_of(PURPOSE, order.public_id) if p.state in (PaymentState.PAID, PaymentState.LATE)]
    deposit = next((payment for payment in paid if payment.public_id == order.payment_id), None)
    if (deposit is None) != (order.paid_at is None):
        yield "it is paid without a payment, or has one without being paid"
    if deposit is not None and deposit.amount != order.deposit:
        yield f"its payment of {deposit.amount} is not its deposit"
    owing = [refund for refund in refunds_of(PURPOSE, order.public_id) if refund.state in OWING]
    if deposit is not None and not any(refund.cause in BESIDE for refund in owing):
        yield from verify_deposit(order.id, deposit)
    if order.state is State.CANCELLING and not owing:
        yield "its refund is due, and nothing is on its way"
    if order.state not in (*HELD, State.DISPUTED):
        for payment in paid:
            if payment.left:
                yield f"it is {order.state} and {payment.left} of its payment is still held"
