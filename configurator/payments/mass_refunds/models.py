"""A mass refund and its items. The state of the items is the queue."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, enum_column, new_public_id, utc_now


class MassState(StrEnum):
    COUNTED = "counted"
    """The dry run: nothing moves until a second person approves."""
    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


class ItemState(StrEnum):
    WAITING = "waiting"
    LEFT_OUT = "left_out"
    """Not to be refunded, for the reason given."""
    ASKED = "asked"
    """Its refund is recorded; what became of it is the refund's own state."""


class MassRefund(Model):
    """A list of what is to be refunded, as it was when it was counted."""

    __tablename__ = "mass_refund"
    __table_args__ = (
        CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", "two_people"),
        CheckConstraint("per_second BETWEEN 1 AND 25", "pace"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    source: Mapped[str] = mapped_column(String(40))
    selection: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[MassState] = mapped_column(enum_column(MassState), default=MassState.COUNTED, index=True)
    per_second: Mapped[int]
    asked_by: Mapped[int]
    approved_by: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    approved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    holds: Mapped[str] = mapped_column(Text, default="")
    """Why it waits although it runs: a balance that is short, Stripe that does not answer."""


class MassRefundItem(Model):
    """One thing to be refunded."""

    __tablename__ = "mass_refund_item"
    __table_args__ = (
        UniqueConstraint("mass_refund_id", "reference"),
        Index("ix_mass_refund_item_waiting", "mass_refund_id", "state", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    mass_refund_id: Mapped[int] = mapped_column(ForeignKey("mass_refund.id"))
    reference: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[ItemState] = mapped_column(enum_column(ItemState), default=ItemState.WAITING)
    why: Mapped[str] = mapped_column(Text, default="")
    refund_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), index=True)
