"""Payments, refunds, the inbox of Stripe's events, and the ledger."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from configurator.database import Model, enum_column, new_public_id, utc_now
from configurator.product.errors import OfficinaError


class PaymentState(StrEnum):
    """`late`: paid after we had called it expired or failed; such money goes back by itself."""

    CREATED = "created"
    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"
    LATE = "late"


class RefundState(StrEnum):
    """A refund in state `requested` is itself the order to make it."""

    REQUESTED = "requested"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class RefundCause(StrEnum):
    """Who wanted it: somebody asked, the money came too late, or whom it was for no longer wanted it."""

    ASKED = "asked"
    LATE = "late"
    UNWANTED = "unwanted"


class Account(StrEnum):
    """Where money is in the ledger; debits are positive, credits negative."""

    STRIPE_BALANCE = "stripe_balance"
    DEPOSITS_HELD = "deposits_held"
    REFUNDS_DUE = "refunds_due"


class TransactionKind(StrEnum):
    PAYMENT = "payment"
    REFUND_REQUESTED = "refund_requested"
    REFUND_PAID = "refund_paid"
    REFUND_RETURNED = "refund_returned"


class Payment(Model):
    """One attempt to be paid, with all that its Checkout Session needs, so that the call can be repeated exactly."""

    __tablename__ = "payment"
    __table_args__ = (
        # One reference is paid at most once: two tabs and two clicks meet here.
        Index(
            "uq_payment_live",
            "purpose",
            "reference",
            unique=True,
            sqlite_where=text("state IN ('created', 'open', 'paid')"),
            postgresql_where=text("state IN ('created', 'open', 'paid')"),
        ),
        Index("ix_payment_reference", "purpose", "reference"),
        Index("ix_payment_waiting", "state", "checked_at"),
        CheckConstraint("amount_minor > 0", "amount"),
        CheckConstraint("refunded_minor >= 0 AND refunded_minor <= amount_minor", "refunded"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    purpose: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(64))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    refunded_minor: Mapped[int] = mapped_column(default=0)
    """Asked back so far, whether it has arrived or not."""
    state: Mapped[PaymentState] = mapped_column(enum_column(PaymentState), default=PaymentState.CREATED)
    description: Mapped[str] = mapped_column(String(200))
    success_url: Mapped[str] = mapped_column(Text)
    cancel_url: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(8))
    email: Mapped[str] = mapped_column(String(254))
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    checkout_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    checkout_url: Mapped[str | None] = mapped_column(Text)
    payment_intent_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When Stripe was last asked about it."""
    paid_at: Mapped[datetime | None]


class Refund(Model):
    """Money on its way back."""

    __tablename__ = "refund"
    __table_args__ = (
        Index("ix_refund_waiting", "state", "checked_at"),
        CheckConstraint("amount_minor > 0", "amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    payment: Mapped[Payment] = relationship()
    amount_minor: Mapped[int]
    cause: Mapped[RefundCause] = mapped_column(enum_column(RefundCause))
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState), default=RefundState.REQUESTED)
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    stripe_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    posted_at: Mapped[datetime | None]
    """When its idempotency key was first used; Stripe forgets a key after a day."""
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    settled_at: Mapped[datetime | None]
    last_error: Mapped[str | None] = mapped_column(Text)


class StripeEvent(Model):
    """An event that Stripe told us of, once, by webhook or by list; what it means is asked of Stripe."""

    __tablename__ = "stripe_event"
    __table_args__ = (Index("ix_stripe_event_waiting", "handled_at", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[str] = mapped_column(String(255), unique=True)
    type: Mapped[str] = mapped_column(String(100))
    object_id: Mapped[str] = mapped_column(String(255))
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(default=utc_now)
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


class EventListing(Model):
    """One row: up to when Stripe's list of events has been read."""

    __tablename__ = "event_listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    read_until: Mapped[datetime]


class LedgerTransaction(Model):
    """Why money moved; each thing that happened is written once."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (UniqueConstraint("kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TransactionKind] = mapped_column(enum_column(TransactionKind))
    reference: Mapped[str] = mapped_column(String(255))
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now)
    entries: Mapped[list[LedgerEntry]] = relationship(back_populates="transaction")


class LedgerEntry(Model):
    """One side of a transaction: a debit is positive, a credit negative."""

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    transaction: Mapped[LedgerTransaction] = relationship(back_populates="entries")
    account: Mapped[Account] = mapped_column(enum_column(Account))
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))


class LedgerIsAppendOnlyError(OfficinaError):
    """Somebody tried to change what the ledger says; write a new transaction instead."""


@event.listens_for(LedgerTransaction, "before_update")
@event.listens_for(LedgerTransaction, "before_delete")
@event.listens_for(LedgerEntry, "before_update")
@event.listens_for(LedgerEntry, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise LedgerIsAppendOnlyError
