"""What members of staff did: who, when, what, to what. Rows are only ever added; the database sees to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, Index, Integer, String, Table, select
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, db, make_append_only, utc_now

PAGE = 50
Detail = str | int | bool | None


class StaffAction(Model):
    """One thing that somebody did. The person is told by number only, so that the line outlives their account."""

    __tablename__ = "staff_action"
    __table_args__ = (Index("ix_staff_action_subject", "subject", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    person_id: Mapped[int] = mapped_column(Integer, index=True)
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(64))
    details: Mapped[dict[str, Detail]] = mapped_column(JSON)


_table = StaffAction.__table__
assert isinstance(_table, Table)  # noqa: S101 - what a model is kept in
make_append_only(_table)


@dataclass(frozen=True)
class ActionLine:
    """One line of the log; `cursor` is where the list goes on after it."""

    cursor: int
    at: datetime
    person_id: int
    action: str
    subject: str
    details: dict[str, Detail]


def record_action(person_id: int, action: str, subject: str, **details: Detail) -> None:
    """Write in the caller's transaction that a member of staff did something, such as `refund_retried`.

    `subject` is the public id or number of what it was done to. Details hold no
    personal data and nothing that people typed, for nobody can ever take it out again: reasons stand with the thing
    itself.
    """
    db.session.add(StaffAction(person_id=person_id, action=action, subject=subject, details=details))


def list_actions(subject: str = "", before: int | None = None, most: int = PAGE) -> list[ActionLine]:
    """What was done, newest first, those before a cursor; to one subject if it is given."""
    query = select(StaffAction).order_by(StaffAction.id.desc()).limit(most)
    if subject:
        query = query.where(StaffAction.subject == subject)
    if before is not None:
        query = query.where(StaffAction.id < before)
    return [
        ActionLine(row.id, row.at, row.person_id, row.action, row.subject, row.details)
        for row in db.session.scalars(query)
    ]
