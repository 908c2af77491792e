"""The order desk's money pages: who may open them, what they show and do."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from configurator.audit import list_actions
from configurator.payments.models import Account
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentView,
    RefundView,
    balances,
    book_balance,
    handle_events,
    refunds_of,
)
from configurator.payments.trial_balance import totals, trial_balance
from configurator.product.money import Money
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import DEPOSIT, control
from tests.payments.test_disputes import intent

SignIn = Callable[[Role], Tab]
PAGES = ("/staff/money", "/staff/money/payments/x", "/staff/money/trial-balance", "/staff/money/trial-balance.csv")


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize("address", PAGES)
def test_strangers_are_asked_to_sign_in(client: FlaskClient, address: str) -> None:
    assert "/login" in client.get(address).location


def test_other_staff_are_refused(staff_tab: SignIn) -> None:
    tab = staff_tab(Role.PRODUCT_MANAGER)
    assert {tab.open(address).status_code for address in PAGES} == {403}


def test_the_desk_gives_a_part_back(staff_tab: SignIn, paid: PaymentView) -> None:
    tab, address = staff_tab(Role.ORDER_DESK), f"/staff/money/payments/{paid.public_id}"
    assert "€ 250" in tab.open(address).text.replace("\xa0", " ").replace("€250", "€ 250")
    for amount, words in (("ten", "such as 10.00"), ("250.01", "Less than that is left"), ("-5", "such as 10.00")):
        answer = tab.send(address, amount=amount, reason="late by a month")
        assert answer.status_code == 422
        assert words in answer.text
        assert "late by a month" in answer.text
    assert refunds_of("test", "order-1") == []
    assert "on its way" in tab.send(address, amount="12,50", reason="late by a month").text
    (refund,) = refunds_of("test", "order-1")
    assert (refund.amount, refund.cause, refund.note) == (Money(1250, "EUR"), "desk", "late by a month")
    (line,) = list_actions()
    assert (line.action, line.subject, line.details["amount"]) == ("refund_requested", "order-1", "12.50 EUR")


def test_a_disputed_payment_gives_nothing_back(staff_tab: SignIn, paid: PaymentView, sandbox: RunningSandbox) -> None:
    control(sandbox, "disputes", payment_intent=intent())
    handle_events()
    tab = staff_tab(Role.ORDER_DESK)
    assert "fraudulent" in tab.open("/staff/money").text
    answer = tab.send(f"/staff/money/payments/{paid.public_id}", amount="1.00", reason="x")
    assert "disputes this payment" in answer.text
    assert "Give it back" not in tab.open(f"/staff/money/payments/{paid.public_id}").text


def test_a_failed_refund_waits_at_the_desk_with_its_next_step(staff_tab: SignIn, failed: RefundView) -> None:
    tab = staff_tab(Role.ORDER_DESK)
    address = f"/staff/money/refunds/{failed.public_id}"
    assert address in tab.open("/staff/money").text
    assert "Try again" in tab.open(address).text
    assert "tried again" in tab.send(f"{address}/retry").text
    assert "already" in tab.send(f"{address}/retry").text
    assert "already" in tab.open(address).text
    assert [one.state for one in refunds_of("test", "order-1")] == ["replaced", "requested"]


def test_another_way_wants_a_reason(staff_tab: SignIn, failed: RefundView) -> None:
    tab = staff_tab(Role.ORDER_DESK)
    address = f"/staff/money/refunds/{failed.public_id}/by-hand"
    assert tab.send(address, reason=" ").status_code == 422
    assert "noted" in tab.send(address, reason="bank transfer").text
    assert [one.state for one in refunds_of("test", "order-1")] == ["by_hand"]


def test_the_trial_balance_opens_moves_and_closes(staff_tab: SignIn, paid: PaymentView) -> None:
    book_balance()
    today = datetime.now(UTC).date()
    lines = trial_balance(today, today)
    assert {line.account: line.closing for line in lines} == {one: amount for (one, _), amount in balances().items()}
    ((currency, debits, credited),) = totals(lines)
    assert (currency, debits) == ("EUR", credited)
    tomorrow = trial_balance(today + timedelta(days=1), today + timedelta(days=1))
    assert {line.opening for line in tomorrow if line.account is Account.DEPOSITS_HELD} == {-DEPOSIT}
    assert {line.debits for line in tomorrow} == {Money(0, "EUR")}
    assert trial_balance(today - timedelta(days=2), today - timedelta(days=1)) == []
    tab = staff_tab(Role.ORDER_DESK)
    assert "Deposits held" in tab.open("/staff/money/trial-balance").text
    answer = tab.open(f"/staff/money/trial-balance.csv?first={today}&last={today}")
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    held = next(row for row in rows if row["account"] == "deposits_held")
    assert (held["opening"], held["credits"], held["closing"]) == ("0.00", "250.00", "-250.00")
    assert tab.open("/staff/money/trial-balance?first=yesterday&last=").status_code == 200
