"""What is kept of a preorder: itself, its history, and the mails it is owed."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, Owed, enum_column, new_public_id, utc_now
from configurator.preorders.editions import models as editions
from configurator.preorders.states import Actor, State


class Reason(StrEnum):
    """Why an order ended that somebody meant to keep."""

    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    EDITION_FAILED = "edition_failed"


class Preorder(Model):
    """An order before production. What the buyer agreed to is frozen here: options, price lines, delivery window."""

    __tablename__ = "preorder"
    __table_args__ = (
        Index("ix_preorder_state", "state", "id"),
        Index("ix_preorder_buyer_email", "buyer_email"),
        Index("ix_preorder_edition_id", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    number: Mapped[str] = mapped_column(String(11), unique=True)
    order_key: Mapped[str] = mapped_column(String(64), unique=True)
    """Made with the form that was sent: the same form sent twice is one preorder."""

    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), index=True)
    design_code: Mapped[str] = mapped_column(String(9))
    product_key: Mapped[str] = mapped_column(String(40))
    product_version: Mapped[str] = mapped_column(String(16))
    options: Mapped[list[str]] = mapped_column(JSON)
    quote: Mapped[dict[str, Any]] = mapped_column(JSON)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey(editions.Edition.id))
    """The limited run of which it holds a unit; None for one that is built whenever its turn comes."""
    market: Mapped[str] = mapped_column(String(40))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int]
    deposit_minor: Mapped[int]
    delivery_from: Mapped[date]
    delivery_until: Mapped[date]

    language: Mapped[str] = mapped_column(String(8))
    buyer_name: Mapped[str] = mapped_column(String(80))
    buyer_email: Mapped[str] = mapped_column(String(254))
    street: Mapped[str] = mapped_column(String(120))
    postcode: Mapped[str] = mapped_column(String(12))
    city: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    browser_digest: Mapped[str | None] = mapped_column(String(64), index=True)
    is_synthetic: Mapped[bool] = mapped_column(default=False)
    """Made for a demo campaign: nobody ordered it and no money moved."""

    state: Mapped[State] = mapped_column(enum_column(State), default=State.RESERVED)
    payment_id: Mapped[str | None] = mapped_column(String(22), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    open_until: Mapped[datetime]
    agreed_at: Mapped[datetime]
    """When the buyer ticked that they agree to the conditions on the order page."""
    paid_at: Mapped[datetime | None]
    locked_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    refunded_at: Mapped[datetime | None]
    reason: Mapped[Reason | None] = mapped_column(enum_column(Reason))
    """Why it was ended, once it was."""
    forgotten_at: Mapped[datetime | None]
    """When its buyer's personal data were deleted."""
    changes: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often what was ordered has changed."""


class Happening(StrEnum):
    """What can happen to a preorder and is worth a line in its history."""

    PLACED = "placed"
    DETAILS_CHANGED = "details_changed"
    PAID = "paid"
    EDITION_CONFIRMED = "edition_confirmed"
    EDITION_FAILED = "edition_failed"
    CHANGED = "changed"
    """Another configuration at another quote; deposit and place in the queue stay."""
    LOCKED = "locked"
    HANDED_OVER = "handed_over"
    CANCELLED = "cancelled"
    WITHDRAWN = "withdrawn"
    """By the withdrawal function; also of an order that is over already, where nothing follows."""
    EXPIRED = "expired"
    DISPUTED = "disputed"
    DISPUTE_WON = "dispute_won"
    CHARGED_BACK = "charged_back"
    NOTED = "noted"
    """The desk wrote something down; the buyer doesn't see it."""
    MAIL_RESENT = "mail_resent"
    REFUND_FAILED = "refund_failed"
    REFUNDED = "refunded"
    LATE_DEPOSIT_REFUNDED = "late_deposit_refunded"
    """Paid after the order was over, or twice: it went back without changing the order."""
    PARTLY_REFUNDED = "partly_refunded"
    """By the order desk or in Stripe's dashboard; the order goes on."""
    REFUNDED_TWICE = "refunded_twice"
    """In Stripe's dashboard, after the money had gone back another way; the desk has to look into it."""
    FORGOTTEN = "forgotten"
    """The buyer had their personal data deleted; what the books need stays."""


INTERNAL = frozenset({Happening.NOTED, Happening.MAIL_RESENT, Happening.REFUNDED_TWICE})
"""What only the desk reads of a history."""


class PreorderEvent(Model):
    """One line of a preorder's history. Rows are only ever added."""

    __tablename__ = "preorder_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    preorder_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    actor: Mapped[Actor] = mapped_column(enum_column(Actor))
    happening: Mapped[Happening] = mapped_column(enum_column(Happening))
    source: Mapped[State | None] = mapped_column(enum_column(State))
    target: Mapped[State] = mapped_column(enum_column(State))
    person_id: Mapped[int | None] = mapped_column(Integer)
    """The member of staff who did it, by number only: the line outlives their account."""
    note: Mapped[str | None] = mapped_column(Text)
    """Why it was done."""


class OrderChange(Model):
    """What an order was before a change, and what it became. Rows are only ever added."""

    __tablename__ = "order_change"
    __table_args__ = (UniqueConstraint("preorder_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    preorder_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"))
    number: Mapped[int]
    at: Mapped[datetime] = mapped_column(default=utc_now)
    old_design_code: Mapped[str] = mapped_column(String(9))
    old_product_version: Mapped[str] = mapped_column(String(16))
    old_options: Mapped[list[str]] = mapped_column(JSON)
    old_quote: Mapped[dict[str, Any]] = mapped_column(JSON)
    new_design_code: Mapped[str] = mapped_column(String(9))
    new_quote: Mapped[dict[str, Any]] = mapped_column(JSON)


class MailKind(StrEnum):
    """The mails that a preorder sends."""

    CONFIRMATION = "confirmation"
    CANCELLATION = "cancellation"
    WITHDRAWAL = "withdrawal"
    CHANGE = "change"
    EDITION_CONFIRMED = "edition_confirmed"
    EDITION_FAILED = "edition_failed"
    REFUND = "refund"
    LATE_REFUND = "late_refund"
    PART_REFUND = "part_refund"
    NEW_LINK = "new_link"


class OrderMail(Owed, Model):
    """A mail that a preorder owes its buyer, or has sent. `occasion` sets apart those that may be sent again."""

    __tablename__ = "order_mail"
    __table_args__ = (
        UniqueConstraint("preorder_id", "kind", "occasion"),
        Index("ix_order_mail_sent_at_id", "sent_at", "id"),
    )

    preorder_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"))
    kind: Mapped[MailKind] = mapped_column(enum_column(MailKind))
    occasion: Mapped[str] = mapped_column(String(22), default="")
    language: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
