"""The units of an edition: taken and given back by one guarded statement each, so that none is ever sold twice.

A preorder takes its unit in the transaction that places it and gives it back in the one that ends it (`history.move`
sees to that). Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, update

from configurator.database import changes_one, db, utc_now
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.models import Preorder
from configurator.preorders.states import HELD, HOLDING
from configurator.preorders.waiting.models import WaitingEntry, WaitingState


def take(edition_id: int) -> bool:
    """Take one unit in the caller's transaction; False when none is left or the edition is not on sale.

    What comes free while people wait is theirs: until all of them were offered a unit, nobody else takes one.
    """
    return _take(edition_id, ~_waiting(WaitingState.WAITING).exists())


def take_for_waiting(edition_id: int) -> bool:
    """Take one unit for the first who waits, in the caller's transaction; False as for `take`."""
    return _take(edition_id)


def _take(edition_id: int, *conditions: ColumnElement[bool]) -> bool:
    free = update(Edition).where(Edition.id == edition_id, is_on_sale(utc_now()), Edition.taken < Edition.capacity)
    guarded = free.where(*conditions).values(taken=Edition.taken + 1)
    return changes_one(guarded.execution_options(synchronize_session=False))


def give_back(edition_id: int) -> None:
    """Put one unit back in the caller's transaction. To be called once for each unit that was taken."""
    held = update(Edition).where(Edition.id == edition_id, Edition.taken > 0)
    if not changes_one(held.values(taken=Edition.taken - 1)):
        raise RuntimeError(f"edition {edition_id} has given all its units back already")


def give_back_unit_of(preorder_id: int) -> None:
    """Put back the unit of a preorder that leaves the sale for good. One that was locked is built: it stays used."""
    unlocked = select(Preorder.edition_id).where(Preorder.id == preorder_id, Preorder.locked_at.is_(None))
    edition_id = db.session.scalar(unlocked)
    if edition_id is not None:
        give_back(edition_id)


def is_on_sale(now: datetime) -> ColumnElement[bool]:
    """The editions that can be ordered, as long as they have units."""
    in_time = and_(Edition.state == EditionState.OPEN, Edition.deadline > now)
    return or_(in_time, Edition.state == EditionState.CONFIRMED)


def held_units() -> ScalarSelect[int]:
    """How many units of each selected edition its preorders hold or have used: what `Edition.taken` has to be."""
    holds = or_(Preorder.state.in_(HOLDING), Preorder.locked_at.is_not(None))
    held = select(func.count(Preorder.id)).where(Preorder.edition_id == Edition.id, holds)
    return held.correlate(Edition).scalar_subquery()


def paid_orders() -> ScalarSelect[int]:
    """How many orders of each selected edition hold a deposit that nobody wants back: what its threshold counts."""
    held = select(func.count(Preorder.id)).where(Preorder.edition_id == Edition.id, Preorder.state.in_(HELD))
    return held.correlate(Edition).scalar_subquery()


def offered_units() -> ScalarSelect[int]:
    """How many units of each selected edition are held for those to whom they are offered."""
    return _counted(WaitingState.OFFERED)


def people_waiting() -> ScalarSelect[int]:
    """How many wait for a unit of each selected edition."""
    return _counted(WaitingState.WAITING)


def _counted(state: WaitingState) -> ScalarSelect[int]:
    return _waiting(state).with_only_columns(func.count(WaitingEntry.id)).scalar_subquery()


def _waiting(state: WaitingState) -> Select[int]:
    waiting = select(WaitingEntry.id).where(WaitingEntry.edition_id == Edition.id, WaitingEntry.state == state)
    return waiting.correlate(Edition)
