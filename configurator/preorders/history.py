"""Moves a preorder from state to state as the table allows, and writes down who did it. Commits nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from configurator.database import changes_one, db, utc_now
from configurator.preorders.editions.capacity import give_back_unit_of
from configurator.preorders.models import Happening, MailKind, OrderMail, Preorder, PreorderEvent, Reason
from configurator.preorders.states import HOLDING, Actor, State, may_move
from configurator.product.errors import OfficinaError, RefusedError

MOMENTS = {
    State.PAID: "paid_at",
    State.LOCKED: "locked_at",
    State.HANDED_OVER: "handed_over_at",
    State.CANCELLED: "cancelled_at",
    State.CANCELLING: "cancelled_at",
    State.REFUNDED: "refunded_at",
}
"""The column that says when a state was first reached."""
COMES_BACK = (State.DISPUTED, State.REFUNDED)
"""From these a preorder goes back to where it has been before."""


class ForbiddenMoveError(RefusedError):
    """The table of states has no such way for this actor."""


class StateChangedError(OfficinaError):
    """Somebody else moved the preorder in the meantime; look again."""


def move(
    preorder_id: int,
    source: State,
    target: State,
    actor: Actor,
    happening: Happening,
    *,
    person_id: int | None = None,
    note: str | None = None,
    reason: Reason | None = None,
    at: datetime | None = None,
) -> None:
    """Move one preorder if it still is in `source`; the row count decides between two who try at once.

    `person_id` is the member of staff who did it, `note` why, `at` when, if not now. Raises
    ForbiddenMoveError and StateChangedError.
    """
    if not may_move(source, target, actor):
        raise ForbiddenMoveError(f"{actor} may not move a preorder from {source} to {target}")
    now = at or utc_now()
    reached: dict[str, object] = {"state": target} | ({"reason": reason} if reason else {})
    if target in MOMENTS and source not in COMES_BACK:
        reached[MOMENTS[target]] = now
    guarded = update(Preorder).where(Preorder.id == preorder_id, Preorder.state == source).values(reached)
    if not changes_one(guarded):
        raise StateChangedError(f"preorder {preorder_id} is not {source} any more")
    if source in HOLDING and target not in HOLDING:
        give_back_unit_of(preorder_id)
    write_down(preorder_id, actor, happening, source, target, person_id=person_id, note=note).at = now


def write_down(
    preorder_id: int,
    actor: Actor,
    happening: Happening,
    source: State | None,
    target: State,
    *,
    person_id: int | None = None,
    note: str | None = None,
) -> PreorderEvent:
    """Add a line to a preorder's history."""
    line = PreorderEvent(
        preorder_id=preorder_id,
        actor=actor,
        happening=happening,
        source=source,
        target=target,
        person_id=person_id,
        note=note,
    )
    db.session.add(line)
    return line


def owe_mail(preorder_id: int, kind: MailKind, language: str, occasion: str = "") -> None:
    """Put a mail in the outbox, in the same transaction as what it tells of.

    Nobody writes to who had it forgotten, nor to the invented buyers of synthetic preorders.
    """
    silent = Preorder.is_synthetic | Preorder.forgotten_at.is_not(None)
    if db.session.scalar(db.select(silent).where(Preorder.id == preorder_id)):
        return
    db.session.add(OrderMail(preorder_id=preorder_id, kind=kind, language=language, occasion=occasion))
