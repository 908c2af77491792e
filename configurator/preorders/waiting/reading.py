"""A waiting list as pages, mails and the desk read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from configurator.database import db
from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.preorders.models import Preorder
from configurator.preorders.waiting.models import WaitingEntry, WaitingState
from configurator.product.errors import NotFoundError

PAGE = 500


@dataclass(frozen=True)
class Waiting:
    """An entry at one moment; `position` is 1 for whoever is offered the next unit, None when they don't wait."""

    id: int
    public_id: str
    email: str
    language: str
    state: WaitingState
    position: int | None
    asked_at: datetime
    offer_until: datetime | None
    order_number: str | None
    edition: EditionView


@dataclass(frozen=True)
class WaitingLine:
    """An entry in the desk's list."""

    email: str
    state: WaitingState
    asked_at: datetime
    offer_until: datetime | None
    order_number: str | None


def waiting_by_public_id(public_id: str) -> Waiting:
    """Raises NotFoundError."""
    query = select(WaitingEntry).where(WaitingEntry.public_id == public_id)
    entry = db.session.scalar(query.execution_options(populate_existing=True))
    if entry is None:
        raise NotFoundError("nobody waits there")
    return waiting_of(entry)


def waiting_of(entry: WaitingEntry) -> Waiting:
    return Waiting(
        id=entry.id,
        public_id=entry.public_id,
        email=entry.email,
        language=entry.language,
        state=entry.state,
        position=_position(entry),
        asked_at=entry.asked_at,
        offer_until=entry.offer_until,
        order_number=db.session.scalar(select(Preorder.number).where(Preorder.id == entry.preorder_id)),
        edition=edition_by_id(entry.edition_id),
    )


def _position(entry: WaitingEntry) -> int | None:
    if entry.state is not WaitingState.WAITING:
        return None
    before = select(func.count(WaitingEntry.id)).where(
        WaitingEntry.edition_id == entry.edition_id,
        WaitingEntry.state == WaitingState.WAITING,
        WaitingEntry.place < entry.place,
    )
    return 1 + (db.session.scalar(before) or 0)


def counts_of(edition_id: int) -> dict[WaitingState, int]:
    """How many entries of an edition's list are in each state."""
    counted = select(WaitingEntry.state, func.count()).where(WaitingEntry.edition_id == edition_id)
    rows = db.session.execute(counted.group_by(WaitingEntry.state))
    return dict.fromkeys(WaitingState, 0) | {state: count for state, count in rows}  # noqa: C416 - rows are no pairs


def every_list() -> list[tuple[EditionView, dict[WaitingState, int]]]:
    """The editions that have a list, the newest first, with how many are in each state."""
    found = db.session.scalars(select(WaitingEntry.edition_id).distinct().order_by(WaitingEntry.edition_id.desc()))
    return [(edition_by_id(edition_id), counts_of(edition_id)) for edition_id in found.all()]


def list_of(edition_id: int) -> list[WaitingLine]:
    """The list of an edition as it stands: by place, who has none (yet) last."""
    rows = db.session.execute(
        select(WaitingEntry, Preorder.number)
        .outerjoin(Preorder, Preorder.id == WaitingEntry.preorder_id)
        .where(WaitingEntry.edition_id == edition_id)
        .order_by(WaitingEntry.place.is_(None), WaitingEntry.place, WaitingEntry.id)
        .limit(PAGE)
    )
    return [WaitingLine(row.email, row.state, row.asked_at, row.offer_until, number) for row, number in rows]
