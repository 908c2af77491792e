"""The order desk: who may read it, and what it finds."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from configurator.payments.service import handle_events, refunds_of, settle_refunds
from configurator.preorders.addresses import order_token
from configurator.preorders.desk import PAGE, every_order, list_orders
from configurator.preorders.ending import PURPOSE
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import REFUND_FAILS_LATE, MovableClock
from tests.preorders.conftest import ANNA, Place, put_into

ADDRESSES = ("/staff/orders", "/staff/orders/export.csv", "/staff/orders/{number}")
SignIn = Callable[[Role], Tab]


@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_are_asked_to_sign_in(client: FlaskClient, place: Place, address: str) -> None:
    order = place()
    answer = client.get(address.format(number=order.number))
    assert answer.status_code == 303
    assert "/login" in answer.location
    assert order.buyer.email not in answer.text


@pytest.mark.parametrize("role", [Role.PRODUCT_MANAGER, Role.MARKETER])
def test_other_staff_see_no_personal_data(staff_tab: SignIn, place: Place, role: Role) -> None:
    order, tab = place(), staff_tab(role)
    for address in ADDRESSES:
        answer = tab.open(address.format(number=order.number))
        assert answer.status_code == 403
        assert order.buyer.email not in answer.text


@pytest.mark.parametrize("role", [Role.ORDER_DESK, Role.ADMINISTRATOR])
def test_the_desk_reads_the_list_and_an_order_with_its_history(
    staff_tab: SignIn, paid_order: Callable[..., Order], role: Role
) -> None:
    order, tab = cancel_preorder(paid_order()), staff_tab(role)
    page = tab.open("/staff/orders")
    assert order.number in page.text
    assert page.headers["Cache-Control"] == "no-store"
    one = tab.open(f"/staff/orders/{order.number}").text
    for shown in (ANNA.email, ANNA.street, "Order placed", "Deposit received", "Order cancelled", "Requested"):
        assert shown in one
    assert tab.open("/staff/orders/P-0000-0000").status_code == 404


def test_a_refund_that_failed_leads_the_desk_to_the_next_step_and_the_buyer_is_not_told_that_it_is_under_way(
    staff_tab: SignIn, client: FlaskClient, paid_order: Callable[..., Order], stripe_clock: MovableClock
) -> None:
    order = cancel_preorder(paid_order(REFUND_FAILS_LATE))
    settle_refunds()
    stripe_clock.ahead = 10
    handle_events()
    (refund,) = refunds_of(PURPOSE, order.public_id)
    assert refund.state == "failed"
    assert (
        f'href="/staff/money/refunds/{refund.public_id}"'
        in staff_tab(Role.ORDER_DESK).open(f"/staff/orders/{order.number}").text
    )
    page = client.get(f"/orders/{order_token(order)}").text
    assert "finds another one" in page
    assert "We have asked our payment service" not in page


def test_the_list_is_filtered_by_state_and_search(staff_tab: SignIn, place: Place) -> None:
    first, second = place(), place(name="Bob Bakker", email="bob@example.com")
    put_into(second, State.PAID)
    tab = staff_tab(Role.ORDER_DESK)
    for question, found in (
        ("state=paid", {second.number}),
        ("state=reserved", {first.number}),
        ("state=nonsense", {first.number, second.number}),
        (f"search={first.number.lower()}", {first.number}),
        ("search=BOB%40example", {second.number}),
        ("search=bakker", {second.number}),
        ("search=%25", set()),
        ("search=bakker&state=reserved", set()),
    ):
        page = tab.open(f"/staff/orders?{question}").text
        assert {order.number for order in (first, second) if order.number in page} == found, question


def test_long_lists_come_in_pages_that_repeat_and_skip_nothing(place: Place) -> None:
    orders = [place() for _ in range(7)]
    listed, before = [], None
    while lines := list_orders(before=before, most=3):
        listed += [line.number for line in lines]
        before = lines[-1].cursor
    assert listed == [order.number for order in reversed(orders)]
    assert [line.number for line in every_order()] == listed
    assert PAGE > 1


def test_the_export_is_a_csv_of_the_same_list_in_which_no_formula_hides(staff_tab: SignIn, place: Place) -> None:
    order = place(name="=HYPERLINK(1)")
    answer = staff_tab(Role.ORDER_DESK).open("/staff/orders/export.csv")
    assert answer.mimetype == "text/csv"
    (row,) = csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff")))
    assert row["number"] == order.number
    assert row["buyer_name"] == "'=HYPERLINK(1)"
    assert (row["total"], row["deposit"], row["currency"], row["state"]) == ("49.00", "10.00", "EUR", "reserved")
