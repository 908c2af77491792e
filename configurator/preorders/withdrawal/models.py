"""What is kept of a withdrawal: what was stated, when, and what became of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, enum_column, new_public_id, utc_now


class WithdrawalState(StrEnum):
    """A withdrawal in state `received` is itself the order to carry it out."""

    RECEIVED = "received"
    DONE = "done"
    """The order is ended and its refund recorded, or there was nothing (more) to give back."""
    UNMATCHED = "unmatched"
    """No order has this number and e-mail address: the desk looks into it."""
    LATE = "late"
    """The 14 days after hand-over were over: the desk looks into it."""
    CLOSED = "closed"
    """The desk has looked into it."""


class Withdrawal(Model):
    """One statement of withdrawal, as it was typed and confirmed."""

    __tablename__ = "withdrawal"
    __table_args__ = (Index("ix_withdrawal_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    form_key: Mapped[str] = mapped_column(String(43), unique=True)
    """Made with the form: the same form confirmed twice is one withdrawal."""
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    refund_until: Mapped[datetime]
    """By then everything has to be back with the buyer."""
    language: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(80))
    number: Mapped[str] = mapped_column(String(40))
    email: Mapped[str] = mapped_column(String(254))
    preorder_id: Mapped[int | None] = mapped_column(ForeignKey("preorder.id"), index=True)
    state: Mapped[WithdrawalState] = mapped_column(enum_column(WithdrawalState), default=WithdrawalState.RECEIVED)
    carried_out_at: Mapped[datetime | None]
    note: Mapped[str | None] = mapped_column(Text)
    """Why the desk closed it."""
