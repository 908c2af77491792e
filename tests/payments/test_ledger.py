"""Whatever happens to payments, in whatever order, the ledger balances and agrees with Stripe."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from configurator.database import db, utc_now
from configurator.payments import ledger
from configurator.payments.balance import BEGINNING
from configurator.payments.errors import OverRefundError, PaymentRefusedError
from configurator.payments.gateway import gateway
from configurator.payments.models import (
    Account,
    LedgerEntry,
    LedgerIsAppendOnlyError,
    LedgerTransaction,
    Payment,
    PaymentState,
    Refund,
    TransactionKind,
)
from configurator.payments.refund_record import GONE
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.sandbox.booking import fee_of
from configurator.payments.service import (
    PaymentView,
    balances,
    book_balance,
    close_payment,
    handle_events,
    look_up_payment,
    refunds_of,
    request_refund,
    settle_payment,
    settle_refunds,
)
from configurator.product.money import Money
from configurator.product.pricing import vat_in
from tests.payments.conftest import (
    DECLINED,
    DEPOSIT,
    GOOD,
    REFUND_FAILS_LATE,
    REFUND_PENDS,
    MovableClock,
    at_once,
    change,
    order,
    pay,
)
from tests.payments.test_sandbox import paid_session

references = itertools.count()


def step(payment: PaymentView, name: str, amount_minor: int, clock: MovableClock) -> None:
    """One thing that a buyer, a clerk, an accident or the time does."""
    match name:
        case "pay":
            pay(payment.url, GOOD)
        case "pay, refunds pend":
            pay(payment.url, REFUND_PENDS)
        case "pay, refunds fail late":
            pay(payment.url, REFUND_FAILS_LATE)
        case "card declined":
            pay(payment.url, DECLINED)
        case "return":
            settle_payment(payment.public_id)
        case "close":
            close_payment(payment.public_id)
        case "give up":
            if look_up_payment(payment.public_id).state is PaymentState.OPEN:
                change(payment, state=PaymentState.EXPIRED)
        case "refund":
            with suppress(OverRefundError):
                request_refund(payment.public_id, Money(amount_minor, "EUR"))
        case "worker":
            settle_refunds()
        case "events":
            handle_events()
        case "balance":
            book_balance()
        case "time passes":
            clock.ahead += 3
            for refund in refunds_of("test", payment.reference):
                change(refund, checked_at=utc_now() - timedelta(minutes=11))


STEPS = [
    "pay",
    "pay, refunds pend",
    "pay, refunds fail late",
    "card declined",
    "return",
    "close",
    "give up",
    "refund",
    "worker",
    "events",
    "balance",
    "time passes",
]


def assert_ledger_is_sound() -> None:
    sums = dict(
        db.session.execute(
            select(LedgerEntry.transaction_id, func.sum(LedgerEntry.amount_minor)).group_by(LedgerEntry.transaction_id)
        ).all()
    )
    assert set(sums.values()) <= {0}
    assert sum(amount.amount_minor for amount in balances().values()) == 0
    for payment in db.session.scalars(select(Payment)):
        counted = Refund.payment_id == payment.id, Refund.state.not_in(GONE)
        asked = db.session.scalar(select(func.sum(Refund.amount_minor)).where(*counted)) or 0
        assert asked == payment.refunded_minor <= payment.amount_minor - payment.charged_back_minor


def assert_ledger_agrees_with_stripe() -> None:
    booked = balances()
    assert {code: booked.get((Account.STRIPE_BALANCE, code)) for code in gateway().balance()} == gateway().balance()
    moves = [move.id for move in gateway().balance_moves(BEGINNING)]
    kept = select(LedgerTransaction.reference).where(LedgerTransaction.kind == TransactionKind.BALANCE)
    assert sorted(moves) == sorted(db.session.scalars(kept))
    assert Account.UNEXPLAINED not in {account for account, _ in booked}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(STEPS), st.sampled_from([1, 10000, 15000, 25000])), max_size=10))
@example([("pay", 1), ("return", 1), ("refund", 10000), ("worker", 1), ("refund", 15000), ("worker", 1)])
@example([("give up", 1), ("pay", 1), ("return", 1), ("worker", 1), ("events", 1)])
@example([("pay, refunds fail late", 1), ("return", 1), ("refund", 25000), ("worker", 1), ("time passes", 1)])
@example([("pay, refunds pend", 1), ("return", 1), ("refund", 25000), ("worker", 1), ("time passes", 1)])
def test_the_ledger_balances_after_every_step_and_agrees_with_stripe_in_the_end(
    till: Flask, stripe_clock: MovableClock, steps: list[tuple[str, int]]
) -> None:
    payment = order(f"order-{next(references)}")
    for name, amount_minor in steps:
        step(payment, name, amount_minor, stripe_clock)
        assert_ledger_is_sound()
    for name in ("return", "worker", "time passes", "worker", "events"):
        step(payment, name, 1, stripe_clock)
    book_balance()
    assert book_balance() == 0
    assert_ledger_is_sound()
    assert_ledger_agrees_with_stripe()
    assert balances().get((Account.IN_TRANSIT, "EUR"), Money(0, "EUR")) == Money(0, "EUR")


def test_a_thing_that_happened_is_written_once(till: Flask) -> None:
    order()
    payment = db.session.scalars(select(Payment)).one()
    ledger.record(TransactionKind.PAYMENT, "pi_1", payment, DEPOSIT)
    db.session.commit()
    ledger.record(TransactionKind.PAYMENT, "pi_1", payment, DEPOSIT)
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.commit()
    db.session.rollback()
    assert balances() == {
        (Account.IN_TRANSIT, "EUR"): DEPOSIT,
        (Account.DEPOSITS_HELD, "EUR"): -DEPOSIT,
    }


@pytest.mark.parametrize("table", [LedgerTransaction, LedgerEntry])
@pytest.mark.parametrize("deed", ["change", "delete"])
def test_what_the_ledger_says_stays(till: Flask, table: type[LedgerEntry] | type[LedgerTransaction], deed: str) -> None:
    payment = order()
    pay(payment.url)
    settle_payment(payment.public_id)
    row = db.session.scalars(select(table)).first()
    assert row is not None
    if deed == "delete":
        db.session.delete(row)
    elif isinstance(row, LedgerEntry):
        row.amount_minor += 1
    else:
        row.reference = "another"
    with pytest.raises(LedgerIsAppendOnlyError):
        db.session.commit()
    db.session.rollback()


@pytest.mark.parametrize("table", ["ledger_transaction", "ledger_entry"])
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_itself_refuses_to_rewrite_the_ledger(till: Flask, table: str, deed: str) -> None:
    payment = order()
    pay(payment.url)
    settle_payment(payment.public_id)
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text(deed.format(table)))
    db.session.rollback()
    assert balances()[Account.IN_TRANSIT, "EUR"] == DEPOSIT


def test_a_transaction_that_does_not_balance_is_refused(till: Flask) -> None:
    with pytest.raises(ValueError, match="does not balance in EUR"):
        ledger.write(TransactionKind.PAYMENT, "x", None, [(Account.IN_TRANSIT, DEPOSIT)])


def test_stripe_s_fee_is_booked_with_the_charge(till: Flask) -> None:
    payment = order()
    pay(payment.url)
    settle_payment(payment.public_id)
    assert Account.STRIPE_BALANCE not in {account for account, _ in balances()}
    assert book_balance() == 1
    fee = Money(fee_of(DEPOSIT.amount_minor), "EUR")
    assert {account: amount for (account, _), amount in balances().items() if amount} == {
        Account.STRIPE_BALANCE: DEPOSIT - fee,
        Account.STRIPE_FEES: fee,
        Account.DEPOSITS_HELD: -DEPOSIT,
    }


def test_a_balance_transaction_may_be_booked_before_the_payment_is_known_here(till: Flask) -> None:
    payment = order()
    pay(payment.url)
    assert book_balance() == 1
    assert balances()[Account.IN_TRANSIT, "EUR"] == -DEPOSIT
    settle_payment(payment.public_id)
    assert not balances()[Account.IN_TRANSIT, "EUR"]


def test_many_workers_book_each_balance_transaction_once(till: Flask) -> None:
    for number in range(3):
        pay(order(f"order-{number}").url)
    at_once(till, book_balance, 4)
    book_balance()
    assert_ledger_agrees_with_stripe()


def test_money_that_moved_for_nothing_of_ours_is_unexplained(till: Flask, sandbox: RunningSandbox) -> None:
    paid_session(sandbox)
    assert book_balance() == 1
    assert balances()[Account.UNEXPLAINED, "EUR"] == -DEPOSIT


@given(st.lists(st.integers(1, 9999), max_size=8), st.sampled_from([600, 1900, 2100, 2550]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_vat_on_a_deposit_comes_and_goes_to_the_last_cent(till: Flask, parts: list[int], rate: int) -> None:
    payment = order(f"order-{next(references)}")
    pay(payment.url)
    change(payment, vat_basis_points=rate)
    before = balances()
    settle_payment(payment.public_id)
    change_of_vat = balances()[Account.VAT_DUE, "EUR"] - before.get((Account.VAT_DUE, "EUR"), Money(0, "EUR"))
    assert -change_of_vat == vat_in(DEPOSIT, Decimal(rate) / 100)
    for part in parts:
        with suppress(OverRefundError):
            request_refund(payment.public_id, Money(part, "EUR"))
    assert_ledger_is_sound()
    with suppress(OverRefundError):
        request_refund(payment.public_id)
    for account in (Account.VAT_DUE, Account.DEPOSITS_HELD):
        assert balances()[account, "EUR"] == before.get((account, "EUR"), Money(0, "EUR"))


@pytest.mark.parametrize("is_due", [True, False])
def test_vat_on_deposits_is_a_setting(till: Flask, is_due: bool) -> None:
    kept = till.extensions["officina-settings"]
    till.extensions["officina-settings"] = kept.model_copy(update={"vat_on_deposits": is_due})
    payment = order(vat_rate=Decimal("21"))
    pay(payment.url)
    settle_payment(payment.public_id)
    vat = balances().get((Account.VAT_DUE, "EUR"), Money(0, "EUR"))
    assert vat == (Money(-4339, "EUR") if is_due else Money(0, "EUR"))


def test_the_database_itself_refuses_to_refund_more_than_was_paid(till: Flask) -> None:
    order()
    with pytest.raises(Exception, match=r"(?i)check"):
        db.session.execute(text("UPDATE payment SET refunded_minor = amount_minor + 1"))
    db.session.rollback()


def test_one_reference_cannot_be_paid_twice(till: Flask) -> None:
    first = order()
    change(first, state=PaymentState.EXPIRED)
    order()
    with pytest.raises(Exception, match=r"(?i)unique"):
        change(first, state=PaymentState.OPEN)
    db.session.rollback()
    with pytest.raises(PaymentRefusedError):
        order(amount=Money(1, "EUR"))
