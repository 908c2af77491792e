"""The ledger: double entry, append-only, one transaction for each thing that happened to money."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sqlalchemy import func, select

from configurator.database import db
from configurator.payments.models import Account, LedgerEntry, LedgerTransaction, Payment, TransactionKind
from configurator.product.money import Money
from configurator.product.pricing import vat_in

# From which account an amount goes (credit) to which (debit).
MOVES: dict[TransactionKind, tuple[Account, Account]] = {
    TransactionKind.PAYMENT: (Account.DEPOSITS_HELD, Account.IN_TRANSIT),
    TransactionKind.REFUND_REQUESTED: (Account.REFUNDS_DUE, Account.DEPOSITS_HELD),
    TransactionKind.REFUND_PAID: (Account.IN_TRANSIT, Account.REFUNDS_DUE),
    TransactionKind.REFUND_RETURNED: (Account.REFUNDS_DUE, Account.IN_TRANSIT),
    TransactionKind.REFUND_VOIDED: (Account.DEPOSITS_HELD, Account.REFUNDS_DUE),
    TransactionKind.REFUND_BY_HAND: (Account.PAID_BY_HAND, Account.REFUNDS_DUE),
    TransactionKind.REFUND_TWICE: (Account.REFUNDS_DUE, Account.OVERPAID),
    TransactionKind.REFUND_ONCE: (Account.OVERPAID, Account.PAID_BY_HAND),
    TransactionKind.DISPUTE_LOST: (Account.DISPUTED, Account.DEPOSITS_HELD),
    TransactionKind.SYNTHETIC_PAYMENT: (Account.DEPOSITS_HELD, Account.SYNTHETIC),
    TransactionKind.SYNTHETIC_REFUND: (Account.SYNTHETIC, Account.REFUNDS_DUE),
}

Entries = Iterable[tuple[Account, Money]]
"""Accounts and what they are debited; a credit is negative."""


def record(kind: TransactionKind, reference: str, payment: Payment, amount: Money) -> None:
    """Write one transaction in the caller's; the database refuses a second one of the same kind and reference.

    Where deposits carry VAT, its part is told apart. Call it after the payment's own amounts have been changed.
    """
    credited, debited = MOVES[kind]
    write(
        kind,
        reference,
        payment.id,
        [*_parts(debited, payment, amount, 1), *_parts(credited, payment, amount, -1)],
    )


def write(kind: TransactionKind, reference: str, payment_id: int | None, entries: Entries, note: str = "") -> None:
    """Write a transaction with entries of any kind; those of each currency must add up to nothing."""
    lines = [(account, amount) for account, amount in entries if amount]
    for currency in {amount.currency for _, amount in lines}:
        if Money.total((each for _, each in lines if each.currency == currency), currency):
            raise ValueError(f"{kind} {reference} does not balance in {currency}")
    db.session.add(
        LedgerTransaction(
            kind=kind,
            reference=reference,
            payment_id=payment_id,
            note=note,
            entries=[
                LedgerEntry(account=account, amount_minor=amount.amount_minor, currency=amount.currency)
                for account, amount in lines
            ],
        )
    )


def _parts(account: Account, payment: Payment, amount: Money, sign: int) -> list[tuple[Account, Money]]:
    """One side of a transaction. Of deposits the VAT is a part, such that the parts of a payment add up exactly."""
    if account is not Account.DEPOSITS_HELD or not payment.vat_basis_points:
        return [(account, amount * sign)]
    before = payment.held_minor + sign * amount.amount_minor
    vat = _vat(payment, before) - _vat(payment, payment.held_minor)
    return [(Account.DEPOSITS_HELD, amount * sign - vat), (Account.VAT_DUE, vat)]


def _vat(payment: Payment, minor: int) -> Money:
    return vat_in(Money(minor, payment.currency), Decimal(payment.vat_basis_points) / 100)


def balances() -> dict[tuple[Account, str], Money]:
    """The balance of each account and currency; debits are positive. Per currency they add up to nothing."""
    rows = db.session.execute(
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor)).group_by(
            LedgerEntry.account, LedgerEntry.currency
        )
    )
    return {(account, currency): Money(int(total), currency) for account, currency, total in rows}
