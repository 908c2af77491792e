"""What is kept of an edition: what is fixed of it, its limits, and how many units are spoken for."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, enum_column, new_public_id, utc_now


class EditionState(StrEnum):
    """How far an edition has come."""

    OPEN = "open"
    """On sale until its deadline; whether it is built is not decided yet."""
    CONFIRMED = "confirmed"
    """It is built: enough deposits were paid in time. What is left of it stays on sale."""
    FAILED = "failed"
    """Too few deposits were paid in time: everybody gets theirs back."""
    CLOSED = "closed"
    """Its sale was ended by hand. It is built if that was decided; else the deadline decides as it would have."""


BUILT = (EditionState.CONFIRMED, EditionState.CLOSED)


class Edition(Model):
    """A limited run of configurations that have certain options. The database itself keeps `taken` within bounds."""

    __tablename__ = "edition"
    __table_args__ = (
        CheckConstraint("taken >= 0 AND taken <= capacity", name="units"),
        CheckConstraint("threshold >= 1 AND threshold <= capacity", name="threshold"),
        CheckConstraint("deposit_minor > 0", name="deposit"),
        CheckConstraint("delivery_from <= delivery_until", name="delivery"),
        Index("ix_edition_product_key", "product_key", "state"),
        Index("ix_edition_state", "state", "deadline"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    product_key: Mapped[str] = mapped_column(String(40))
    product_version: Mapped[str] = mapped_column(String(16))
    design_id: Mapped[int | None] = mapped_column(ForeignKey("design.id"))
    """The design that it was made from; its picture is the edition's."""
    name: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text, default="")
    """Both as they are in the first language of the site."""
    translations: Mapped[dict[str, dict[str, str]] | None] = mapped_column(JSON)
    """Another language of the site → `name` and `words` in it, as far as they are given."""
    options: Mapped[list[str]] = mapped_column(JSON)
    """What every configuration of it has."""
    capacity: Mapped[int]
    threshold: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """Units that are held or sold; only `capacity.take` and `capacity.give_back` change it."""
    deadline: Mapped[datetime]
    deposit_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    delivery_from: Mapped[date]
    delivery_until: Mapped[date]
    state: Mapped[EditionState] = mapped_column(enum_column(EditionState), default=EditionState.OPEN)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    made_by: Mapped[int | None] = mapped_column(Integer)
    """The member of staff who made it, by number only: the edition outlives their account."""
    decided_at: Mapped[datetime | None]
    decided_with: Mapped[int | None]
    """How many deposits were paid then."""
    told_at: Mapped[datetime | None]
    """When the last buyer of one that is built was told."""
    closed_at: Mapped[datetime | None]
