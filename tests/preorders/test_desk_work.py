"""What the desk does to an order: who may, what follows, and that it is written down with who and why."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from configurator.accounts.service import find_person
from configurator.audit import list_actions
from configurator.payments.service import refunds_of, settle_refunds
from configurator.preorders.addresses import order_token
from configurator.preorders.desk import mails_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.models import Happening, MailKind, Reason
from configurator.preorders.order import Order
from configurator.preorders.states import State
from configurator.web.guards import Role
from tests.cast import Tab, text_of
from tests.preorders.conftest import Place, again, mail_kinds, put_into

PaidOrder = Callable[..., Order]
SignIn = Callable[[Role], Tab]
DEEDS = ("/on", "/cancel", "/note", "/mails/1")


def at_desk(order: Order, below: str = "") -> str:
    return f"/staff/orders/{order.number}{below}"


def done(order: Order) -> list[str]:
    """What the audit log says was done to an order, oldest first."""
    return [line.action for line in reversed(list_actions(order.number))]


@pytest.mark.parametrize("below", DEEDS)
def test_strangers_and_other_staff_do_nothing_to_orders(
    client: FlaskClient, staff_tab: SignIn, paid_order: PaidOrder, below: str
) -> None:
    order, marketer = paid_order(), staff_tab(Role.MARKETER)
    asked = {"step": "locked", "reason": "x", "text": "x"}
    assert client.post(at_desk(order, below), data=asked).status_code in (303, 400)
    assert marketer.send(at_desk(order, below), **asked).status_code == 403
    assert (again(order).state, again(order).history, done(order)) == (State.PAID, order.history, [])


@pytest.mark.parametrize("below", DEEDS)
def test_the_desk_does_nothing_without_the_token_of_its_form(
    staff_tab: SignIn, paid_order: PaidOrder, below: str
) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    assert (
        tab.client.post(at_desk(order, below), data={"step": "locked", "reason": "x", "text": "x"}).status_code == 400
    )
    assert again(order).history == order.history


def test_an_order_is_locked_handed_over_and_no_button_is_left(staff_tab: SignIn, paid_order: PaidOrder) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    assert "Lock for production" in tab.open(at_desk(order)).text
    assert "Locked for production" in tab.send(at_desk(order, "/on"), step="locked").text
    assert again(order).state is State.LOCKED
    page = tab.send(at_desk(order, "/on"), step="handed_over").text
    after = again(order)
    assert (after.state, after.handed_over_at is None, done(order)) == (
        State.HANDED_OVER,
        False,
        ["order_locked", "order_handed_over"],
    )
    assert "/on" not in page
    person = find_person("order_desk@example.org")
    assert person is not None
    assert after.history[-1].person_id == person.id
    assert f"{person.email}" in page or f"{person.name}" in page


@pytest.mark.parametrize("step", ["handed_over", "refunded", "", "nonsense"])
def test_a_step_that_is_not_next_changes_nothing(staff_tab: SignIn, paid_order: PaidOrder, step: str) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    assert tab.send(at_desk(order, "/on"), step=step).status_code in (200, 422)
    assert (again(order).state, done(order)) == (State.PAID, [])


@pytest.mark.parametrize("state", [State.PAID, State.LOCKED, State.HANDED_OVER])
def test_the_desk_cancels_with_a_reason_that_the_buyer_reads_and_everything_goes_back(
    staff_tab: SignIn, paid_order: PaidOrder, mailbox: list[EmailMessage], state: State
) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    put_into(order, state)
    tab.send(at_desk(order, "/cancel"), reason="The colour can't be made.")
    cancelled = again(order)
    assert (cancelled.state, cancelled.reason) == (State.CANCELLING, Reason.CANCELLED)
    assert [refund.amount for refund in refunds_of(PURPOSE, order.public_id)] == [order.deposit]
    settle_refunds()
    assert again(order).state is State.REFUNDED
    send_waiting_mails()
    told = [text_of(mail) for mail in mailbox if "is cancelled" in mail["Subject"]]
    assert len(told) == 1
    assert "The colour can't be made." in told[0]
    assert done(order) == ["order_cancelled"]


def test_cancelling_without_a_reason_is_asked_again_and_an_order_that_is_over_is_left_alone(
    staff_tab: SignIn, paid_order: PaidOrder
) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    asked = tab.send(at_desk(order, "/cancel"), reason="  ")
    assert asked.status_code == 422
    assert "Type the reason" in asked.text
    too_long = tab.send(at_desk(order, "/cancel"), reason="why " * 200)
    assert too_long.status_code == 422
    assert "why why why" in too_long.text
    put_into(order, State.REFUNDED)
    assert "was faster" in tab.send(at_desk(order, "/cancel"), reason="Too late").text
    assert (again(order).state, done(order)) == (State.REFUNDED, [])


def test_notes_are_for_the_desk_only(client: FlaskClient, staff_tab: SignIn, paid_order: PaidOrder) -> None:
    order, tab = paid_order(), staff_tab(Role.ORDER_DESK)
    page = tab.send(at_desk(order, "/note"), text="Rang: <b>wants</b> it in May")
    assert "Rang: &lt;b&gt;wants&lt;/b&gt; it in May" in page.text
    assert again(order).history[-1].happening is Happening.NOTED
    assert "Rang" not in client.get(f"/orders/{order_token(order)}").text
    assert tab.send(at_desk(order, "/note"), text="").status_code == 422
    assert done(order) == ["order_noted"]


def test_a_mail_is_sent_again_each_time_that_the_desk_says_so_and_never_one_of_another_order(
    staff_tab: SignIn, paid_order: PaidOrder, place: Place
) -> None:
    order, other, tab = paid_order(), place(), staff_tab(Role.ORDER_DESK)
    (mail,) = mails_of(order.id)
    button = f"/mails/{mail.id}"
    assert re.search(f'action="{at_desk(order, button)}"', tab.open(at_desk(order)).text)
    for _ in range(2):
        tab.send(at_desk(order, button))
    assert mail_kinds(order) == [MailKind.CONFIRMATION] * 3
    assert tab.send(at_desk(other, button)).status_code == 404
    assert mail_kinds(other) == []
    assert done(order) == ["order_mail_resent"] * 2
