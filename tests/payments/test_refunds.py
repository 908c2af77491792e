"""Money on its way back: never more than came in, never twice, and followed to its end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from configurator.database import db, utc_now, work_waiting
from configurator.payments.errors import OverRefundError, PaymentUnavailableError
from configurator.payments.gateway import gateway
from configurator.payments.models import Refund
from configurator.payments.refunds import settle_gateway_refund
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    Account,
    RefundState,
    RefundView,
    balances,
    handle_events,
    look_up_payment,
    record_refund,
    refunds_of,
    request_refund,
    settle_refund,
    settle_refunds,
)
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from tests.payments.conftest import (
    DEPOSIT,
    REFUND_FAILS_LATE,
    REFUND_PENDS,
    MovableClock,
    Notes,
    at_once,
    change,
    order,
    paid_order,
)

NOTHING = Money(0, "EUR")


def stored(refund: RefundView) -> Refund:
    return db.session.scalars(
        select(Refund).where(Refund.public_id == refund.public_id).execution_options(populate_existing=True)
    ).one()


def refunds_at(sandbox: RunningSandbox) -> list[int]:
    """The amounts of all refunds that the stand-in knows."""
    with sandbox.sandbox.store.transaction() as transaction:
        rows = transaction.connection.execute("SELECT json_extract(body, '$.amount') FROM objects WHERE kind='refund'")
        return [row[0] for row in rows]


def test_a_refund_goes_back_once_and_is_told_once(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    refund = request_refund(paid_order().public_id)
    assert refund.state is RefundState.REQUESTED
    assert refund.amount == DEPOSIT
    assert (settle_refunds(), settle_refunds()) == (1, 0)
    assert [one.state for one in refunds_of("test", "order-1")] == [RefundState.SUCCEEDED]
    assert notes.names() == ["paid", "refunded asked"]
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert set(balances().values()) == {NOTHING}


def test_a_second_refund_of_the_same_money_is_refused(till: Flask) -> None:
    payment = paid_order()
    request_refund(payment.public_id)
    with pytest.raises(OverRefundError):
        request_refund(payment.public_id)
    settle_refunds()
    with pytest.raises(OverRefundError):
        request_refund(payment.public_id)


def test_many_who_ask_at_the_same_moment_get_one_refund(till: Flask, sandbox: RunningSandbox) -> None:
    payment = paid_order()
    answers = at_once(till, lambda: request_refund(payment.public_id))
    assert sorted(type(answer).__name__ for answer in answers) == ["OverRefundError"] * 7 + ["RefundView"]
    settle_refunds()
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]


def test_two_workers_at_the_same_moment_refund_once(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    request_refund(paid_order().public_id)
    at_once(till, settle_refunds, times=4)
    settle_refunds()
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert notes.names() == ["paid", "refunded asked"]


def test_parts_may_go_back_until_nothing_is_left(till: Flask) -> None:
    payment = paid_order()
    request_refund(payment.public_id, Money(10000, "EUR"))
    with pytest.raises(OverRefundError):
        request_refund(payment.public_id, Money(15001, "EUR"))
    request_refund(payment.public_id, Money(15000, "EUR"))
    assert settle_refunds() == 2
    assert look_up_payment(payment.public_id).refunded == DEPOSIT


@pytest.mark.parametrize("amount", [Money(0, "EUR"), Money(-1, "EUR"), Money(100, "USD"), Money(25001, "EUR")])
def test_an_amount_that_makes_no_sense_is_refused(till: Flask, amount: Money) -> None:
    payment = paid_order()
    with pytest.raises(OverRefundError):
        request_refund(payment.public_id, amount)
    assert look_up_payment(payment.public_id).refunded == NOTHING


def test_what_was_never_paid_is_not_refunded(till: Flask) -> None:
    with pytest.raises(OverRefundError):
        request_refund(order().public_id)
    with pytest.raises(NotFoundError):
        request_refund("no-such-payment")


def test_asking_wakes_the_worker_after_the_commit(till: Flask) -> None:
    woken: list[tuple[str, int]] = []

    def listen(name: str, **_: object) -> None:
        db.session.rollback()  # what is not committed yet is gone now
        woken.append((name, len(refunds_of("test", "order-1"))))

    payment = paid_order()
    with work_waiting.connected_to(listen):
        request_refund(payment.public_id)
    assert woken == [("refunds", 1)]


def test_a_refund_recorded_in_a_transaction_that_fails_never_was(till: Flask) -> None:
    payment = paid_order()
    record_refund(payment.public_id)
    db.session.rollback()
    assert refunds_of("test", "order-1") == []
    assert look_up_payment(payment.public_id).refunded == NOTHING
    request_refund(payment.public_id)


def test_a_pending_refund_is_not_done_until_stripe_says_so(
    till: Flask, notes: Notes, stripe_clock: MovableClock
) -> None:
    refund = request_refund(paid_order(REFUND_PENDS).public_id)
    assert settle_refunds() == 0
    assert stored(refund).state is RefundState.PENDING
    assert notes.names() == ["paid"]
    stripe_clock.ahead = 10
    change(refund, checked_at=utc_now() - timedelta(minutes=11))
    assert settle_refunds() == 1
    assert notes.names() == ["paid", "refunded asked"]


def test_a_refund_that_fails_after_it_succeeded_is_owed_again(
    till: Flask, notes: Notes, stripe_clock: MovableClock
) -> None:
    refund = request_refund(paid_order(REFUND_FAILS_LATE).public_id)
    assert settle_refunds() == 1
    stripe_clock.ahead = 10
    handle_events()
    handle_events()
    assert stored(refund).state is RefundState.FAILED
    assert notes.names() == ["paid", "refunded asked", "refund failed"]
    assert balances()[Account.REFUNDS_DUE, "EUR"] == -DEPOSIT
    assert balances()[Account.IN_TRANSIT, "EUR"] == DEPOSIT


def test_a_crash_after_the_call_does_not_refund_again(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    refund = request_refund(paid_order().public_id)
    row = stored(refund)
    gateway().refund(row.payment.payment_intent_id or "", DEPOSIT, row.public_id, row.idempotency_key)
    assert stored(refund).state is RefundState.REQUESTED
    assert settle_refunds() == 1
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert notes.names() == ["paid", "refunded asked"]


@pytest.mark.parametrize("was_made", [True, False])
def test_a_day_later_a_refund_is_looked_up_before_it_is_made_again(
    till: Flask, sandbox: RunningSandbox, stripe_clock: MovableClock, was_made: bool
) -> None:
    refund = request_refund(paid_order().public_id)
    row = stored(refund)
    old_key, intent = row.idempotency_key, row.payment.payment_intent_id or ""
    if was_made:
        gateway().refund(intent, DEPOSIT, row.public_id, old_key)
    change(refund, posted_at=utc_now() - timedelta(hours=25))
    stripe_clock.ahead = 25 * 3600
    assert settle_refunds() == 1
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert (stored(refund).idempotency_key == old_key) is was_made


def test_an_unavailable_stripe_leaves_the_refund_requested(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    refund = request_refund(paid_order().public_id)
    sandbox.stop()
    assert settle_refunds() == 0
    assert stored(refund).state is RefundState.REQUESTED
    assert stored(refund).last_error
    with pytest.raises(PaymentUnavailableError):
        settle_refund(refund.public_id)
    assert notes.names() == ["paid"]


def test_a_refund_that_stripe_refuses_is_failed_and_told(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    payment = paid_order()
    refund = request_refund(payment.public_id)
    change(payment, payment_intent_id="pi_lost")
    assert settle_refunds() == 1
    assert stored(refund).state is RefundState.FAILED
    assert "pi_lost" in (stored(refund).last_error or "")
    assert notes.names() == ["paid", "refund failed"]
    assert refunds_at(sandbox) == []
    assert settle_refund(refund.public_id).state is RefundState.FAILED


def test_news_of_a_refund_may_be_faster_than_the_answer_to_our_call(till: Flask, notes: Notes) -> None:
    refund = request_refund(paid_order().public_id)
    row = stored(refund)
    made = gateway().refund(row.payment.payment_intent_id or "", DEPOSIT, row.public_id, row.idempotency_key)
    settle_gateway_refund(made.id)
    assert stored(refund).state is RefundState.SUCCEEDED
    assert settle_refunds() == 0
    assert notes.names() == ["paid", "refunded asked"]


def test_a_follower_that_stumbles_is_told_of_the_refund_again(
    till: Flask, notes: Notes, sandbox: RunningSandbox
) -> None:
    refund = request_refund(paid_order().public_id)
    notes.fails = True
    assert settle_refunds() == 0
    assert stored(refund).state is RefundState.REQUESTED
    notes.fails = False
    assert settle_refunds() == 1
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert notes.names() == ["paid", "refunded asked"]
