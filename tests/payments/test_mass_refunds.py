"""Mass refunds: counted, approved by another person, within the balance, resumed wherever they were left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from configurator.audit import list_actions
from configurator.database import db, utc_now
from configurator.payments.gateway import Gateway
from configurator.payments.mass_refunds import running
from configurator.payments.mass_refunds.models import ItemState, MassRefund, MassRefundItem, MassState
from configurator.payments.mass_refunds.running import run_mass_refunds
from configurator.payments.mass_refunds.service import (
    NotNowError,
    SamePersonError,
    StaleCountError,
    approve,
    count,
    progress,
    stop,
)
from configurator.payments.mass_refunds.sources import Candidate, Choice, register_source
from configurator.payments.models import Payment
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    RefundView,
    book_balance,
    handle_events,
    record_refund,
    settle_payment,
    settle_refunds,
    verify,
)
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import DEPOSIT, Notes, at_once, control, order, pay
from tests.payments.test_disputes import intent
from tests.payments.test_refunds import refunds_at

CLERK, CHIEF = 7, 8
MANY = 3


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def source(till: Flask) -> None:
    """The payments of the tests as a list; one that was never paid is left out."""

    def candidates(_choice: str) -> Iterator[Candidate]:
        for payment in db.session.scalars(select(Payment).where(Payment.reference != "float").order_by(Payment.id)):
            why = "" if payment.state == "paid" else "never paid"
            yield Candidate(payment.reference, payment.reference, Money(payment.amount_minor, "EUR"), why)

    def refund(reference: str, person_id: int, reason: str) -> RefundView:
        payment = db.session.scalars(select(Payment).where(Payment.reference == reference)).one()
        return record_refund(payment.public_id)

    register_source("test", choices=lambda: [Choice("all", "All of them")], candidates=candidates, refund=refund)


@pytest.fixture
def paid(source: None) -> None:
    # Stripe keeps its fees, so the deposits alone could not all go back.
    for reference in ("float", *(f"order-{number}" for number in range(MANY))):
        payment = order(reference)
        pay(payment.url)
        settle_payment(payment.public_id)


@pytest.fixture
def approved(paid: None) -> str:
    public_id = count("test", "all", "the tool broke", CLERK)
    approve(public_id, CHIEF)
    return public_id


def run() -> int:
    return run_mass_refunds(wait=lambda _seconds: None)


def test_the_dry_run_counts_and_moves_nothing(paid: None, sandbox: RunningSandbox) -> None:
    order("order-never-paid")
    found = progress(count("test", "all", "the tool broke", CLERK))
    assert (found.state, found.waiting, found.left_out) == (MassState.COUNTED, MANY, 1)
    assert found.to_refund == found.still_waiting == [DEPOSIT * MANY]
    assert [(one.label, one.why) for one in found.who_is_left_out] == [("order-never-paid", "never paid")]
    assert run() == 0
    assert refunds_at(sandbox) == []
    with pytest.raises(NotFoundError):
        count("test", "another", "x", CLERK)


def test_nobody_approves_what_they_asked_for_themselves(paid: None) -> None:
    public_id = count("test", "all", "the tool broke", CLERK)
    with pytest.raises(SamePersonError):
        approve(public_id, CLERK)
    assert progress(public_id).state is MassState.COUNTED
    with pytest.raises(Exception, match=r"(?i)check"):
        db.session.execute(update(MassRefund).values(approved_by=CLERK))
    db.session.rollback()


def test_what_was_counted_long_ago_is_counted_again(paid: None) -> None:
    public_id = count("test", "all", "the tool broke", CLERK)
    db.session.execute(update(MassRefund).values(created_at=utc_now() - timedelta(hours=25)))
    db.session.commit()
    with pytest.raises(StaleCountError):
        approve(public_id, CHIEF)


def test_everybody_gets_their_money_once(approved: str, notes: Notes, sandbox: RunningSandbox) -> None:
    assert run() == MANY
    assert run() == 0
    found = progress(approved)
    assert (found.state, found.asked, found.arrived) == (MassState.DONE, MANY, MANY)
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor] * MANY
    assert notes.names().count("refunded asked") == MANY
    book_balance()
    assert verify() == []
    assert [(line.action, line.person_id) for line in list_actions(approved)] == [
        ("mass_refund_approved", CHIEF),
        ("mass_refund_counted", CLERK),
    ]


class KilledError(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("at", ["before the refund is made", "after the refund is made", "between two items"])
def test_killed_at_every_step_it_goes_on_where_it_was(
    approved: str, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    make = Gateway.refund

    def killed(*given: object) -> object:
        if at == "after the refund is made":
            make(*given)  # type: ignore[arg-type]
        raise KilledError

    def killed_while_waiting(_seconds: float) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        if at != "between two items":
            patch.setattr(Gateway, "refund", killed)
        with pytest.raises(KilledError):
            run_mass_refunds(wait=killed_while_waiting)
    db.session.rollback()
    for _ in range(2):  # the first settles what was left between, which the balance is kept for
        run()
        settle_refunds()
    run()
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor] * MANY
    assert progress(approved).arrived == MANY
    assert verify() == []


def test_two_workers_refund_everybody_once(till: Flask, approved: str, sandbox: RunningSandbox) -> None:
    at_once(till, run, 2)
    run()
    settle_refunds()
    assert refunds_at(sandbox) == [DEPOSIT.amount_minor] * MANY
    assert progress(approved).state is MassState.DONE


def test_a_stop_holds_and_going_on_wants_the_second_person_again(approved: str, sandbox: RunningSandbox) -> None:
    def stop_soon(_seconds: float) -> None:
        if progress(approved).state is MassState.RUNNING:
            stop(approved, CLERK)

    assert run_mass_refunds(wait=stop_soon) == 1
    assert progress(approved).state is MassState.STOPPED
    assert run() == 0
    with pytest.raises(SamePersonError):
        approve(approved, CLERK)
    approve(approved, CHIEF)
    with pytest.raises(NotNowError):
        approve(approved, CHIEF)
    assert run() == MANY - 1
    assert len(refunds_at(sandbox)) == MANY


def test_balance_short_it_waits_and_goes_on_by_itself(
    approved: str, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Gateway, "available", lambda _self: {"EUR": Money(100, "EUR")})
        assert run() == 0
    found = progress(approved)
    assert (found.state, found.waiting) == (MassState.RUNNING, MANY)
    assert "1.00 EUR" in found.holds
    assert run() == MANY
    assert progress(approved).holds == ""


def test_stripe_down_it_waits(approved: str, sandbox: RunningSandbox) -> None:
    control(sandbox, "faults", kind="rate_limit", times=0)
    assert run() == 0
    assert progress(approved).holds == running.STRIPE_IS_SILENT
    control(sandbox, "faults", "DELETE")
    assert run() == MANY


def test_who_is_no_longer_to_be_refunded_is_left_out_in_words(approved: str, sandbox: RunningSandbox) -> None:
    control(sandbox, "disputes", payment_intent=intent())
    handle_events()
    pay(order("more").url)  # a dispute takes its fee, too
    assert run() == MANY - 1
    found = progress(approved)
    assert (found.state, found.arrived, found.left_out) == (MassState.DONE, MANY - 1, 1)
    assert "disputed" in found.who_is_left_out[0].why
    states = db.session.scalars(select(MassRefundItem.state)).all()
    assert sorted(states) == [ItemState.ASKED] * (MANY - 1) + [ItemState.LEFT_OUT]


def test_it_keeps_to_its_pace(approved: str) -> None:
    waits: list[float] = []
    db.session.execute(update(MassRefund).values(per_second=1))
    db.session.commit()
    run_mass_refunds(wait=waits.append)
    assert len(waits) == MANY
    assert all(0 <= seconds <= 1 for seconds in waits)


def test_two_people_do_it_on_the_pages(staff_tab: Callable[[Role], Tab], paid: None, sandbox: RunningSandbox) -> None:
    clerk, chief = staff_tab(Role.ORDER_DESK), staff_tab(Role.ADMINISTRATOR)
    assert clerk.send("/staff/mass-refunds", which="test all", reason=" ", per_second="10").status_code == 422
    page = clerk.send("/staff/mass-refunds", which="test all", reason="the tool broke", per_second="10")
    assert "the tool broke" in page.text
    assert "Somebody else of the order desk" in page.text
    address = clerk.address
    assert "Somebody else has to approve" in clerk.send(f"{address}/approve").text
    assert "Approve: refund 3" in chief.open(address).text
    answer = chief.send(f"{address}/approve")
    assert "the refunds begin" in answer.text
    assert answer.headers["Refresh"] == "5"
    assert run() == MANY
    assert "3 made, 0 failed" in clerk.open(address).text
    assert "Refresh" not in clerk.open(address).headers
    assert "Somebody was faster" in clerk.send(f"{address}/stop").text


def test_others_do_not(staff_tab: Callable[[Role], Tab]) -> None:
    assert staff_tab(Role.MARKETER).open("/staff/mass-refunds").status_code == 403
