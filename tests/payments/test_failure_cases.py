"""What must be survived, each case by its name; those about refunds and disputes are with them."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from configurator.database import db, utc_now
from configurator.payments.gateway import Gateway, gateway
from configurator.payments.models import Account, Payment
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentView,
    RefundState,
    balances,
    book_balance,
    handle_events,
    look_up_payment,
    poll_open_payments,
    request_refund,
    settle_payment,
    settle_refunds,
    verify,
)
from configurator.product.money import Money
from tests.payments.conftest import (
    DEPOSIT,
    REFUND_PENDS,
    MovableClock,
    Notes,
    at_once,
    change,
    control,
    order,
    pay,
    refund_states,
)
from tests.payments.test_disputes import assert_all_is_booked
from tests.payments.test_refunds import refunds_at


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize(
    ("step", "does_it_first"),
    [("start_checkout", False), ("start_checkout", True), ("look_up_checkout", False), ("look_up_checkout", True)],
)
def test_killed_between_reservation_charge_and_commit(
    till: Flask,
    notes: Notes,
    sandbox: RunningSandbox,
    monkeypatch: pytest.MonkeyPatch,
    step: str,
    does_it_first: bool,
) -> None:
    real = getattr(Gateway, step)

    def killed(*given: object) -> object:
        if does_it_first:
            real(*given)
        raise KilledError

    if step == "look_up_checkout":
        pay(order().url)
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, step, killed)
        with pytest.raises(KilledError):
            settle_payment(order().public_id) if step == "look_up_checkout" else order()
    db.session.rollback()
    payment = order()
    if payment.url:
        pay(payment.url)
    handle_events()
    assert look_up_payment(payment.public_id).state == "paid"
    assert notes.names() == ["paid"]
    assert_all_is_booked()


def test_webhook_before_redirect(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    handle_events()
    settle_payment(payment.public_id)
    assert notes.names() == ["paid"]


def test_webhook_before_the_local_id_is_stored(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    change(payment, state="created", checkout_id=None, checkout_url=None)
    handle_events()
    assert look_up_payment(payment.public_id).state == "paid"
    assert notes.names() == ["paid"]


def test_refund_pending_and_balance_short(paid: PaymentView, sandbox: RunningSandbox, notes: Notes) -> None:
    control(sandbox, "faults", kind="insufficient_balance", times=0)
    request_refund(paid.public_id)
    settle_refunds()
    assert refund_states() == [RefundState.PENDING]
    assert notes.names() == ["paid"]  # pending is not done
    book_balance()
    assert balances()[Account.IN_TRANSIT, "EUR"] == DEPOSIT
    control(sandbox, "faults", "DELETE")
    control(sandbox, "clock", seconds=60)
    handle_events()
    assert refund_states() == [RefundState.SUCCEEDED]
    assert_all_is_booked()


def test_double_click_and_two_tabs(till: Flask, sandbox: RunningSandbox) -> None:
    pages = at_once(till, order, 4)
    assert len({page.url for page in pages if isinstance(page, PaymentView)}) == 1


@pytest.mark.parametrize("hours", [-30, -2, 2, 30])
def test_clock_skew_between_stripe_and_us(till: Flask, stripe_clock: MovableClock, notes: Notes, hours: int) -> None:
    payment = order()
    pay(payment.url)
    stripe_clock.ahead = hours * 3600 if hours > 0 else 0
    if hours < 0:
        change(payment, created_at=utc_now() - timedelta(hours=-hours))
    settle_payment(payment.public_id)
    request_refund(payment.public_id)
    settle_refunds()
    assert notes.names() == ["paid", "refunded asked"]
    assert_all_is_booked()


@pytest.mark.parametrize("zone", ["Europe/Amsterdam", "America/New_York", "Pacific/Kiritimati"])
def test_dst_and_time_zones_of_the_machine_change_nothing(
    till: Flask, notes: Notes, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        payment = order()
        pay(payment.url)
        assert gateway().look_up_checkout(_checkout_id(payment)).expires_at > utc_now() + timedelta(minutes=30)
        poll_open_payments()
        handle_events()
        assert look_up_payment(payment.public_id).state == "paid"
    time.tzset()


def _checkout_id(payment: PaymentView) -> str:
    return db.session.scalar(select(Payment.checkout_id).where(Payment.public_id == payment.public_id)) or ""


@pytest.mark.parametrize("kind", ["drop_request", "drop_response", "rate_limit", "server_error", "server_error_after"])
@pytest.mark.parametrize("times", [1, 6])
def test_stripe_down_429_and_timeout_after_success(
    paid: PaymentView, sandbox: RunningSandbox, notes: Notes, kind: str, times: int
) -> None:
    request_refund(paid.public_id)
    control(sandbox, "faults", kind=kind, times=times, subject="/v1/refunds")
    for _ in range(7):
        settle_refunds()
    assert refund_states() == ["succeeded"]
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert notes.names() == ["paid", "refunded asked"]


@pytest.mark.parametrize("amount", ["JPY 5000", "KWD 20.500", "ISK 4000", "UGX 90000", "MGA 50000.00", "EUR 0.51"])
def test_zero_decimal_currencies_and_rounding(till: Flask, notes: Notes, amount: str) -> None:
    currency, _, written = amount.partition(" ")
    money = Money.parse(written, currency)
    payment = order(amount=money)
    pay(payment.url)
    settle_payment(payment.public_id)
    assert look_up_payment(payment.public_id).state == "paid"
    book_balance()
    assert balances()[Account.DEPOSITS_HELD, currency] == -money
    assert balances()[Account.STRIPE_BALANCE, currency] == gateway().balance()[currency]
    request_refund(payment.public_id)
    settle_refunds()
    assert gateway().refunds_of(_intent(payment))[0].amount == money
    book_balance()
    assert verify() == []
    assert not balances()[Account.IN_TRANSIT, currency]


def _intent(payment: PaymentView) -> str:
    return db.session.scalar(select(Payment.payment_intent_id).where(Payment.public_id == payment.public_id)) or ""


def test_a_pending_refund_card_is_followed_to_its_end(till: Flask, sandbox: RunningSandbox, notes: Notes) -> None:
    payment = order()
    pay(payment.url, REFUND_PENDS)
    settle_payment(payment.public_id)
    request_refund(payment.public_id)
    settle_refunds()
    control(sandbox, "clock", seconds=10)
    handle_events()
    assert notes.names() == ["paid", "refunded asked"]
    assert_all_is_booked()
