"""Payments, refunds, the inbox of Stripe's events, and the ledger."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    false,
    text,
)
from sqlalchemy.orm import Mapped, MappedColumn, mapped_column, relationship

from configurator.database import Model, enum_column, make_append_only, new_public_id, utc_now
from configurator.product.errors import OfficinaError

SYNTHETIC = "synthetic"
"""The description of payments that nobody ever made, of a synthetic campaign."""


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
    """It did not arrive and is still due: people choose the next step."""
    REPLACED = "replaced"
    """It failed, and another refund took its place."""
    BY_HAND = "by_hand"
    """It failed, and somebody gave the money back another way."""
    TWICE = "twice"
    """That, and then Stripe gave it back as well: people say what is true."""
    OVERPAID = "overpaid"
    """It went back twice, and the buyer keeps it."""
    VOID = "void"
    """Not due any more: the buyer's bank took the money."""


class RefundCause(StrEnum):
    """Who wanted it."""

    ASKED = "asked"
    LATE = "late"
    """The money came too late."""
    UNWANTED = "unwanted"
    """Whom it was for no longer wanted it."""
    DESK = "desk"
    """The order desk gave part of it back; what it was paid for goes on."""
    DASHBOARD = "dashboard"
    """Somebody made it in Stripe's dashboard, without us."""
    TWICE = "twice"
    """That, and all of it had gone back another way already."""


class DisputeState(StrEnum):
    """Where a dispute is; Stripe's many words in ours."""

    INQUIRY = "inquiry"
    """The bank only asks: no money has moved, and refunds are allowed."""
    OPEN = "open"
    WON = "won"
    LOST = "lost"
    CLOSED = "closed"
    """An inquiry that came to nothing."""


class Account(StrEnum):
    """Where money is in the ledger; debits are positive, credits negative."""

    STRIPE_BALANCE = "stripe_balance"
    """Moved by Stripe's balance transactions only, so that it equals Stripe's own balance."""
    IN_TRANSIT = "in_transit"
    """Told by a payment, refund or dispute, and not yet by a balance transaction, or the other way round."""
    DEPOSITS_HELD = "deposits_held"
    VAT_DUE = "vat_due"
    REFUNDS_DUE = "refunds_due"
    DISPUTED = "disputed"
    """Taken back by a buyer's bank until the dispute is decided."""
    DISPUTE_LOSSES = "dispute_losses"
    """Lost to a bank beyond what was held for the payment."""
    STRIPE_FEES = "stripe_fees"
    DISPUTE_FEES = "dispute_fees"
    PAID_BY_HAND = "paid_by_hand"
    """Refunds that people made outside Stripe."""
    OVERPAID = "overpaid"
    """Gone back twice, outside Stripe and by it."""
    BANK = "bank"
    """Stripe's payouts."""
    EXCHANGE = "exchange"
    """Between the currency of a payment and that of Stripe's balance."""
    UNEXPLAINED = "unexplained"
    """Moved at Stripe by nothing of ours; people must look into it."""
    SYNTHETIC = "synthetic"
    """What a demo's made-up payments would be worth."""


class TransactionKind(StrEnum):
    PAYMENT = "payment"
    REFUND_REQUESTED = "refund_requested"
    REFUND_PAID = "refund_paid"
    REFUND_RETURNED = "refund_returned"
    REFUND_VOIDED = "refund_voided"
    """Not due any more: the buyer's bank has taken the money."""
    REFUND_BY_HAND = "refund_by_hand"
    REFUND_TWICE = "refund_twice"
    """What had gone back by hand went back by Stripe as well."""
    REFUND_ONCE = "refund_once"
    """It did not: nothing went back by hand after all, or it has come back."""
    DISPUTE_LOST = "dispute_lost"
    BALANCE = "balance"
    """One of Stripe's balance transactions; its reference is the balance transaction's id."""
    SYNTHETIC_PAYMENT = "synthetic_payment"
    SYNTHETIC_REFUND = "synthetic_refund"


