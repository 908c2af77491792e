"""Whatever happens to payments, in whatever order, the ledger balances and agrees with Stripe."""

from __future__ import annotations

import itertools
from contextlib import suppress
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from configurator.database import db, utc_now
from configurator.payments import ledger
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
from configurator.payments.service import (
    PaymentView,
    balances,
    close_payment,
    handle_events,
    look_up_payment,
    refunds_of,
    request_refund,
    settle_payment,
    settle_refunds,
)
from configurator.product.money import Money
from tests.payments.conftest import (
    DECLINED,
    DEPOSIT,
    GOOD,
    REFUND_FAILS_LATE,
    REFUND_PENDS,
    MovableClock,
    change,
    order,
    pay,
)

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
        asked = db.session.scalar(select(func.sum(Refund.amount_minor)).where(Refund.payment_id == payment.id)) or 0
        assert asked == payment.refunded_minor <= payment.amount_minor


def stripe_balance() -> int:
    """What came in less what went back, by the stand-in's own bookkeeping; its fees are apart."""
    moved = gateway()._client.v1.balance_transactions.list(params={"limit": 100})
    return sum(one.amount for one in moved.auto_paging_iter())


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
    assert_ledger_is_sound()
    booked = balances().get((Account.STRIPE_BALANCE, "EUR"), Money(0, "EUR"))
    assert booked.amount_minor == stripe_balance()


def test_a_thing_that_happened_is_written_once(till: Flask) -> None:
    order()
    payment_id = db.session.scalar(select(Payment.id)) or 0
    ledger.record(TransactionKind.PAYMENT, "pi_1", payment_id, DEPOSIT)
    db.session.commit()
    ledger.record(TransactionKind.PAYMENT, "pi_1", payment_id, DEPOSIT)
    with pytest.raises(Exception, match=r"(?i)unique"):
        db.session.commit()
    db.session.rollback()
    assert balances() == {
        (Account.STRIPE_BALANCE, "EUR"): DEPOSIT,
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
