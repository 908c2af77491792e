"""The inbox of Stripe's events: each is stored once, and only makes us ask Stripe how things are now."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from configurator.database import db, utc_now
from configurator.payments.checkout import settle_checkout
from configurator.payments.disputes import settle_dispute
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.gateway import EVENT_TYPES, gateway
from configurator.payments.models import EventListing, StripeEvent
from configurator.payments.refunds import settle_gateway_refund
from configurator.payments.seen import SeenEvent

log = logging.getLogger(__name__)

AT_ONCE = 100
# Lists are read with an overlap: Stripe's clock is not ours, and an event may appear a little late.
OVERLAP = timedelta(minutes=10)
SILENCE, PATIENCE = timedelta(days=1), timedelta(minutes=10)
FIRST_LOOK_BACK = timedelta(days=3)


def receive_event(body: bytes, signature: str | None) -> None:
    """Store a webhook's event and act on it. Safe for duplicates and any order.

    Raises ForgedEventError, or whatever kept us from acting on it: then Stripe should send it again.
    """
    event = gateway().read_webhook(body, signature)
    if event.type in EVENT_TYPES:
        _store(event)
        heard = update(StripeEvent).where(StripeEvent.event_id == event.id).values(by_webhook=True)
        db.session.execute(heard.execution_options(synchronize_session=False))
        db.session.commit()
        _handle(event.id)


def webhook_silent_since(now: datetime) -> datetime | None:
    """Since when Stripe has had news and no webhook brought any of it; None when one does, or there was no news.

    Counted over a day, without the last minutes, in which a webhook may still come.
    """
    lately = StripeEvent.received_at.between(now - SILENCE, now - PATIENCE)
    first, by_webhook = db.session.execute(
        select(func.min(StripeEvent.received_at), func.count().filter(StripeEvent.by_webhook)).where(lately)
    ).one()
    return first if first is not None and not by_webhook else None


def handle_events() -> int:
    """Fetch the events that no webhook brought, and act on all that wait; returns how many were handled.

    Safe to repeat and to run twice at once. Stops at the first sign that Stripe is unavailable.
    """
    handled = 0
    try:
        _collect()
        waiting = db.session.scalars(
            select(StripeEvent.event_id)
            .where(StripeEvent.handled_at.is_(None))
            .order_by(StripeEvent.attempts, StripeEvent.id)
            .limit(AT_ONCE)
        ).all()
        db.session.commit()
        for event_id in waiting:
            handled += _handle_or_log(event_id)
    except PaymentUnavailableError as fault:
        log.warning("events wait, Stripe is unavailable: %s", fault)
    return handled


def _collect() -> None:
    started = utc_now()
    listing = db.session.get(EventListing, 1)
    since = listing.read_until - OVERLAP if listing else started - FIRST_LOOK_BACK
    db.session.commit()
    for event in gateway().list_events(since):
        _store(event)
    db.session.merge(EventListing(id=1, read_until=started))
    db.session.commit()


def _store(event: SeenEvent) -> None:
    known = db.session.scalar(select(StripeEvent.id).where(StripeEvent.event_id == event.id))
    db.session.commit()
    if known is not None:
        return
    db.session.add(
        StripeEvent(event_id=event.id, type=event.type, object_id=event.object_id, occurred_at=event.occurred_at)
    )
    try:
        db.session.commit()
    except IntegrityError:  # the same event by another door, a moment ago
        db.session.rollback()


def _handle_or_log(event_id: str) -> bool:
    try:
        _handle(event_id)
    except PaymentUnavailableError:
        raise
    except Exception:
        log.exception("event %s could not be handled", event_id)
        return False
    return True


def _handle(event_id: str) -> None:
    event = db.session.scalars(
        select(StripeEvent).where(StripeEvent.event_id == event_id).execution_options(populate_existing=True)
    ).one()
    settle, object_id, is_handled = _settler(event.type), event.object_id, event.handled_at is not None
    db.session.commit()
    if is_handled:
        return
    try:
        settle(object_id)
    except Exception as fault:
        db.session.rollback()
        _note(event_id, last_error=f"{type(fault).__name__}: {fault}")
        raise
    _note(event_id, handled_at=utc_now())


def _settler(event_type: str) -> Callable[[str], None]:
    if event_type.startswith("checkout.session."):
        return settle_checkout
    return settle_dispute if event_type.startswith("charge.dispute.") else settle_gateway_refund


def _note(event_id: str, **values: object) -> None:
    db.session.execute(
        update(StripeEvent)
        .where(StripeEvent.event_id == event_id)
        .values(attempts=StripeEvent.attempts + 1, **values)
        .execution_options(synchronize_session=False)
    )
    db.session.commit()
