"""From an opened payment to a settled one, whatever order the news comes in."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from configurator.database import db, utc_now
from configurator.payments.errors import PaymentRefusedError, PaymentUnavailableError, WrongAmountError
from configurator.payments.models import LedgerTransaction
from configurator.payments.sandbox import RunningSandbox, serve_sandbox
from configurator.payments.service import (
    PaymentState,
    PaymentView,
    close_payment,
    look_up_payment,
    payments_of,
    poll_open_payments,
    refunds_of,
    settle_payment,
    settle_refunds,
)
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from tests.payments.conftest import (
    CONFIRMED,
    DECLINED,
    DEPOSIT,
    KEY,
    POOR,
    WEBHOOK_SECRET,
    MovableClock,
    Notes,
    at_once,
    change,
    decide_at_bank,
    order,
    pay,
)

HOUR = 3600


def sessions_at(sandbox: RunningSandbox) -> list[str]:
    """The ids of every session that the stand-in has, newest first."""
    with sandbox.sandbox.store.transaction() as transaction:
        rows = transaction.connection.execute("SELECT id FROM objects WHERE kind = 'checkout.session'")
        return [row[0] for row in rows][::-1]


def test_a_payment_is_settled_once_however_often_one_asks(till: Flask, notes: Notes) -> None:
    payment = order()
    assert payment.state is PaymentState.OPEN
    assert pay(payment.url).status_code == 303
    assert [settle_payment(payment.public_id) for _ in range(3)] == [PaymentState.PAID] * 3
    assert notes.told == [("paid", "order-1")]
    assert db.session.scalar(select(func.count(LedgerTransaction.id))) == 1


def test_a_paid_payment_knows_when_and_shows_no_page_any_more(till: Flask) -> None:
    payment = order()
    pay(payment.url)
    settle_payment(payment.public_id)
    paid = look_up_payment(payment.public_id)
    assert paid.url is None
    assert paid.paid_at is not None
    assert utc_now() - paid.paid_at < timedelta(minutes=1)
    assert order() == paid


def test_reaching_the_landing_page_alone_pays_nothing(till: Flask, notes: Notes) -> None:
    payment = order()
    assert settle_payment(payment.public_id) is PaymentState.OPEN
    assert notes.told == []


def test_many_askers_at_the_same_moment_settle_it_once(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    assert at_once(till, lambda: settle_payment(payment.public_id)) == [PaymentState.PAID] * 8
    assert notes.told == [("paid", "order-1")]


def test_two_clicks_give_the_same_page(till: Flask) -> None:
    first, second = order(), order()
    assert (first.public_id, first.url) == (second.public_id, second.url)
    assert len(payments_of("test", "order-1")) == 1


def test_many_tabs_at_the_same_moment_open_one_session(till: Flask, sandbox: RunningSandbox) -> None:
    views = at_once(till, order)
    # One of them may be told to try again; nobody gets another page.
    assert {view.url for view in views if isinstance(view, PaymentView)} == {order().url}
    assert {type(view) for view in views} <= {PaymentView, PaymentUnavailableError}
    assert len(sessions_at(sandbox)) == 1


def test_another_amount_for_the_same_order_is_refused(till: Flask) -> None:
    order()
    with pytest.raises(PaymentRefusedError):
        order(amount=Money(30000, "EUR"))


@pytest.mark.parametrize("minutes", [5, 24 * 60])
def test_a_page_that_stripe_would_not_keep_open_is_a_mistake(till: Flask, minutes: int) -> None:
    with pytest.raises(ValueError, match="open for"):
        order(expires_in=timedelta(minutes=minutes))


@pytest.mark.parametrize("card", [DECLINED, POOR])
def test_a_declined_card_leaves_the_payment_open_for_a_better_one(till: Flask, notes: Notes, card: str) -> None:
    payment = order()
    assert pay(payment.url, card).status_code == 402
    assert settle_payment(payment.public_id) is PaymentState.OPEN
    assert pay(payment.url).status_code == 303
    assert settle_payment(payment.public_id) is PaymentState.PAID
    assert notes.names() == ["paid"]


def test_three_d_secure_pays_only_after_the_bank_confirmed(till: Flask) -> None:
    payment = order()
    bank = pay(payment.url, CONFIRMED)
    assert bank.status_code == 303
    assert settle_payment(payment.public_id) is PaymentState.OPEN
    assert decide_at_bank(payment.url, "refuse").status_code == 402
    assert settle_payment(payment.public_id) is PaymentState.OPEN
    pay(payment.url, CONFIRMED)
    assert decide_at_bank(payment.url, "confirm").status_code == 303
    assert settle_payment(payment.public_id) is PaymentState.PAID


def test_a_session_that_runs_out_expires_the_payment_and_a_new_one_can_be_opened(
    till: Flask, notes: Notes, stripe_clock: MovableClock
) -> None:
    payment = order()
    stripe_clock.ahead = HOUR
    assert settle_payment(payment.public_id) is PaymentState.EXPIRED
    assert notes.told == [("expired", "order-1")]
    stripe_clock.ahead = 0
    again = order()
    assert again.public_id != payment.public_id
    assert again.state is PaymentState.OPEN


def test_coming_back_after_the_time_is_over_opens_a_new_page(
    till: Flask, notes: Notes, stripe_clock: MovableClock
) -> None:
    payment = order()
    stripe_clock.ahead = HOUR
    change(payment, expires_at=utc_now() - timedelta(minutes=1))
    with pytest.raises(PaymentRefusedError):  # the stand-in lives an hour ahead, so the new one is too short for it
        order()
    assert [one.state for one in payments_of("test", "order-1")] == [PaymentState.EXPIRED, PaymentState.FAILED]
    assert notes.names() == ["expired", "expired"]


def test_what_the_follower_left_to_do_is_woken_after_the_commit(
    till: Flask, woken: list[str], stripe_clock: MovableClock
) -> None:
    paid, expired = order("order-1"), order("order-2")
    pay(paid.url)
    settle_payment(paid.public_id)
    assert woken == ["letters"]
    settle_payment(paid.public_id)
    assert woken == ["letters"]
    stripe_clock.ahead = HOUR
    settle_payment(expired.public_id)
    assert woken == ["letters", "letters"]


def test_the_poll_suffices_without_any_webhook_or_return(till: Flask, notes: Notes) -> None:
    paid, left_alone = order("order-1"), order("order-2")
    pay(paid.url)
    assert poll_open_payments() == 0  # both were asked about a moment ago
    for payment in (paid, left_alone):
        change(payment, checked_at=utc_now() - timedelta(minutes=3))
    assert poll_open_payments() == 1
    assert notes.told == [("paid", "order-1")]


def test_a_follower_that_stumbles_undoes_the_change_and_is_asked_again(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    notes.fails = True
    with pytest.raises(RuntimeError):
        settle_payment(payment.public_id)
    db.session.rollback()
    assert look_up_payment(payment.public_id).state is PaymentState.OPEN
    assert db.session.scalar(select(func.count(LedgerTransaction.id))) == 0
    notes.fails = False
    assert settle_payment(payment.public_id) is PaymentState.PAID
    assert notes.names() == ["paid"]


def test_money_that_nobody_wants_any_more_goes_back_by_itself(till: Flask, notes: Notes, woken: list[str]) -> None:
    payment = order()
    pay(payment.url)
    notes.wants_money = False
    assert settle_payment(payment.public_id) is PaymentState.PAID
    assert woken == ["letters", "refunds"]
    assert settle_refunds() == 1
    assert woken == ["letters", "refunds", "letters"]
    assert notes.names() == ["paid", "refunded unwanted"]
    assert look_up_payment(payment.public_id).refunded == DEPOSIT


@pytest.mark.parametrize("given_up", [PaymentState.EXPIRED, PaymentState.FAILED])
def test_a_payment_after_we_gave_it_up_is_refunded_and_never_fulfilled(
    till: Flask, notes: Notes, given_up: PaymentState
) -> None:
    payment = order()
    change(payment, state=given_up)
    second = order()
    pay(payment.url)
    assert [settle_payment(payment.public_id) for _ in range(2)] == [PaymentState.LATE] * 2
    settle_refunds()
    assert notes.names() == ["refunded late"]
    assert [refund.amount for refund in refunds_of("test", "order-1")] == [DEPOSIT]
    assert look_up_payment(second.public_id).state is PaymentState.OPEN


def test_closing_an_open_payment_keeps_the_buyer_from_paying(till: Flask, notes: Notes) -> None:
    payment = order()
    assert close_payment(payment.public_id) is PaymentState.EXPIRED
    assert pay(payment.url).status_code == 410
    assert close_payment(payment.public_id) is PaymentState.EXPIRED
    assert notes.names() == ["expired"]


def test_closing_a_payment_that_was_paid_a_moment_ago_says_paid(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    assert close_payment(payment.public_id) is PaymentState.PAID
    assert notes.names() == ["paid"]


def test_an_unavailable_stripe_loses_nothing_and_the_next_try_makes_one_session(
    till: Flask, sandbox: RunningSandbox, notes: Notes
) -> None:
    port = int(sandbox.address.rpartition(":")[2])
    sandbox.stop()
    with pytest.raises(PaymentUnavailableError):
        order()
    waiting = payments_of("test", "order-1")
    assert [payment.state for payment in waiting] == [PaymentState.CREATED]
    with serve_sandbox(sandbox.sandbox.store.path, KEY, "", WEBHOOK_SECRET, port=port) as again:
        payment = order()
        assert payment.public_id == waiting[0].public_id
        assert len(sessions_at(again)) == 1
    assert notes.told == []


def test_a_payment_whose_page_nobody_ever_saw_comes_to_nothing(till: Flask, notes: Notes) -> None:
    payment = order()
    forget_the_call(payment, minutes_left=-1)
    assert poll_open_payments() == 1
    assert look_up_payment(payment.public_id).state is PaymentState.FAILED
    assert notes.names() == ["expired"]


def forget_the_call(payment: PaymentView, minutes_left: int) -> None:
    """As if we had died before Stripe heard of it, and some time went by."""
    change(
        payment,
        state=PaymentState.CREATED,
        checkout_id=None,
        idempotency_key="never-used",
        expires_at=utc_now() + timedelta(minutes=minutes_left),
    )


def test_after_a_crash_the_first_click_opens_a_new_page(till: Flask, notes: Notes) -> None:
    crashed = order()
    forget_the_call(crashed, minutes_left=20)
    payment = order()
    assert payment.state is PaymentState.OPEN
    assert look_up_payment(crashed.public_id).state is PaymentState.FAILED
    assert pay(payment.url).status_code == 303


@pytest.mark.parametrize(("minutes_left", "state"), [(20, PaymentState.FAILED), (34, PaymentState.EXPIRED)])
def test_closing_what_stripe_may_never_have_heard_of_ends_it(
    till: Flask, notes: Notes, minutes_left: int, state: PaymentState
) -> None:
    payment = order()
    forget_the_call(payment, minutes_left)
    assert close_payment(payment.public_id) is state
    assert notes.names() == ["expired"]


def test_after_a_day_a_key_is_never_used_again(till: Flask, sandbox: RunningSandbox, notes: Notes) -> None:
    payment = order()
    a_day_ago = utc_now() - timedelta(hours=25)
    change(payment, state=PaymentState.CREATED, checkout_id=None, created_at=a_day_ago, expires_at=a_day_ago)
    assert poll_open_payments() == 1
    assert look_up_payment(payment.public_id).state is PaymentState.FAILED
    assert len(sessions_at(sandbox)) == 1


def test_a_session_whose_answer_got_lost_is_found_again_by_its_key(
    till: Flask, sandbox: RunningSandbox, notes: Notes
) -> None:
    payment = order()
    change(payment, state=PaymentState.CREATED, checkout_id=None, checkout_url=None)
    pay(payment.url)
    again = order()
    assert again.public_id == payment.public_id
    assert len(sessions_at(sandbox)) == 1
    assert settle_payment(payment.public_id) is PaymentState.PAID


def test_another_amount_than_asked_is_never_booked(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    change(payment, amount_minor=100)
    with pytest.raises(WrongAmountError):
        settle_payment(payment.public_id)
    db.session.rollback()
    assert notes.told == []
    assert look_up_payment(payment.public_id).state is PaymentState.OPEN


def test_a_payment_that_does_not_exist_is_not_found(till: Flask) -> None:
    with pytest.raises(NotFoundError):
        settle_payment("no-such-payment")
