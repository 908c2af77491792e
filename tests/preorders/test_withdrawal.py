"""The withdrawal function: open to everybody, told to nobody but the buyer, and paid back within 14 days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from configurator.audit import list_actions
from configurator.config import Settings
from configurator.database import db, utc_now
from configurator.payments.service import refunds_of, settle_refunds
from configurator.preorders.addresses import order_token
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.models import Happening, MailKind, Reason
from configurator.preorders.order import Order
from configurator.preorders.states import State
from configurator.preorders.withdrawal.models import Withdrawal, WithdrawalState
from configurator.preorders.withdrawal.reading import open_withdrawals, withdrawal_of
from configurator.preorders.withdrawal.service import (
    Statement,
    carry_out_withdrawals,
    last_moment,
    receive_withdrawal,
)
from configurator.site import create_app
from configurator.web.guards import Role
from tests.cast import Tab, text_of
from tests.conftest import running
from tests.preorders.conftest import ANNA, Place, again, hidden, mail_kinds, put_into

PaidOrder = Callable[..., Order]
HELD = [State.PAID, State.LOCKED, State.HANDED_OVER]


def fill_in_withdrawal(client: FlaskClient, **typed: str) -> TestResponse:
    """Open the page, fill it in and go on to the confirmation."""
    page = client.get("/withdraw")
    fields = {name: hidden(page, name) for name in ("csrf_token", "form_key")}
    return client.post("/withdraw", data=fields | typed)


def confirm(client: FlaskClient, page: TestResponse) -> TestResponse:
    names = ("csrf_token", "form_key", "name", "number", "email")
    sent = {name: hidden(page, name) for name in names} | {"step": "confirm"}
    return client.post("/withdraw", data=sent, follow_redirects=True)


def withdraw(client: FlaskClient, order: Order, **different: str) -> TestResponse:
    typed = {"name": order.buyer.name, "number": order.number, "email": order.buyer.email} | different
    return confirm(client, fill_in_withdrawal(client, **typed))


def state_a_withdrawal(order: Order, key: str = "a-form-key-of-22-letters") -> None:
    """What the pages do once it is confirmed."""
    receive_withdrawal(Statement(order.buyer.name, order.number, order.buyer.email), key, "en")


def body(page: TestResponse) -> str:
    """A page without what differs each time that it is made."""
    return re.sub(r'value="[^"]*"|nonce="[^"]*"|\d\d?:\d\d(:\d\d)?', "", page.text)


@pytest.mark.parametrize("address", ["/", "/lamp", "/withdraw", "/login", "/nowhere"])
def test_the_link_stands_in_the_footer_of_every_page(client: FlaskClient, address: str) -> None:
    footer = client.get(address).text.partition("<footer")[2]
    assert '<a href="/withdraw">Withdraw from contract here</a>' in footer


def test_a_guest_withdraws_in_two_steps_and_everything_comes_back(
    client: FlaskClient, paid_order: PaidOrder, mailbox: list[EmailMessage]
) -> None:
    order = paid_order()
    asked = fill_in_withdrawal(client, name="Anna", number=order.number.lower(), email=ANNA.email.upper())
    assert "Confirm withdrawal" in asked.text
    assert again(order).state is State.PAID
    assert open_withdrawals() == []
    done = confirm(client, asked)
    assert "We have received your withdrawal" in done.text
    assert carry_out_withdrawals() == 1
    ended = again(order)
    assert (ended.state, ended.reason) == (State.CANCELLING, Reason.WITHDRAWN)
    assert [refund.amount for refund in refunds_of(PURPOSE, order.public_id)] == [order.deposit]
    settle_refunds()
    assert again(order).state is State.REFUNDED
    assert open_withdrawals() == []
    send_waiting_mails()
    (told,) = [text_of(mail) for mail in mailbox if "acknowledge" in mail["Subject"]]
    stated = withdrawal_of(order.id)
    assert stated is not None
    assert stated.received_at.strftime("%H:%M:%S") in told
    assert str(stated.received_at.year) in told
    for said in (f"I, Anna ({ANNA.email.upper()}), withdraw from the contract", order.number):
        assert said in told
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.WITHDRAWAL, MailKind.REFUND]


@pytest.mark.parametrize("state", HELD)
def test_it_works_from_the_order_to_14_days_after_hand_over(paid_order: PaidOrder, state: State) -> None:
    order = paid_order()
    put_into(order, state, handed_over_at=utc_now() - timedelta(days=13) if state is State.HANDED_OVER else None)
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert again(order).state is State.CANCELLING
    assert again(order).when(Happening.WITHDRAWN) is not None


def test_an_unpaid_order_is_ended_by_it_and_owes_nothing(place: Place) -> None:
    order = place()
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert (again(order).state, mail_kinds(order)) == (State.CANCELLED, [MailKind.WITHDRAWAL])
    assert open_withdrawals() == []


def test_after_the_14_days_the_desk_looks_into_it_and_the_buyer_is_told(paid_order: PaidOrder) -> None:
    order = paid_order()
    put_into(order, State.HANDED_OVER, handed_over_at=utc_now() - timedelta(days=18))
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert again(order).state is State.HANDED_OVER
    assert [line.state for line in open_withdrawals()] == [WithdrawalState.LATE]
    assert mail_kinds(order)[-1] is MailKind.WITHDRAWAL


@pytest.mark.parametrize(
    ("handed_over", "ends"),
    [
        (datetime(2027, 9, 1, 0, 0, tzinfo=UTC), datetime(2027, 9, 16, tzinfo=UTC)),
        (datetime(2027, 9, 1, 23, 59, tzinfo=UTC), datetime(2027, 9, 16, tzinfo=UTC)),
        (datetime(2027, 9, 4, 12, 0, tzinfo=UTC), datetime(2027, 9, 21, tzinfo=UTC)),
        (datetime(2027, 9, 5, 12, 0, tzinfo=UTC), datetime(2027, 9, 21, tzinfo=UTC)),
    ],
)
def test_the_period_ends_with_the_14th_day_or_the_monday_after_it(handed_over: datetime, ends: datetime) -> None:
    assert last_moment(handed_over) == ends


def test_the_answer_is_the_same_whether_the_order_exists_or_not(
    client: FlaskClient, paid_order: PaidOrder, mailbox: list[EmailMessage]
) -> None:
    order = paid_order()
    right = withdraw(client, order)
    wrong_mail = withdraw(client, order, email="eve@example.com")
    unknown = withdraw(client, order, number="P-0000-0000")
    assert body(right) == body(wrong_mail) == body(unknown)
    carry_out_withdrawals()
    send_waiting_mails()
    assert {mail["To"] for mail in mailbox} == {f"{ANNA.name} <{ANNA.email}>"}
    waiting = [line for line in open_withdrawals() if line.state is WithdrawalState.UNMATCHED]
    assert [(line.number, line.email) for line in waiting] == [
        (order.number, "eve@example.com"),
        ("P-0000-0000", ANNA.email),
    ]


def test_a_stranger_with_a_number_but_another_address_ends_no_order(client: FlaskClient, paid_order: PaidOrder) -> None:
    order = paid_order()
    withdraw(client, order, email="eve@example.com")
    carry_out_withdrawals()
    assert again(order).state is State.PAID


def test_confirmed_twice_it_is_one_withdrawal_one_refund_and_one_mail(
    client: FlaskClient, paid_order: PaidOrder
) -> None:
    order = paid_order()
    asked = fill_in_withdrawal(client, name="Anna", number=order.number, email=ANNA.email)
    assert body(confirm(client, asked)) == body(confirm(client, asked))
    for _ in range(2):
        carry_out_withdrawals()
    assert db.session.scalar(db.select(db.func.count(Withdrawal.id))) == 1
    assert len(refunds_of(PURPOSE, order.public_id)) == 1
    assert mail_kinds(order).count(MailKind.WITHDRAWAL) == 1


def test_withdrawing_again_from_an_order_that_is_over_is_acknowledged_and_moves_nothing(paid_order: PaidOrder) -> None:
    order = paid_order()
    for key in ("the-first-key-of-22-letters", "the-other-key-of-22-letters"):
        state_a_withdrawal(order, key)
        carry_out_withdrawals()
    assert len(refunds_of(PURPOSE, order.public_id)) == 1
    assert mail_kinds(order).count(MailKind.WITHDRAWAL) == 2


def test_while_the_deposit_is_disputed_it_waits_and_is_carried_out_afterwards(paid_order: PaidOrder) -> None:
    order = paid_order()
    put_into(order, State.DISPUTED)
    state_a_withdrawal(order)
    assert carry_out_withdrawals() == 0
    assert carry_out_withdrawals() == 0
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.WITHDRAWAL]
    assert [line.is_refund_due for line in open_withdrawals()] == [True]
    put_into(order, State.PAID)
    assert carry_out_withdrawals() == 1
    assert again(order).state is State.CANCELLING
    assert mail_kinds(order).count(MailKind.WITHDRAWAL) == 1


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", " ", "Type your name."),
        ("name", "x" * 81, "At most 80 characters fit here."),
        ("number", "", "Type the number of the order"),
        ("number", "9" * 41, "At most 40 characters fit here."),
        ("email", "anna", "Type an e-mail address such as"),
    ],
)
def test_bad_input_is_explained_and_keeps_what_was_typed(
    client: FlaskClient, field: str, typed: str, told: str
) -> None:
    given = {"name": "Anna <b>", "number": "P-K7QM-2F9D", "email": "anna@example.com"} | {field: typed}
    page = fill_in_withdrawal(client, **given)
    assert page.status_code == 422
    assert told in page.text
    for name, value in given.items():
        assert name == field or value.replace("<b>", "&lt;b&gt;") in page.text
    assert "Confirm withdrawal" not in page.text


def test_what_was_typed_can_be_changed_before_it_is_confirmed(client: FlaskClient) -> None:
    asked = fill_in_withdrawal(client, name="Anna", number="P-K7QM-2F9D", email="anna@example.com")
    names = ("csrf_token", "form_key", "name", "number", "email")
    back = client.post("/withdraw", data={name: hidden(asked, name) for name in names} | {"step": "change"})
    assert (hidden(back, "name"), hidden(back, "form_key")) == ("Anna", hidden(asked, "form_key"))
    assert open_withdrawals() == []


def test_it_needs_the_token_of_its_form(client: FlaskClient) -> None:
    data = {"name": "Anna", "number": "P-K7QM-2F9D", "email": "anna@example.com", "step": "confirm"}
    assert client.post("/withdraw", data=data).status_code == 400
    assert open_withdrawals() == []


def test_nobody_floods_it(settings: Settings) -> None:
    for app in running(create_app(settings.model_copy(update={"rate_limits": True}))):
        client = app.test_client()
        token = hidden(client.get("/withdraw"), "csrf_token")
        answers = [client.post("/withdraw", data={"csrf_token": token}).status_code for _ in range(12)]
        assert (answers[0], answers[-1]) == (422, 429)
        assert client.get("/withdraw").status_code == 200


@pytest.mark.parametrize("state", list(State))
def test_the_page_of_an_order_leads_to_it_filled_in_while_there_is_something_to_withdraw_from(
    client: FlaskClient, place: Place, state: State
) -> None:
    order = place()
    put_into(order, state, handed_over_at=utc_now() if state is State.HANDED_OVER else None)
    link = f"/orders/{order_token(order)}/withdraw"
    is_there = state in (State.RESERVED, State.PAID, State.LOCKED, State.HANDED_OVER, State.DISPUTED)
    assert (link in client.get(f"/orders/{order_token(order)}").text) is is_there
    page = client.get(link)
    assert (hidden(page, "number"), hidden(page, "email")) == (order.number, ANNA.email)


def test_the_desk_says_which_order_was_meant_and_it_is_carried_out_as_of_its_day(
    client: FlaskClient, staff_tab: Callable[[Role], Tab], paid_order: PaidOrder
) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    withdraw(client, order, email="anna@old.example.com")
    carry_out_withdrawals()
    (line,) = open_withdrawals()
    assert "anna@old.example.com" in tab.open("/staff/withdrawals").text
    wrong = tab.send(f"/staff/withdrawals/{line.public_id}/assign", number="P-0000-0000")
    assert wrong.status_code == 422
    assert "No order has this number." in wrong.text
    tab.send(f"/staff/withdrawals/{line.public_id}/assign", number=order.number)
    carry_out_withdrawals()
    assert again(order).state is State.CANCELLING
    assert again(order).when(Happening.WITHDRAWN) == line.received_at
    assert [action.action for action in list_actions(line.public_id)] == ["withdrawal_assigned"]
    assert "was dealt with" in tab.send(f"/staff/withdrawals/{line.public_id}/close", reason="x").text.replace(
        "has dealt with", "was dealt with"
    )


def test_the_desk_closes_what_belongs_to_no_order_with_a_reason(
    client: FlaskClient, staff_tab: Callable[[Role], Tab], paid_order: PaidOrder
) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    withdraw(client, order, number="P-0000-0000")
    carry_out_withdrawals()
    (line,) = open_withdrawals()
    assert tab.send(f"/staff/withdrawals/{line.public_id}/close", reason="").status_code == 422
    tab.send(f"/staff/withdrawals/{line.public_id}/close", reason="Another shop's number.")
    assert open_withdrawals() == []
    assert [action.action for action in list_actions(line.public_id)] == ["withdrawal_closed"]


@pytest.mark.parametrize("role", [Role.MARKETER, Role.PRODUCT_MANAGER])
def test_other_staff_read_no_withdrawals(staff_tab: Callable[[Role], Tab], role: Role) -> None:
    assert staff_tab(role).open("/staff/withdrawals").status_code == 403
