"""What is kept of who waits for a unit of an edition, and the mails that they are owed."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from configurator.database import Model, Owed, enum_column, new_public_id, utc_now


class WaitingState(StrEnum):
    """Only an entry in `offered` holds a unit."""

    ASKED = "asked"
    """Whoever has the mailbox has not confirmed yet."""
    WAITING = "waiting"
    OFFERED = "offered"
    """A unit is held for this one until `offer_until`."""
    TAKEN = "taken"
    """The unit went over to a preorder."""
    LEFT = "left"
    MISSED = "missed"
    """The offer was not taken in time."""
    OVER = "over"
    """The edition is not sold any more."""


LIVE = (WaitingState.ASKED, WaitingState.WAITING, WaitingState.OFFERED)


class WaitingEntry(Model):
    """One address on the waiting list of one edition."""

    __tablename__ = "waiting_entry"
    __table_args__ = (
        UniqueConstraint("edition_id", "place"),
        Index(
            "uq_waiting_entry_live",
            "edition_id",
            "email",
            unique=True,
            sqlite_where=text("state IN ('asked', 'waiting', 'offered')"),
            postgresql_where=text("state IN ('asked', 'waiting', 'offered')"),
        ),
        Index("ix_waiting_entry_state", "state", "edition_id", "place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id"))
    email: Mapped[str] = mapped_column(String(254), index=True)
    """In lower case."""
    language: Mapped[str] = mapped_column(String(8))
    state: Mapped[WaitingState] = mapped_column(enum_column(WaitingState), default=WaitingState.ASKED)
    place: Mapped[int | None]
    """Given when it is confirmed, each higher than those before: who comes later is behind for good."""
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
    offered_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    preorder_id: Mapped[int | None] = mapped_column(ForeignKey("preorder.id"), index=True)
    ended_at: Mapped[datetime | None]


class WaitingMailKind(StrEnum):
    LINK = "link"
    """To the page of the entry: to confirm it, to see its place, to leave."""
    OFFER = "offer"


class WaitingMail(Owed, Model):
    """A mail that somebody on a waiting list is owed, or was sent."""

    __tablename__ = "waiting_mail"
    __table_args__ = (UniqueConstraint("entry_id", "kind", "occasion"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("waiting_entry.id", ondelete="CASCADE"))
    kind: Mapped[WaitingMailKind] = mapped_column(enum_column(WaitingMailKind))
    occasion: Mapped[str] = mapped_column(String(16), default="")
    created_at: Mapped[datetime] = mapped_column(default=utc_now)

    entry: Mapped[WaitingEntry] = relationship()
