"""What the clock does at an edition's deadline: it decides, then everybody is told, or gets their deposit back.

The database is the queue: an edition that is due, one of which not everybody was told, a paid order of one that
failed. Each step is one short transaction, so that a stop anywhere loses nothing and repeats nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, case, select, update
from sqlalchemy.exc import IntegrityError

from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments.service import DisputedError, announce_refunds
from configurator.preorders.editions.capacity import paid_orders
from configurator.preorders.editions.models import BUILT, Edition, EditionState
from configurator.preorders.ending import Ending, record_ending
from configurator.preorders.history import StateChangedError, owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, OrderMail, Preorder, Reason
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.states import HELD, Actor, State

log = logging.getLogger(__name__)

AT_ONCE = 100


def decide_editions() -> int:
    """Decide every edition that is due and do what follows; returns how many orders that moved or told.

    Safe to repeat and to run twice at once.
    """
    now = utc_now()
    for edition_id in _ids(select(Edition.id).where(_is_due(now))):
        decide(edition_id, now)
    told = 0
    for edition_id in _ids(select(Edition.id).where(_is_built(), Edition.told_at.is_(None))):
        told += _each(and_(Preorder.edition_id == edition_id, _is_untold()), _tell)
        untold = select(Preorder.id).where(Preorder.edition_id == edition_id, _is_untold())
        db.session.execute(update(Edition).where(Edition.id == edition_id, ~untold.exists()).values(told_at=now))
        db.session.commit()
    ended = _each(_is_paid_for_nothing(), _end)
    if ended:
        announce_refunds()
    if told or ended:
        work_waiting.send("mails")
    return told + ended


def decide(edition_id: int, now: datetime) -> bool:
    """Decide an edition that is due, in one statement: it is built if enough of its deposits are paid.

    Not while an order still waits for its deposit: that order's time is over, and the work that ends it asks Stripe
    first. Returns whether this call decided it.
    """
    paid = paid_orders()
    unpaid = select(Preorder.id).where(Preorder.edition_id == Edition.id, Preorder.state == State.RESERVED)
    due = update(Edition).where(Edition.id == edition_id, _is_due(now), ~unpaid.correlate(Edition).exists())
    built = case((Edition.closed_at.is_(None), EditionState.CONFIRMED.value), else_=EditionState.CLOSED.value)
    state = case((paid >= Edition.threshold, built), else_=EditionState.FAILED.value)
    is_decided = changes_one(due.values(state=state, decided_at=now, decided_with=paid))
    db.session.commit()
    return is_decided


def _is_due(now: datetime) -> ColumnElement[bool]:
    return and_(Edition.decided_at.is_(None), Edition.deadline <= now)


def _is_built() -> ColumnElement[bool]:
    return and_(Edition.decided_at.is_not(None), Edition.state.in_(BUILT))


def _is_untold() -> ColumnElement[bool]:
    """Those who paid before it was decided; whoever came later knew."""
    decided_at = select(Edition.decided_at).where(Edition.id == Preorder.edition_id).scalar_subquery()
    told = select(OrderMail.id).where(
        OrderMail.preorder_id == Preorder.id, OrderMail.kind == MailKind.EDITION_CONFIRMED
    )
    held = Preorder.state.in_((*HELD, State.DISPUTED))
    return and_(held, Preorder.paid_at <= decided_at, ~Preorder.is_synthetic, ~told.exists())


def _is_paid_for_nothing() -> ColumnElement[bool]:
    """Also those whose dispute is won after their edition has failed."""
    failed = select(Edition.id).where(Edition.state == EditionState.FAILED)
    return and_(Preorder.edition_id.in_(failed), Preorder.state == State.PAID)


def _each(which: ColumnElement[bool], deal_with: Callable[[Order], None]) -> int:
    """Deal with these orders, each in a transaction of its own; returns with how many."""
    done = last = 0
    while orders := _ids(select(Preorder.id).where(which, Preorder.id > last).order_by(Preorder.id).limit(AT_ONCE)):
        for last in orders:
            try:
                deal_with(order_by_id(last))
                db.session.commit()
                done += 1
            except (StateChangedError, DisputedError, IntegrityError) as fault:  # somebody was faster: look again later
                db.session.rollback()
                log.info("order %s of an edition: %s", last, fault)
    return done


def _tell(order: Order) -> None:
    as_it_was = update(Preorder).where(Preorder.id == order.id, Preorder.state == order.state)
    if not changes_one(as_it_was.values(state=order.state)):
        raise StateChangedError(f"{order.number} is not {order.state} any more")
    write_down(order.id, Actor.CLOCK, Happening.EDITION_CONFIRMED, order.state, order.state)
    owe_mail(order.id, MailKind.EDITION_CONFIRMED, order.language)


def _end(order: Order) -> None:
    failed = Ending(Actor.CLOCK, Happening.EDITION_FAILED, Reason.EDITION_FAILED, mail=MailKind.EDITION_FAILED)
    record_ending(order, failed)


def _ids(query: Select[int]) -> list[int]:
    found = list(db.session.scalars(query))
    db.session.commit()
    return found
