"""What the order desk reads and does about money: payments with their refunds, disputes, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from configurator.audit import record_action
from configurator.database import db
from configurator.payments.followers import Page, follower_of
from configurator.payments.models import Dispute, DisputeState, LedgerEntry, LedgerTransaction, Payment, RefundCause
from configurator.payments.records import DisputeView, PaymentView, RefundView
from configurator.payments.refund_record import record_refund
from configurator.payments.refunds import announce_refunds, refunds_of
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError
from configurator.product.money import Money


@dataclass(frozen=True)
class Booking:
    """One line of the ledger."""

    entry: LedgerEntry
    transaction: LedgerTransaction

    @property
    def amount(self) -> Money:
        return Money(self.entry.amount_minor, self.entry.currency)


@dataclass(frozen=True)
class PaymentFile:
    """All there is about a payment."""

    payment: PaymentView
    refunds: list[RefundView]
    disputes: list[DisputeView]
    bookings: list[Booking]


def open_disputes(most: int = 200) -> list[DisputeView]:
    """The disputes and inquiries that are not decided, oldest first."""
    waiting = Dispute.state.in_((DisputeState.OPEN, DisputeState.INQUIRY))
    rows = db.session.scalars(select(Dispute).where(waiting).order_by(Dispute.opened_at).limit(most))
    return [DisputeView.of(row) for row in rows]


def payment_file(public_id: str) -> PaymentFile:
    """Raises NotFoundError."""
    payment = db.session.scalar(select(Payment).where(Payment.public_id == public_id))
    if payment is None:
        raise NotFoundError(f"no payment {public_id}")
    disputes = db.session.scalars(select(Dispute).where(Dispute.payment_id == payment.id).order_by(Dispute.id))
    booked = (
        select(LedgerEntry, LedgerTransaction)
        .join(LedgerEntry.transaction)
        .where(LedgerTransaction.payment_id == payment.id)
        .order_by(LedgerEntry.id)
    )
    return PaymentFile(
        PaymentView.of(payment),
        [one for one in refunds_of(payment.purpose, payment.reference) if one.payment_public_id == public_id],
        [DisputeView.of(dispute) for dispute in disputes],
        [Booking(entry, transaction) for entry, transaction in db.session.execute(booked)],
    )


def refund_part(public_id: str, amount: Money, reason: str, person_id: int) -> RefundView:
    """Give a part of a payment back while what it was paid for goes on.

    Raises OverRefundError, DisputedError, NotFoundError.
    """
    with all_or_nothing():
        refund = record_refund(public_id, amount, RefundCause.DESK, reason)
        record_action(person_id, "refund_requested", refund.reference, refund=refund.public_id, amount=str(amount))
    announce_refunds()
    return refund


def page_of(what: PaymentView | RefundView | DisputeView) -> Page | None:
    """Where staff read about what a payment was for."""
    return follower_of(what.purpose).page(what.reference)
