"""Running what was approved: paced, within the balance, one by one, from wherever it was left."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from sqlalchemy import func, select, update

from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.gateway import gateway
from configurator.payments.mass_refunds.models import ItemState, MassRefund, MassRefundItem, MassState
from configurator.payments.mass_refunds.sources import source_of
from configurator.payments.models import Payment, Refund, RefundState
from configurator.payments.refunds import settle_refund
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import OfficinaError
from configurator.product.money import Money

log = logging.getLogger(__name__)

BALANCE_IS_CHECKED_EVERY = 25
SECONDS_AT_ONCE = 20.0
"""Then others get their turn at the worker; the rest follows at once after them."""
BALANCE_IS_SHORT = "Stripe's available balance is too low: %(available)s, and %(wanted)s go back next."
STRIPE_IS_SILENT = "Stripe does not answer; it goes on by itself."


def run_mass_refunds(wait: Callable[[float], None] = time.sleep) -> int:
    """Refund what is approved and waits; returns how many refunds were asked for.

    Safe to repeat, to run twice at once, and to be killed anywhere.
    """
    running = db.session.scalars(select(MassRefund.id).where(MassRefund.state == MassState.RUNNING)).all()
    db.session.commit()
    return sum(_run(mass_id, wait) for mass_id in running)


def _run(mass_id: int, wait: Callable[[float], None]) -> int:
    asked, ends_at = 0, time.monotonic() + SECONDS_AT_ONCE
    while True:
        mass = db.session.get_one(MassRefund, mass_id, populate_existing=True)
        state, pace = mass.state, 1 / mass.per_second
        item_ids = _next(mass_id)
        db.session.commit()
        if state is not MassState.RUNNING:
            return asked
        if not item_ids:
            _end(mass_id)
            return asked
        holds = _why_it_waits(item_ids)
        _hold(mass_id, holds)
        if holds:
            return asked
        for item_id in item_ids:
            began = time.monotonic()
            if not _is_running(mass_id):
                return asked
            asked += _refund(mass_id, item_id)
            wait(max(0.0, pace - (time.monotonic() - began)))
        if time.monotonic() > ends_at:
            work_waiting.send("mass_refunds")
            return asked


def _next(mass_id: int) -> list[int]:
    waiting = select(MassRefundItem.id).where(
        MassRefundItem.mass_refund_id == mass_id, MassRefundItem.state == ItemState.WAITING
    )
    return list(db.session.scalars(waiting.order_by(MassRefundItem.id).limit(BALANCE_IS_CHECKED_EVERY)))


def _is_running(mass_id: int) -> bool:
    state = db.session.scalar(select(MassRefund.state).where(MassRefund.id == mass_id))
    db.session.commit()
    return state is MassState.RUNNING


def _why_it_waits(item_ids: list[int]) -> str:
    """Refunds to cards would wait at Stripe, and others fail, when the balance is short: so we wait before."""
    try:
        available = gateway().available()
    except PaymentUnavailableError as fault:
        log.warning("a mass refund waits, Stripe is unavailable: %s", fault)
        return STRIPE_IS_SILENT
    wanted = _sums(
        select(MassRefundItem.currency, func.sum(MassRefundItem.amount_minor))
        .where(MassRefundItem.id.in_(item_ids))
        .group_by(MassRefundItem.currency)
    )
    not_made_yet = _sums(
        select(Payment.currency, func.sum(Refund.amount_minor))
        .join(Refund.payment)
        .where(Refund.state == RefundState.REQUESTED)
        .group_by(Payment.currency)
    )
    for currency, minor in wanted.items():
        needed = Money(minor + not_made_yet.get(currency, 0), currency)
        there_is = available.get(currency, Money.zero(currency))
        if there_is < needed:
            return BALANCE_IS_SHORT % {"available": there_is, "wanted": needed}
    return ""


def _sums(query: object) -> dict[str, int]:
    sums = {currency: int(minor) for currency, minor in db.session.execute(query)}  # type: ignore[call-overload]  # rows of two are pairs
    db.session.commit()
    return sums


def _hold(mass_id: int, why: str) -> None:
    db.session.execute(update(MassRefund).where(MassRefund.id == mass_id).values(holds=why))
    db.session.commit()


def _refund(mass_id: int, item_id: int) -> bool:
    """One item: its refund is recorded together with the item, so that a crash loses nothing and repeats nothing."""
    mass, item = db.session.get_one(MassRefund, mass_id), db.session.get_one(MassRefundItem, item_id)
    source, reference, reason = source_of(mass.source), item.reference, mass.reason
    person_id = mass.approved_by or 0
    db.session.commit()
    try:
        with all_or_nothing():
            if not _take(item_id, state=ItemState.ASKED):
                return False
            refund = source.refund(reference, person_id, reason)
            if refund is None:
                return True
            refund_id = db.session.scalar(select(Refund.id).where(Refund.public_id == refund.public_id))
            db.session.execute(update(MassRefundItem).where(MassRefundItem.id == item_id).values(refund_id=refund_id))
    except OfficinaError as refusal:
        log.warning("%s is left out of a mass refund: %s", reference, refusal)
        with all_or_nothing():
            _take(item_id, state=ItemState.LEFT_OUT, why=f"{type(refusal).__name__}: {refusal}")
        return False
    try:
        settle_refund(refund.public_id)
    except PaymentUnavailableError as fault:  # it is recorded: the work on refunds goes on with it
        log.warning("refund %s waits, Stripe is unavailable: %s", refund.public_id, fault)
    return True


def _take(item_id: int, **values: object) -> bool:
    """The guard against two workers."""
    return changes_one(
        update(MassRefundItem)
        .where(MassRefundItem.id == item_id, MassRefundItem.state == ItemState.WAITING)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _end(mass_id: int) -> None:
    db.session.execute(
        update(MassRefund)
        .where(MassRefund.id == mass_id, MassRefund.state == MassState.RUNNING)
        .values(state=MassState.DONE, ended_at=utc_now(), holds="")
    )
    db.session.commit()
