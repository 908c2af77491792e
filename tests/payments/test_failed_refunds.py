"""Refunds that did not arrive, and those that were made elsewhere: nobody is forgotten, nobody is paid twice."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from configurator.audit import list_actions
from configurator.database import db
from configurator.payments.errors import NotFailedError
from configurator.payments.gateway import gateway
from configurator.payments.models import Account, Payment, Refund
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentView,
    RefundState,
    RefundView,
    balances,
    failed_refunds,
    handle_events,
    look_up_payment,
    note_refund_by_hand,
    refunds_of,
    request_refund,
    retry_refund,
    settle_payment,
    settle_refunds,
)
from configurator.product.money import Money
from tests.payments.conftest import DEPOSIT, Notes, at_once, control, order, pay, refund_states
from tests.payments.test_disputes import NOTHING, assert_all_is_booked, intent, of
from tests.payments.test_refunds import refunds_at

CLERK, OTHER = 7, 8
PART = Money(10000, "EUR")


def test_refund_succeeded_then_failed_is_tried_again_by_a_person(failed: RefundView, notes: Notes) -> None:
    again = retry_refund(failed.public_id, CLERK)
    assert (again.amount, again.cause) == (DEPOSIT, failed.cause)
    assert failed_refunds() == []
    assert settle_refunds() == 1
    assert refund_states() == ["replaced", "succeeded"]
    assert notes.names() == ["paid", "refunded asked", "refund failed", "refunded asked"]
    (line,) = list_actions("order-1")
    assert (line.person_id, line.action, line.details["refund"]) == (CLERK, "refund_retried", failed.public_id)
    assert_all_is_booked()
    assert of(Account.REFUNDS_DUE) == of(Account.DEPOSITS_HELD) == NOTHING


def test_a_failed_refund_is_given_back_another_way_with_a_reason(failed: RefundView, notes: Notes) -> None:
    assert of(Account.REFUNDS_DUE) == -DEPOSIT
    note_refund_by_hand(failed.public_id, CLERK, "transfer to a new account, 22 November")
    assert refund_states() == ["by_hand"]
    assert notes.names()[-1] == "refunded asked"
    (refund,) = (each for each in refunds_of("test", "order-1") if each.note)
    assert refund.note == "transfer to a new account, 22 November"
    assert "reason" not in list_actions()[0].details, "what people type is not in a log that nobody can clean"
    assert_all_is_booked()
    assert of(Account.REFUNDS_DUE) == NOTHING
    assert of(Account.PAID_BY_HAND) == -DEPOSIT


def test_double_click_the_next_step_of_a_failed_refund_is_chosen_once(
    till: Flask, failed: RefundView, sandbox: RunningSandbox
) -> None:
    steps: list[Callable[[], object]] = [
        lambda: retry_refund(failed.public_id, CLERK),
        lambda: note_refund_by_hand(failed.public_id, OTHER, "cash"),
    ]
    done = at_once(till, lambda: steps.pop()(), 2)
    assert sorted(type(one).__name__ for one in done) == ["NotFailedError", "RefundView"]
    with pytest.raises(NotFailedError):
        retry_refund(failed.public_id, CLERK)
    assert len(list_actions()) == 1


def test_a_retried_refund_that_the_dashboard_made_in_the_meantime_is_made_once(
    failed: RefundView, notes: Notes, sandbox: RunningSandbox
) -> None:
    retry_refund(failed.public_id, CLERK)
    control(sandbox, "refunds", payment_intent=intent())
    settle_refunds()
    handle_events()
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor] * 2  # the one that failed, and this one
    assert refund_states() == ["replaced", "replaced", "succeeded"]
    assert notes.names()[-1] == "refunded asked"
    assert_all_is_booked()


def test_refund_made_by_hand_in_stripe_s_dashboard_is_booked_and_shown(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    control(sandbox, "refunds", payment_intent=intent(), amount=PART.amount_minor)
    handle_events()
    handle_events()
    (refund,) = refunds_of("test", "order-1")
    assert (refund.amount, refund.cause, refund.state) == (PART, "dashboard", RefundState.SUCCEEDED)
    assert look_up_payment(paid.public_id).left == DEPOSIT - PART
    assert notes.names() == ["paid", "refunded dashboard"]
    assert_all_is_booked()
    request_refund(paid.public_id)
    assert settle_refunds() == 1
    assert_all_is_booked()
    assert of(Account.DEPOSITS_HELD) == NOTHING


def test_a_refund_by_hand_takes_the_place_of_the_one_that_was_asked_for(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    request_refund(paid.public_id)
    control(sandbox, "refunds", payment_intent=intent())
    handle_events()
    assert settle_refunds() == 0
    assert refund_states() == ["replaced", "succeeded"]
    assert notes.names() == ["paid", "refunded asked"]
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert_all_is_booked()


def test_what_a_refund_by_hand_leaves_of_the_one_that_was_asked_for_still_goes_back(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    request_refund(paid.public_id)
    control(sandbox, "refunds", payment_intent=intent(), amount=PART.amount_minor)
    settle_refunds()  # refused: too much; we look, and adopt the other
    settle_refunds()
    assert sorted(refunds_at(sandbox)) == [PART.amount_minor, (DEPOSIT - PART).amount_minor]
    assert sorted(refund_states()) == ["succeeded", "succeeded"]
    assert sorted(notes.names()) == ["paid", "refunded asked", "refunded dashboard"]
    assert_all_is_booked()
    assert of(Account.REFUNDS_DUE) == NOTHING


def test_a_refund_by_hand_that_fails_is_due_again(paid: PaymentView, notes: Notes, sandbox: RunningSandbox) -> None:
    made = control(sandbox, "refunds", payment_intent=intent())
    handle_events()
    control(sandbox, f"refunds/{made['id']}/fail")
    handle_events()
    assert [one.cause for one in failed_refunds()] == ["dashboard"]
    assert notes.names() == ["paid", "refunded dashboard", "refund failed"]
    assert_all_is_booked()
    assert of(Account.REFUNDS_DUE) == -DEPOSIT


@pytest.mark.parametrize("kind", ["server_error", "server_error_after"])
def test_an_error_that_stripe_replays_for_its_key_does_not_stick_to_a_refund(
    paid: PaymentView, sandbox: RunningSandbox, kind: str
) -> None:
    refund = request_refund(paid.public_id)
    key = db.session.scalar(select(Refund.idempotency_key).where(Refund.public_id == refund.public_id))
    control(sandbox, "faults", kind=kind, subject="/v1/refunds")
    settle_refunds()
    settle_refunds()
    assert refund_states() == ["succeeded"]
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor]
    assert (db.session.scalar(select(Refund.idempotency_key)) == key) is (kind == "server_error_after")


def test_an_error_that_is_replayed_after_the_refund_was_made_finds_it(
    paid: PaymentView, sandbox: RunningSandbox
) -> None:
    refund = request_refund(paid.public_id)
    row = db.session.scalars(select(Refund)).one()
    gateway().refund(row.payment.payment_intent_id or "", PART, refund.public_id, "another-key")
    control(sandbox, "faults", kind="server_error", subject="/v1/refunds")
    settle_refunds()
    assert refunds_at(sandbox) == [PART.amount_minor]


def test_an_error_that_stripe_replays_for_its_key_does_not_stick_to_a_payment_page(
    till: Flask, sandbox: RunningSandbox, notes: Notes
) -> None:
    control(sandbox, "faults", kind="server_error", subject="/v1/checkout")
    payment = order()
    assert payment.url is not None
    pay(payment.url)
    settle_payment(payment.public_id)
    assert notes.names() == ["paid"]


def test_a_page_that_nobody_saw_ends_without_ending_the_payment(till: Flask, sandbox: RunningSandbox) -> None:
    from configurator.payments.checkout import _order

    payment = order()
    row = db.session.scalars(select(Payment)).one()
    unseen = gateway().start_checkout(_order(row), "a-key-that-was-answered-with-an-error")
    gateway().expire_checkout(unseen.id)
    handle_events()
    assert look_up_payment(payment.public_id).state == "open"
    assert balances() == {}
