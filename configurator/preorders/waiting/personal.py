"""What is kept of people on waiting lists: to be given to them, and to be deleted. Commits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select

from configurator.accounts.personal import Subject
from configurator.database import db
from configurator.preorders.editions.capacity import give_back
from configurator.preorders.waiting.models import WaitingEntry, WaitingMail, WaitingState
from configurator.preorders.waiting.reading import waiting_of


def waiting_data(subject: Subject) -> list[dict[str, Any]]:
    """The entries of a person, with the mails that they were sent."""
    return [_entry_data(entry) for entry in _entries(subject)]


def _entry_data(entry: WaitingEntry) -> dict[str, Any]:
    waiting = waiting_of(entry)
    mails = db.session.scalars(select(WaitingMail).where(WaitingMail.entry_id == entry.id).order_by(WaitingMail.id))
    return {
        "edition": waiting.edition.name,
        "email": entry.email,
        "language": entry.language,
        "state": entry.state,
        "position": waiting.position,
        "asked_at": entry.asked_at,
        "offered_at": entry.offered_at,
        "offer_until": entry.offer_until,
        "ended_at": entry.ended_at,
        "order": waiting.order_number,
        "mails": [{"kind": mail.kind, "owed_since": mail.created_at, "sent_at": mail.sent_at} for mail in mails],
    }


def forget_waiting(subject: Subject) -> None:
    """Take a person off every list; a unit that is held for them comes free."""
    for entry in _entries(subject):
        was = delete(WaitingEntry).where(WaitingEntry.id == entry.id).returning(WaitingEntry.state)
        state = db.session.scalar(was.execution_options(synchronize_session=False))
        if state is WaitingState.OFFERED:
            give_back(entry.edition_id)
    db.session.flush()


def _entries(subject: Subject) -> Sequence[WaitingEntry]:
    theirs = select(WaitingEntry).where(WaitingEntry.email == subject.email).order_by(WaitingEntry.id)
    return db.session.scalars(theirs).all()
