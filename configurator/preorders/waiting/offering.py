"""What the clock does for waiting lists: offers end, units that came free are offered, old entries are forgotten.

The database is the queue: an entry whose offer is due, an edition with units and people who wait for them. Each step
is one short transaction, so that a stop anywhere loses nothing and offers nothing twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, select

from configurator.database import db, utc_now, work_waiting
from configurator.preorders.editions.capacity import take_for_waiting
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.waiting.models import LIVE, WaitingEntry, WaitingMail, WaitingMailKind, WaitingState
from configurator.preorders.waiting.service import change_entry, end_entry

UNCONFIRMED = timedelta(days=2)
ENDED = timedelta(days=30)
"""How long an entry is kept that was never confirmed, or is over."""
NOT_SOLD = (EditionState.FAILED, EditionState.CLOSED)


def run_waiting_lists() -> int:
    """End what is due, offer what is free; returns how many offers were made. Safe to repeat and to run twice."""
    now = utc_now()
    _end_offers(now)
    _end_lists()
    offers = sum(_offer_units(edition_id, now) for edition_id in _editions_waited_for())
    _forget(now)
    if offers:
        work_waiting.send("waiting_mails")
    return offers


def _end_offers(now: datetime) -> None:
    due = select(WaitingEntry).where(WaitingEntry.state == WaitingState.OFFERED, WaitingEntry.offer_until <= now)
    for entry in _all(due.order_by(WaitingEntry.id)):
        longer = _longer(entry)
        if longer is not None and longer > now:
            change_entry(entry.id, WaitingState.OFFERED, offer_until=longer)
            db.session.commit()
        else:
            end_entry(entry.id, WaitingState.OFFERED, WaitingState.MISSED)


def _longer(entry: WaitingEntry) -> datetime | None:
    """Until when an offer lasts whose mail has not gone out: nobody loses it to a mail server of ours that is down."""
    unsent = select(WaitingMail.id).where(
        WaitingMail.entry_id == entry.id, WaitingMail.kind == WaitingMailKind.OFFER, WaitingMail.sent_at.is_(None)
    )
    if entry.offered_at is None or db.session.scalar(unsent) is None:
        return None
    return entry.offered_at + 2 * offer_lasts()


def _end_lists() -> None:
    unsold = select(Edition.id).where(Edition.state.in_(NOT_SOLD))
    live = select(WaitingEntry).where(WaitingEntry.state.in_(LIVE), WaitingEntry.edition_id.in_(unsold))
    for entry in _all(live.order_by(WaitingEntry.id)):
        end_entry(entry.id, entry.state, WaitingState.OVER)


def _editions_waited_for() -> list[int]:
    waiting = select(WaitingEntry.edition_id).where(WaitingEntry.state == WaitingState.WAITING).distinct()
    found = list(db.session.scalars(waiting.order_by(WaitingEntry.edition_id)))
    db.session.commit()
    return found


def _offer_units(edition_id: int, now: datetime) -> int:
    offers = 0
    first = select(WaitingEntry.id).where(
        WaitingEntry.edition_id == edition_id, WaitingEntry.state == WaitingState.WAITING
    )
    while take_for_waiting(edition_id):
        entry_id = db.session.scalar(first.order_by(WaitingEntry.place).limit(1))
        if entry_id is None:  # the unit goes back to the open sale
            db.session.rollback()
            break
        offered = {"state": WaitingState.OFFERED, "offered_at": now, "offer_until": now + offer_lasts()}
        if not change_entry(entry_id, WaitingState.WAITING, **offered):  # they left just now
            db.session.rollback()
            continue
        db.session.add(WaitingMail(entry_id=entry_id, kind=WaitingMailKind.OFFER))
        db.session.commit()
        offers += 1
    db.session.rollback()
    return offers


def offer_lasts() -> timedelta:
    """How long a unit is held for whom it is offered to."""
    return timedelta(hours=current_app.extensions["officina-settings"].offer_hours)


def _forget(now: datetime) -> None:
    unconfirmed = (WaitingEntry.state == WaitingState.ASKED) & (WaitingEntry.asked_at < now - UNCONFIRMED)
    over = WaitingEntry.state.not_in(LIVE) & (WaitingEntry.ended_at < now - ENDED)
    db.session.execute(delete(WaitingEntry).where(unconfirmed | over).execution_options(synchronize_session=False))
    db.session.commit()


def _all(query: object) -> list[WaitingEntry]:
    found = list(db.session.scalars(query))  # type: ignore[call-overload]  # a SELECT of entries
    db.session.expunge_all()
    db.session.commit()
    return found