def _minor() -> MappedColumn[int]:
    """An amount in minor units: of some currencies an ordinary deposit has thousands of millions of them."""
    return mapped_column(BigInteger)


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
        CheckConstraint(
            "refunded_minor >= 0 AND charged_back_minor >= 0 AND refunded_minor + charged_back_minor <= amount_minor",
            "refunded",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    purpose: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(64))
    amount_minor: Mapped[int] = _minor()
    currency: Mapped[str] = mapped_column(String(3))
    vat_basis_points: Mapped[int] = mapped_column(default=0)
    """Rate of the VAT in the amount, in hundredths of a percent; 0 when deposits are not taxed."""
    refunded_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Asked back so far, whether it has arrived or not."""
    charged_back_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    """Lost to the buyer's bank in disputes."""
    dispute: Mapped[DisputeState | None] = mapped_column(enum_column(DisputeState))
    """None while its bank has never disputed it."""
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
    method: Mapped[str | None] = mapped_column(String(40))
    """How it was paid, in Stripe's word, such as "card" or "ideal"; None where Stripe has not said so."""
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    expires_at: Mapped[datetime]
    checked_at: Mapped[datetime] = mapped_column(default=utc_now)
    """When Stripe was last asked about it."""
    paid_at: Mapped[datetime | None]

    @property
    def held_minor(self) -> int:
        """What is left of it: neither asked back nor lost to a bank."""
        return self.amount_minor - self.refunded_minor - self.charged_back_minor


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
    amount_minor: Mapped[int] = _minor()
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
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("refund.id"), unique=True)
    """The failed refund whose place this one took."""
    note: Mapped[str | None] = mapped_column(Text)
    """What a member of staff wrote about it."""


class Dispute(Model):
    """A buyer's bank that wants the money of a payment back."""

    __tablename__ = "dispute"
    __table_args__ = (CheckConstraint("amount_minor > 0", "amount"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    stripe_id: Mapped[str] = mapped_column(String(255), unique=True)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"), index=True)
    payment: Mapped[Payment] = relationship()
    amount_minor: Mapped[int] = _minor()
    reason: Mapped[str] = mapped_column(String(64))
    state: Mapped[DisputeState] = mapped_column(enum_column(DisputeState), index=True)
    opened_at: Mapped[datetime]
    answer_until: Mapped[datetime | None]
    """Until when Stripe takes evidence, in its dashboard."""
    closed_at: Mapped[datetime | None]


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
    by_webhook: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a webhook told us of it, too."""
    handled_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None] = mapped_column(Text)


class EventListing(Model):
    """One row: up to when Stripe's list of events has been read."""

    __tablename__ = "event_listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    read_until: Mapped[datetime]


class BalanceListing(Model):
    """One row: up to when Stripe's balance transactions have been booked."""

    __tablename__ = "balance_listing"

    id: Mapped[int] = mapped_column(primary_key=True)
    read_until: Mapped[datetime]


class LedgerTransaction(Model):
    """Why money moved; each thing that happened is written once."""

    __tablename__ = "ledger_transaction"
    __table_args__ = (UniqueConstraint("kind", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[TransactionKind] = mapped_column(enum_column(TransactionKind))
    reference: Mapped[str] = mapped_column(String(255))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"), index=True)
    """None where Stripe's balance moved for no payment, such as a payout."""
    note: Mapped[str] = mapped_column(String(64), default="")
    """Stripe's word for a balance transaction."""
    recorded_at: Mapped[datetime] = mapped_column(default=utc_now, index=True)
    entries: Mapped[list[LedgerEntry]] = relationship(back_populates="transaction")


class LedgerEntry(Model):
    """One side of a transaction: a debit is positive, a credit negative."""

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    transaction_id: Mapped[int] = mapped_column(ForeignKey("ledger_transaction.id"), index=True)
    transaction: Mapped[LedgerTransaction] = relationship(back_populates="entries")
    account: Mapped[Account] = mapped_column(enum_column(Account))
    amount_minor: Mapped[int] = _minor()
    currency: Mapped[str] = mapped_column(String(3))


class LedgerIsAppendOnlyError(OfficinaError):
    """Somebody tried to change what the ledger says; write a new transaction instead."""


@event.listens_for(LedgerTransaction, "before_update")
@event.listens_for(LedgerTransaction, "before_delete")
@event.listens_for(LedgerEntry, "before_update")
@event.listens_for(LedgerEntry, "before_delete")
def _refuse_change(_mapper: Any, _connection: Any, _row: Any) -> None:
    raise LedgerIsAppendOnlyError


for _model in (LedgerTransaction, LedgerEntry):
    _table = _model.__table__
    assert isinstance(_table, Table)  # noqa: S101 - what a model is kept in
    make_append_only(_table)
