"""Joining a waiting list, leaving it, taking what is offered. Each is one transaction unless it says otherwise."""

from __future__ import annotations

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.preorders.editions.capacity import give_back, is_on_sale
from configurator.preorders.editions.models import Edition
from configurator.preorders.waiting.models import LIVE, WaitingEntry, WaitingMail, WaitingMailKind, WaitingState
from configurator.product.errors import OfficinaError

ATTEMPTS = 20


class NotWaitingError(OfficinaError):
    """The entry is somewhere else by now; look at it again."""


def join(edition_id: int, email: str, language: str) -> None:
    """Put an address on the list of an edition; it counts once its owner confirms. The link is mailed once an hour.

    Whoever is on the list already keeps their place and is mailed the link again. Answers the same to everybody.
    """
    plain = email.strip().lower()
    entry = _live_entry(edition_id, plain)
    if entry is None:
        entry = WaitingEntry(edition_id=edition_id, email=plain, language=language)
        db.session.add(entry)
    try:
        db.session.flush()
        hour = utc_now().strftime("%Y-%m-%dT%H")
        db.session.add(WaitingMail(entry_id=entry.id, kind=WaitingMailKind.LINK, occasion=hour))
        db.session.commit()
    except IntegrityError:  # asked a moment ago
        db.session.rollback()
    work_waiting.send("waiting_mails")


def _live_entry(edition_id: int, email: str) -> WaitingEntry | None:
    live = (WaitingEntry.edition_id == edition_id, WaitingEntry.email == email, WaitingEntry.state.in_(LIVE))
    return db.session.scalar(select(WaitingEntry).where(*live))


def confirm(public_id: str) -> None:
    """Whoever has the mailbox wants to wait: they get the last place. Safe to repeat. Raises NotWaitingError."""
    for _ in range(ATTEMPTS):
        asked = (WaitingEntry.public_id == public_id, WaitingEntry.state == WaitingState.ASKED)
        entry = db.session.scalar(select(WaitingEntry).where(*asked))
        if entry is None:
            db.session.rollback()
            return
        last = select(func.coalesce(func.max(WaitingEntry.place), 0)).where(WaitingEntry.edition_id == entry.edition_id)
        place = (db.session.scalar(last) or 0) + 1
        try:
            is_mine = _change(update(WaitingEntry).where(*asked).values(state=WaitingState.WAITING, place=place))
            db.session.commit()
        except IntegrityError:  # somebody else got this place
            db.session.rollback()
            continue
        if is_mine:
            work_waiting.send("waiting")
            return
    raise NotWaitingError("too many confirm at once; try again")


def leave(public_id: str) -> None:
    """Take an entry off its list; a unit that was offered goes to the next. Safe to repeat."""
    entry = db.session.scalar(select(WaitingEntry).where(WaitingEntry.public_id == public_id))
    if entry is not None and entry.state in LIVE and end_entry(entry.id, entry.state, WaitingState.LEFT):
        work_waiting.send("waiting")


def end_entry(entry_id: int, source: WaitingState, target: WaitingState) -> bool:
    """End an entry that still is in `source`, with the unit that it holds; returns whether this call did it."""
    is_ended = change_entry(entry_id, source, state=target, ended_at=utc_now())
    if is_ended:
        if source is WaitingState.OFFERED:
            give_back(_edition_of(entry_id))
        db.session.commit()
    else:
        db.session.rollback()
    return is_ended


def take_offer(public_id: str, edition_id: int) -> int | None:
    """Let the unit that is offered to an entry go over to a preorder, in the caller's transaction.

    Returns the entry's id; None when nothing is offered to it (any more): then nothing has changed.
    """
    on_sale = select(Edition.id).where(Edition.id == edition_id, is_on_sale(utc_now())).exists()
    theirs = (WaitingEntry.public_id == public_id, WaitingEntry.edition_id == edition_id)
    offered = update(WaitingEntry).where(*theirs, WaitingEntry.state == WaitingState.OFFERED, on_sale)
    if not _change(offered.values(state=WaitingState.TAKEN, ended_at=utc_now())):
        return None
    return db.session.scalar(select(WaitingEntry.id).where(*theirs))


def note_preorder(entry_id: int, preorder_id: int) -> None:
    """Write down, in the caller's transaction, which preorder an offer became."""
    change_entry(entry_id, WaitingState.TAKEN, preorder_id=preorder_id)


def change_entry(entry_id: int, source: WaitingState, **values: object) -> bool:
    """Change an entry that still is in `source`, in the caller's transaction; of two who try at once one does."""
    return _change(update(WaitingEntry).where(WaitingEntry.id == entry_id, WaitingEntry.state == source).values(values))


def _change(guarded: object) -> bool:
    return changes_one(guarded.execution_options(synchronize_session=False))  # type: ignore[attr-defined]  # an UPDATE


def _edition_of(entry_id: int) -> int:
    return db.session.scalars(select(WaitingEntry.edition_id).where(WaitingEntry.id == entry_id)).one()
