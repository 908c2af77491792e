"""A refund noted by hand and then made in the dashboard, too: filed, booked, and shown until somebody says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from configurator.audit import list_actions
from configurator.database import db
from configurator.payments.errors import NotFailedError
from configurator.payments.models import Account, StripeEvent
from configurator.payments.reconciling import reconcile
from configurator.payments.refunds import settle_gateway_refund
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentView,
    RefundView,
    failed_refunds,
    handle_events,
    look_up_payment,
    made_twice,
    note_refund_by_hand,
    refunds_of,
    request_refund,
    settle_refunds,
    stays_overpaid,
    went_back_once,
)
from configurator.product.money import Money
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import DEPOSIT, Notes, at_once, control, refund_states
from tests.payments.test_disputes import NOTHING, assert_all_is_booked, intent, of

CLERK, OTHER = 7, 8
PART = Money(10000, "EUR")


@pytest.fixture
def twice(failed: RefundView, sandbox: RunningSandbox) -> RefundView:
    """A failed refund of the whole deposit, given back by bank and then by Stripe."""
    note_refund_by_hand(failed.public_id, CLERK, "transfer to a new account")
    control(sandbox, "refunds", payment_intent=intent())
    handle_events()
    (one,) = made_twice()
    return one.by_hand


def assert_nothing_waits() -> None:
    """Every event is filed, and Stripe and the books agree."""
    unfiled = select(func.count()).where(StripeEvent.handled_at.is_(None))
    assert db.session.scalar(unfiled) == 0
    assert_all_is_booked()
    found = reconcile()
    assert (found.mended, found.troubles) == ([], [])


def test_refund_noted_by_hand_and_then_made_in_stripe_s_dashboard_is_filed_and_waits_for_a_person(
    twice: RefundView, notes: Notes, sandbox: RunningSandbox
) -> None:
    assert_nothing_waits()
    (one,) = made_twice()
    assert (one.by_hand.amount, one.by_hand.note) == (DEPOSIT, "transfer to a new account")
    assert one.stripe_id == refunds_of("test", "order-1")[-1].stripe_id
    assert refund_states() == ["twice", "succeeded"]
    assert notes.names()[-2:] == ["refunded asked", "refunded twice"]
    accounts = of(Account.PAID_BY_HAND), of(Account.OVERPAID), of(Account.REFUNDS_DUE)
    assert accounts == (-DEPOSIT, DEPOSIT, NOTHING)
    assert handle_events() == 0


def test_that_it_went_back_once_or_twice_is_said_once_with_who_and_why(till: Flask, twice: RefundView) -> None:
    steps: list[Callable[[], object]] = [
        lambda: went_back_once(twice.public_id, CLERK, "the note meant Stripe's refund"),
        lambda: went_back_once(twice.public_id, OTHER, "it came back"),
        lambda: stays_overpaid(twice.public_id, OTHER, "moved away"),
    ]
    done = at_once(till, lambda: steps.pop()(), 3)
    assert sorted(type(one).__name__ for one in done) == ["NotFailedError", "NotFailedError", "RefundView"]
    with pytest.raises(NotFailedError):
        went_back_once(twice.public_id, CLERK, "again")
    assert made_twice() == []
    assert len([line for line in list_actions() if line.action in ("refund_once", "refund_overpaid")]) == 1
    assert_nothing_waits()


@pytest.mark.parametrize(
    ("step", "by_hand", "lost", "state"),
    [(went_back_once, NOTHING, NOTHING, "replaced"), (stays_overpaid, -DEPOSIT, DEPOSIT, "overpaid")],
)
def test_the_books_say_what_the_person_said(
    twice: RefundView, step: Callable[[str, int, str], RefundView], by_hand: Money, lost: Money, state: str
) -> None:
    said = step(twice.public_id, CLERK, "asked the bank")
    assert (said.state, said.note) == (state, "transfer to a new account; asked the bank")
    assert (of(Account.PAID_BY_HAND), of(Account.OVERPAID), of(Account.REFUNDS_DUE)) == (by_hand, lost, NOTHING)
    assert_nothing_waits()


def test_only_as_much_is_twice_as_stripe_gave_back_beyond_what_was_held(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    request_refund(paid.public_id, PART)
    settle_refunds()
    control(sandbox, f"refunds/{refunds_of('test', 'order-1')[0].stripe_id}/fail")
    handle_events()
    note_refund_by_hand(failed_refunds()[0].public_id, CLERK, "cash")
    beyond = Money(4000, "EUR")
    control(sandbox, "refunds", payment_intent=intent(), amount=(DEPOSIT - PART + beyond).amount_minor)
    handle_events()
    states = [(one.state, one.amount) for one in refunds_of("test", "order-1")]
    assert states == [("by_hand", PART - beyond), ("twice", beyond), ("succeeded", DEPOSIT - PART + beyond)]
    assert look_up_payment(paid.public_id).left == NOTHING
    assert notes.names()[-1] == "refunded dashboard", "what was held has gone back for the first time"
    assert_nothing_waits()
    went_back_once(made_twice()[0].by_hand.public_id, CLERK, "only 60 were cash")
    assert_nothing_waits()


def test_a_refund_that_failed_unheard_makes_room_and_nothing_is_twice(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    """What went back by hand could be meant, but is not: Stripe is asked before people are."""
    for _ in range(2):
        request_refund(paid.public_id, PART)
        settle_refunds()
    by_hand, unheard = (str(one.stripe_id) for one in refunds_of("test", "order-1"))
    control(sandbox, f"refunds/{by_hand}/fail")
    handle_events()
    note_refund_by_hand(failed_refunds()[0].public_id, CLERK, "cash")
    request_refund(paid.public_id)
    settle_refunds()
    control(sandbox, f"refunds/{unheard}/fail")
    made = control(sandbox, "refunds", payment_intent=intent(), amount=PART.amount_minor)
    db.session.execute(db.delete(StripeEvent))
    db.session.commit()
    settle_gateway_refund(str(made["id"]))  # faster than the news of the failure
    assert made_twice() == []
    assert refund_states() == ["by_hand", "replaced", "succeeded", "succeeded"]
    handle_events()
    assert_nothing_waits()


def test_a_second_refund_that_comes_back_leaves_the_first_as_it_was(twice: RefundView, sandbox: RunningSandbox) -> None:
    made = refunds_of("test", "order-1")[-1]
    control(sandbox, f"refunds/{made.stripe_id}/fail")
    handle_events()
    (failed,) = failed_refunds()
    assert failed.public_id == made.public_id
    note_refund_by_hand(failed.public_id, CLERK, "it is the transfer that was noted before")
    went_back_once(twice.public_id, CLERK, "Stripe's came back")
    assert (of(Account.PAID_BY_HAND), of(Account.OVERPAID)) == (-DEPOSIT, NOTHING)
    assert_nothing_waits()


def test_a_refund_that_was_made_twice_waits_at_the_desk_with_its_next_step(
    staff_tab: Callable[[Role], Tab], twice: RefundView
) -> None:
    tab, address = staff_tab(Role.ORDER_DESK), f"/staff/money/refunds/{twice.public_id}"
    stripe_id = str(refunds_of("test", "order-1")[-1].stripe_id)
    for page in ("/staff/money", address):
        text = tab.open(page).text
        assert "transfer to a new account" in text
        assert stripe_id in text
    assert tab.send(f"{address}/once", reason=" ").status_code == 422
    assert "went back once" in tab.send(f"{address}/once", reason="one and the same").text
    assert "already" in tab.send(f"{address}/overpaid", reason="a loss").text
    assert refund_states() == ["replaced", "succeeded"]
    assert "made twice" not in tab.open("/staff/money").text
