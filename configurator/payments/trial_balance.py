"""The trial balance: of every account and currency what it was, what moved, and what it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import case, func, select

from configurator.database import db
from configurator.payments.models import Account, LedgerEntry, LedgerTransaction
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in one currency over some days; balances are positive where debits are more than credits."""

    account: Account
    opening: Money
    debits: Money
    credits: Money

    @property
    def closing(self) -> Money:
        return self.opening + self.debits - self.credits


def trial_balance(first: date, last: date) -> list[AccountLine]:
    """The accounts over the days `first` to `last`, both included, by UTC and by when things were recorded.

    By currency, in the order of the accounts. Days that are over never change: the ledger is append-only.
    """
    begin = datetime.combine(first, time(), UTC)
    end = datetime.combine(last + timedelta(days=1), time(), UTC)
    amount, recorded = LedgerEntry.amount_minor, LedgerTransaction.recorded_at

    def total(condition: Any) -> Any:
        return func.coalesce(func.sum(case((condition, amount), else_=0)), 0)

    rows = db.session.execute(
        select(
            LedgerEntry.account,
            LedgerEntry.currency,
            total(recorded < begin),
            total((recorded >= begin) & (amount > 0)),
            total((recorded >= begin) & (amount < 0)),
        )
        .join(LedgerEntry.transaction)
        .where(recorded < end)
        .group_by(LedgerEntry.account, LedgerEntry.currency)
    )
    lines = [
        AccountLine(
            account, Money(int(opening), currency), Money(int(debited), currency), Money(-int(credited), currency)
        )
        for account, currency, opening, debited, credited in rows
    ]
    order = list(Account)
    return sorted(lines, key=lambda line: (line.opening.currency, order.index(line.account)))


def totals(lines: list[AccountLine]) -> list[tuple[str, Money, Money]]:
    """By currency what was debited and what was credited: the two are equal."""
    by_currency: dict[str, list[AccountLine]] = {}
    for line in lines:
        by_currency.setdefault(line.opening.currency, []).append(line)
    return [
        (code, Money.total((one.debits for one in of), code), Money.total((one.credits for one in of), code))
        for code, of in by_currency.items()
    ]
