"""The ledger: double entry, append-only, one transaction for each thing that happened to money."""

from __future__ import annotations

from sqlalchemy import func, select

from configurator.database import db
from configurator.payments.models import Account, LedgerEntry, LedgerTransaction, TransactionKind
from configurator.product.money import Money

# From which account an amount goes (credit) to which (debit).
MOVES: dict[TransactionKind, tuple[Account, Account]] = {
    TransactionKind.PAYMENT: (Account.DEPOSITS_HELD, Account.STRIPE_BALANCE),
    TransactionKind.REFUND_REQUESTED: (Account.REFUNDS_DUE, Account.DEPOSITS_HELD),
    TransactionKind.REFUND_PAID: (Account.STRIPE_BALANCE, Account.REFUNDS_DUE),
    TransactionKind.REFUND_RETURNED: (Account.REFUNDS_DUE, Account.STRIPE_BALANCE),
}


def record(kind: TransactionKind, reference: str, payment_id: int, amount: Money) -> None:
    """Write one transaction in the caller's; the database refuses a second one of the same kind and reference."""
    credited, debited = MOVES[kind]
    db.session.add(
        LedgerTransaction(
            kind=kind,
            reference=reference,
            payment_id=payment_id,
            entries=[
                LedgerEntry(account=debited, amount_minor=amount.amount_minor, currency=amount.currency),
                LedgerEntry(account=credited, amount_minor=-amount.amount_minor, currency=amount.currency),
            ],
        )
    )


def balances() -> dict[tuple[Account, str], Money]:
    """The balance of each account and currency; debits are positive. Per currency they add up to nothing."""
    rows = db.session.execute(
        select(LedgerEntry.account, LedgerEntry.currency, func.sum(LedgerEntry.amount_minor)).group_by(
            LedgerEntry.account, LedgerEntry.currency
        )
    )
    return {(account, currency): Money(int(total), currency) for account, currency, total in rows}
