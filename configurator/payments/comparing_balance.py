"""Stripe's balance against the ledger: each of its balance transactions, their sum, and what is stuck in between."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from configurator.database import db
from configurator.payments.balance import book_balance, book_moves
from configurator.payments.gateway import gateway
from configurator.payments.ledger import balances
from configurator.payments.models import (
    Account,
    Dispute,
    DisputeState,
    LedgerEntry,
    LedgerTransaction,
    Payment,
    Refund,
    RefundState,
    TransactionKind,
)
from configurator.payments.reconciliation import Reconciliation
from configurator.payments.seen import BalanceMove
from configurator.product.money import Money


def compare_moves(found: Reconciliation, batch: list[BalanceMove]) -> None:
    """Book those that are not in the ledger."""
    new = book_moves(batch)
    if new:
        found.mended.append(f"{new} balance transactions were not in the ledger, the oldest {batch[-1].id}")


def more_than_stripe_has(found: Reconciliation) -> None:
    """After all of them were compared: the ledger has no others."""
    booked = select(func.count()).where(LedgerTransaction.kind == TransactionKind.BALANCE)
    more = (db.session.scalar(booked) or 0) - found.checked["balance transactions"]
    if more:
        found.troubles.append(f"the ledger has {more} balance transactions more than Stripe")


def balance_differs(found: Reconciliation) -> None:
    """Money may move while we look: what moved in between is booked before the two are compared again."""
    off = _balances_off()
    if off:
        book_balance()
        off = _balances_off()
    found.troubles += off


def _balances_off() -> list[str]:
    told, booked = gateway().balance(), balances()
    ours = {code: booked.get((Account.STRIPE_BALANCE, code), Money.zero(code)) for code in told}
    return [
        f"Stripe's balance is {amount}, the ledger says {ours[code]}"
        for code, amount in told.items()
        if ours[code] != amount
    ]


def stuck_between() -> Iterator[str]:
    """Payments of which Stripe's balance and what we were told do not agree."""
    pending = (
        select(Refund.payment_id, func.sum(Refund.amount_minor).label("minor"))
        .where(Refund.state == RefundState.PENDING)
        .group_by(Refund.payment_id)
        .subquery()
    )
    open_disputes = (
        select(Dispute.payment_id, func.sum(Dispute.amount_minor).label("minor"))
        .where(Dispute.state == DisputeState.OPEN)
        .group_by(Dispute.payment_id)
        .subquery()
    )
    for account, expected, words in (
        (Account.IN_TRANSIT, pending, "is in transit at Stripe"),
        (Account.DISPUTED, open_disputes, "is booked as disputed"),
    ):
        total = func.sum(LedgerEntry.amount_minor)
        off = (
            select(Payment.public_id, LedgerEntry.currency, total)
            .select_from(LedgerEntry)
            .join(LedgerEntry.transaction)
            .join(Payment, Payment.id == LedgerTransaction.payment_id)
            .outerjoin(expected, expected.c.payment_id == Payment.id)
            .where(LedgerEntry.account == account)
            .group_by(Payment.public_id, LedgerEntry.currency, expected.c.minor)
            .having(total != func.coalesce(expected.c.minor, 0))
        )
        for public_id, currency, minor in db.session.execute(off):
            yield f"payment {public_id}: {Money(int(minor), currency)} {words} without a reason"
