"""Every way between states × everybody who may try it: done as the table says, or refused and nothing moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.accounts.models import Person
from configurator.database import utc_now
from configurator.preorders.addresses import order_token
from configurator.preorders.order import Order
from configurator.preorders.service import expire_overdue
from configurator.preorders.states import State
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from configurator.web.guards import Role
from tests.cast import PASSWORD, Tab
from tests.preorders.conftest import Place, again, put_into
from tests.preorders.test_states import ALLOWED
from tests.preorders.test_withdrawal import state_a_withdrawal

DESK_DEEDS = {
    "lock": ("/on", {"step": "locked"}, ["locked"]),
    "hand over": ("/on", {"step": "handed_over"}, ["handed_over"]),
    "cancel": ("/cancel", {"reason": "sold out"}, ["cancelled", "cancelling"]),
}
"""Address below the order, what is sent, and where it may lead."""
BUTTON = (State.RESERVED, State.PAID)
"""Where the buyer has a button to cancel; further on they withdraw."""
PERIOD_IS_OVER = timedelta(days=20)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def targets(state: State, actor: str, among: list[str]) -> set[str]:
    """Where `actor` may lead an order from `state`; where it stays when there is no such way."""
    return {to for source, to, who in ALLOWED if (source, who) == (state, actor) and to in among} or {state.value}


class Orders:
    """Orders in any state: one is enough as long as nothing moves it."""

    def __init__(self, paid: Callable[..., Order]) -> None:
        self.paid = paid
        self.one = paid()

    def in_state(self, state: State) -> Order:
        if again(self.one).history != self.one.history:
            self.one = self.paid()
        put_into(self.one, state, handed_over_at=utc_now() if state is State.HANDED_OVER else None)
        return again(self.one)


@pytest.fixture
def orders(paid_order: Callable[..., Order]) -> Orders:
    return Orders(paid_order)


def test_the_desk_and_administrators_lead_and_end_orders_and_nobody_else_does(
    app: Flask, orders: Orders, staff_tab: Callable[[Role], Tab], person: Callable[..., Person]
) -> None:
    somebody = Tab(app)
    somebody.sign_in(person("somebody@example.org", PASSWORD).email, PASSWORD)
    tabs = {"a stranger": Tab(app), "somebody": somebody, **{role.value: staff_tab(role) for role in Role}}
    tokens = {name: tab.token() for name, tab in tabs.items()}
    for state in State:
        for below, sent, among in DESK_DEEDS.values():
            for name, tab in tabs.items():
                order = orders.in_state(state)
                address = f"/staff/orders/{order.number}{below}"
                answer = tab.client.post(address, data={"csrf_token": tokens[name], **sent})
                may = name in (Role.ORDER_DESK, Role.ADMINISTRATOR)
                assert answer.status_code == (303 if may or name == "a stranger" else 403), (name, address)
                expected = targets(state, "desk", among) if may else {state.value}
                assert again(order).state.value in expected, (name, state, below)


def test_buyers_cancel_and_withdraw_and_the_clock_expires_as_the_table_says(
    client: FlaskClient, orders: Orders, place: Place
) -> None:
    form = {"csrf_token": client.get("/withdraw").text.partition('name="csrf_token" value="')[2].partition('"')[0]}
    for number, state in enumerate(State):
        order = orders.in_state(state)
        client.post(f"/orders/{order_token(order)}/cancel", data=form)
        ends = ["cancelled", "cancelling"] if state in BUTTON else []
        assert again(order).state.value in targets(state, "buyer", ends)

        order = orders.in_state(state)
        state_a_withdrawal(order, f"the-withdrawal-form-{number:03}")
        carry_out_withdrawals()
        assert again(order).state.value in targets(state, "buyer", ["cancelled", "cancelling"])

        unpaid = place()
        put_into(unpaid, state, open_until=utc_now() - timedelta(seconds=1))
        expire_overdue()
        assert again(unpaid).state.value in targets(state, "clock", ["expired"])


def test_a_withdrawal_after_the_period_moves_nothing(orders: Orders) -> None:
    order = orders.in_state(State.HANDED_OVER)
    put_into(order, State.HANDED_OVER, handed_over_at=utc_now() - PERIOD_IS_OVER)
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert again(order).state is State.HANDED_OVER
