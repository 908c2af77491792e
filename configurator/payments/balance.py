"""Stripe's balance in the ledger: each of its balance transactions becomes one transaction of ours, with its fee."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from configurator.database import db, utc_now
from configurator.payments import ledger
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.gateway import gateway
from configurator.payments.models import Account, BalanceListing, LedgerTransaction, TransactionKind
from configurator.payments.seen import BalanceMove
from configurator.payments.whose import payment_of_intent

log = logging.getLogger(__name__)

AT_ONCE = 100
# Lists are read with an overlap: Stripe's clock is not ours, and a balance transaction may appear a little late.
OVERLAP = timedelta(minutes=10)
BEGINNING = datetime(2010, 1, 1, tzinfo=UTC)

# Stripe's types and reporting categories; whatever is not here is for people to explain.
OF_PAYMENTS = {"charge", "payment", "refund", "payment_refund", "refund_failure", "payment_failure_refund"}
OF_DISPUTES = {"dispute", "dispute_reversal"}
OF_PAYOUTS = {"payout", "payout_cancel", "payout_failure"}
OF_FEES = {"stripe_fee", "tax_fee", "stripe_fx_fee"}


def book_balance() -> int:
    """Book what moved Stripe's balance since the last time; returns how many balance transactions were new.

    Safe to repeat and to run twice at once.
    """
    started = utc_now()
    listing = db.session.get(BalanceListing, 1)
    since = listing.read_until - OVERLAP if listing else BEGINNING
    db.session.commit()
    try:
        booked = book_moves(gateway().balance_moves(since))
    except PaymentUnavailableError as fault:
        log.warning("the balance waits, Stripe is unavailable: %s", fault)
        return 0
    db.session.merge(BalanceListing(id=1, read_until=started))
    db.session.commit()
    return booked


def book_moves(moves: Iterable[BalanceMove]) -> int:
    """Book those that are new, a batch in a transaction; returns how many. Raises PaymentUnavailableError."""
    return sum(_book_batch(batch) for batch in _batches(moves))


def _batches(moves: Iterable[BalanceMove]) -> Iterator[list[BalanceMove]]:
    batch: list[BalanceMove] = []
    for move in moves:
        batch.append(move)
        if len(batch) == AT_ONCE:
            yield batch
            batch = []
    yield batch


def _book_batch(moves: list[BalanceMove]) -> int:
    known = _known(moves)
    new = [(move, payment_of_intent(move.payment_intent)) for move in moves if move.id not in known]
    try:
        for move, payment_id in new:
            _write(move, payment_id)
        db.session.commit()
    except IntegrityError:  # another worker books the same ones: what it left is booked one by one
        db.session.rollback()
        return sum(_book_one(move, payment_id) for move, payment_id in new)
    return len(new)


def _known(moves: list[BalanceMove]) -> set[str]:
    booked = select(LedgerTransaction.reference).where(
        LedgerTransaction.kind == TransactionKind.BALANCE, LedgerTransaction.reference.in_([move.id for move in moves])
    )
    known = set(db.session.scalars(booked))
    db.session.commit()
    return known


def _book_one(move: BalanceMove, payment_id: int | None) -> int:
    try:
        _write(move, payment_id)
        db.session.commit()
    except IntegrityError:
        db.session.rollback()
        return 0
    return 1


def _write(move: BalanceMove, payment_id: int | None) -> None:
    against, fees = _accounts(move, payment_id is not None)
    worth = move.amount
    entries = [(Account.STRIPE_BALANCE, move.amount - move.fee), (fees, move.fee)]
    if payment_id is not None and move.about is not None and move.about.currency != move.amount.currency:
        worth = move.about if move.amount.amount_minor > 0 else -move.about
        entries += [(Account.EXCHANGE, -move.amount), (Account.EXCHANGE, worth)]
    ledger.write(TransactionKind.BALANCE, move.id, payment_id, [*entries, (against, -worth)], move.type)


def _accounts(move: BalanceMove, is_ours: bool) -> tuple[Account, Account]:
    """Where the amount comes from, and where Stripe's fee goes."""
    if move.category in OF_DISPUTES:
        return (Account.DISPUTED if is_ours else Account.UNEXPLAINED), Account.DISPUTE_FEES
    if move.type in OF_PAYMENTS:
        return (Account.IN_TRANSIT if is_ours else Account.UNEXPLAINED), Account.STRIPE_FEES
    if move.type in OF_PAYOUTS:
        return Account.BANK, Account.STRIPE_FEES
    if move.type in OF_FEES:
        return Account.STRIPE_FEES, Account.STRIPE_FEES
    return Account.UNEXPLAINED, Account.STRIPE_FEES
