"""What is always true of payments, whatever has happened; what is not is told in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from configurator.database import db
from configurator.payments.ledger import balances
from configurator.payments.models import (
    SYNTHETIC,
    Account,
    Dispute,
    DisputeState,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    TransactionKind,
)
from configurator.payments.refund_record import GONE
from configurator.product.money import Money

RECEIVED = (PaymentState.PAID, PaymentState.LATE)
DUE = (RefundState.REQUESTED, RefundState.PENDING, RefundState.FAILED)


@dataclass(frozen=True, slots=True)
class Violation:
    """An invariant that does not hold: of what, and how."""

    subject: str
    words: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.words}"


def verify() -> list[Violation]:
    """Every invariant that does not hold now; none is what should come back. Reads only, asks Stripe nothing."""
    return [
        *_unbalanced_transactions(),
        *_amounts_out_of_bounds(),
        *_refunds_that_do_not_add_up(),
        *_unbooked(),
        *_accounts_that_do_not_agree(),
    ]


def _unbalanced_transactions() -> Iterator[Violation]:
    off = (
        select(LedgerEntry.transaction_id, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor))
        .group_by(LedgerEntry.transaction_id, LedgerEntry.currency)
        .having(func.sum(LedgerEntry.amount_minor) != 0)
    )
    for transaction_id, currency, total in db.session.execute(off):
        yield Violation(f"ledger transaction {transaction_id}", f"is off by {Money(int(total), currency)}")


def _amounts_out_of_bounds() -> Iterator[Violation]:
    given_back = Payment.refunded_minor + Payment.charged_back_minor
    nothing_came = Payment.state.not_in(RECEIVED) & (given_back != 0)
    off = (Payment.refunded_minor < 0) | (Payment.charged_back_minor < 0) | (given_back > Payment.amount_minor)
    for payment in db.session.scalars(select(Payment).where(off | nothing_came)):
        yield Violation(f"payment {payment.public_id}", "more was given back than came in")


def _refunds_that_do_not_add_up() -> Iterator[Violation]:
    asked = (
        select(Refund.payment_id, func.sum(Refund.amount_minor).label("minor"))
        .where(Refund.state.not_in(GONE))
        .group_by(Refund.payment_id)
        .subquery()
    )
    off = (
        select(Payment.public_id)
        .outerjoin(asked, asked.c.payment_id == Payment.id)
        .where(func.coalesce(asked.c.minor, 0) != Payment.refunded_minor)
    )
    for public_id in db.session.scalars(off):
        yield Violation(f"payment {public_id}", "its refunds do not add up to what is to go back")


def _unbooked() -> Iterator[Violation]:
    """What happened and has no transaction in the ledger."""
    is_real = Payment.description != SYNTHETIC
    for public_id in db.session.scalars(
        _without(TransactionKind.PAYMENT, select(Payment.public_id), Payment.payment_intent_id).where(
            Payment.state.in_(RECEIVED), is_real
        )
    ):
        yield Violation(f"payment {public_id}", "was received and is not in the ledger")
    paid_back = select(Refund.public_id).join(Refund.payment)
    for public_id in db.session.scalars(
        _without(TransactionKind.REFUND_PAID, paid_back, Refund.stripe_id).where(
            Refund.state == RefundState.SUCCEEDED, is_real
        )
    ):
        yield Violation(f"refund {public_id}", "was made and is not in the ledger")
    lost = _without(TransactionKind.DISPUTE_LOST, select(Dispute.stripe_id), Dispute.stripe_id)
    for stripe_id in db.session.scalars(lost.where(Dispute.state == DisputeState.LOST)):
        yield Violation(f"dispute {stripe_id}", "was lost and is not in the ledger")


def _without(kind: TransactionKind, rows: Select[Any], reference: Any) -> Select[Any]:
    """Those of `rows` whose reference no transaction of this kind carries."""
    booked = select(LedgerTransaction.id).where(
        LedgerTransaction.kind == kind, LedgerTransaction.reference == func.coalesce(reference, "")
    )
    return rows.where(~booked.exists())


def _accounts_that_do_not_agree() -> Iterator[Violation]:
    booked = balances()
    for currency in {currency for _, currency in booked}:

        def of(*accounts: Account, currency: str = currency) -> Money:
            return Money.total((booked.get((one, currency), Money.zero(currency)) for one in accounts), currency)

        total = of(*Account)
        if total:
            yield Violation(f"ledger in {currency}", f"debits and credits differ by {total}")
        held, due = _held(currency), _due(currency)
        if of(Account.DEPOSITS_HELD, Account.VAT_DUE) != -held:
            told = -of(Account.DEPOSITS_HELD, Account.VAT_DUE)
            yield Violation(f"deposits in {currency}", f"the ledger holds {told}, the payments {held}")
        if of(Account.REFUNDS_DUE) != -due:
            yield Violation(f"refunds due in {currency}", f"the ledger says {-of(Account.REFUNDS_DUE)}, the rows {due}")
        if of(Account.UNEXPLAINED):
            words = f"{of(Account.UNEXPLAINED)} moved at Stripe for nothing of ours"
            yield Violation(f"ledger in {currency}", words)


def _held(currency: str) -> Money:
    held = Payment.amount_minor - Payment.refunded_minor - Payment.charged_back_minor
    wanted = select(func.sum(held)).where(Payment.state.in_(RECEIVED), Payment.currency == currency)
    return Money(int(db.session.scalar(wanted) or 0), currency)


def _due(currency: str) -> Money:
    wanted = select(func.sum(Refund.amount_minor)).join(Refund.payment)
    return Money(
        int(db.session.scalar(wanted.where(Refund.state.in_(DUE), Payment.currency == currency)) or 0), currency
    )
