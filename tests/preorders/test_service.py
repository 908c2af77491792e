"""The life of an order through the real client and the stand-in Stripe: placed, paid, cancelled, refunded, expired."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.database import utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import design_by_code
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    Account,
    PaymentUnavailableError,
    balances,
    failed_refunds,
    handle_events,
    payments_of,
    poll_open_payments,
    refunds_of,
    retry_refund,
    settle_refunds,
)
from configurator.preorders.desk_work import cancel_for_buyer
from configurator.preorders.ending import PURPOSE
from configurator.preorders.models import Happening, MailKind
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order
from configurator.preorders.service import (
    NotCancellableError,
    NotPayableError,
    cancel_preorder,
    expire_overdue,
    open_deposit,
    settle_deposit,
)
from configurator.preorders.states import Actor, State
from configurator.product.money import Money
from tests.payments.conftest import DECLINED, GOOD, REFUND_FAILS_LATE, MovableClock, at_once, pay
from tests.payments.test_inbox import events_at, send
from tests.preorders.conftest import ANNA, Place, again, deposit_page, mail_kinds, put_into, unreachable_gateway

DEPOSIT = Money(1000, "EUR")
PaidOrder = Callable[..., Order]


def held(account: Account) -> int:
    found = balances().get((account, "EUR"))
    return found.amount_minor if found else 0


def happenings(order: Order) -> list[Happening]:
    return [line.happening for line in again(order).history]


def poll_after(order: Order) -> State:
    """What the order is once its open payments were looked after."""
    settle_deposit(order)
    return again(order).state


def test_an_order_freezes_what_the_buyer_saw(place: Place, offer: Offer, design: SavedDesign) -> None:
    order = place(language="nl")
    assert order.quote == offer.quote
    assert order.deposit == DEPOSIT
    assert order.options == design.options
    assert (order.delivery_from, order.delivery_until) == (offer.product.delivery_from, offer.product.delivery_until)
    assert (order.buyer, order.language, order.state) == (ANNA, "nl", State.RESERVED)
    assert timedelta(hours=23) < order.open_until - utc_now() <= timedelta(hours=24)


def test_the_numbers_of_orders_tell_nobody_how_many_there_are(place: Place) -> None:
    numbers = [place().number for _ in range(20)]
    assert len(set(numbers)) == 20
    assert numbers != sorted(numbers)


def test_the_same_form_sent_twice_is_one_order(place: Place) -> None:
    first, second = place("one-and-the-same-form-key"), place("one-and-the-same-form-key")
    assert first.id == second.id
    assert happenings(first) == [Happening.PLACED]


def test_the_same_form_sent_from_many_tabs_at_the_same_moment_is_one_order(
    app: Flask, place: Place, sandbox: RunningSandbox
) -> None:
    orders = at_once(app, lambda: place("one-and-the-same-form-key"))
    assert len({order.id for order in orders if isinstance(order, Order)}) == 1
    assert all(isinstance(order, Order) for order in orders)
    only = orders[0]
    assert isinstance(only, Order)
    assert happenings(only) == [Happening.PLACED]
    pages = at_once(app, lambda: deposit_page(only))
    assert len(set(pages)) == 1
    assert len(payments_of(PURPOSE, only.public_id)) == 1


def test_going_back_to_mend_the_address_changes_the_unpaid_order(place: Place) -> None:
    order = place("one-and-the-same-form-key")
    mended = place("one-and-the-same-form-key", email="anna@example.org")
    assert (mended.id, mended.buyer.email) == (order.id, "anna@example.org")
    assert happenings(order) == [Happening.PLACED, Happening.DETAILS_CHANGED]


def test_a_form_sent_again_after_payment_changes_nothing(place: Place) -> None:
    order = place("one-and-the-same-form-key")
    put_into(order, State.PAID)
    assert place("one-and-the-same-form-key", email="eve@example.org").buyer == ANNA
    assert happenings(order) == [Happening.PLACED]


def test_a_paid_deposit_confirms_the_order_counts_the_design_and_owes_one_mail(
    paid_order: PaidOrder, design: SavedDesign
) -> None:
    order = paid_order()
    assert order.state is State.PAID
    assert order.when(Happening.PAID) is not None
    assert design_by_code(design.code).preorders == 1
    assert mail_kinds(order) == [MailKind.CONFIRMATION]
    assert held(Account.DEPOSITS_HELD) == -DEPOSIT.amount_minor


def test_however_often_and_from_wherever_it_is_settled_it_happens_once(
    app: Flask, client: FlaskClient, sandbox: RunningSandbox, place: Place, design: SavedDesign
) -> None:
    order = place()
    pay(deposit_page(order))
    completed = next(event for event in events_at(sandbox) if event["type"] == "checkout.session.completed")
    at_once(app, lambda: settle_deposit(order))  # the buyer comes back in many tabs
    for _ in range(2):
        assert send(client, completed).status_code == 204
        poll_open_payments()
    assert happenings(order) == [Happening.PLACED, Happening.PAID]
    assert mail_kinds(order) == [MailKind.CONFIRMATION]
    assert design_by_code(design.code).preorders == 1


def test_a_webhook_before_the_return_settles_it_too(client: FlaskClient, sandbox: RunningSandbox, place: Place) -> None:
    order = place()
    pay(deposit_page(order))
    completed = next(event for event in events_at(sandbox) if event["type"] == "checkout.session.completed")
    assert send(client, completed).status_code == 204
    assert again(order).state is State.PAID
    assert settle_deposit(order).state is State.PAID
    assert happenings(order) == [Happening.PLACED, Happening.PAID]


def test_a_declined_card_leaves_the_order_waiting_and_a_good_one_pays_it(place: Place) -> None:
    order = place()
    page = deposit_page(order)
    assert pay(page, DECLINED).status_code == 402
    assert settle_deposit(order).state is State.RESERVED
    assert deposit_page(order) == page
    pay(page, GOOD)
    assert settle_deposit(order).state is State.PAID


def test_a_paid_order_has_nothing_to_pay_any_more(paid_order: PaidOrder) -> None:
    assert open_deposit(paid_order(), "Deposit", "http://localhost/return", "http://localhost/back") is None


def test_cancelling_a_paid_order_gives_the_whole_deposit_back_and_the_books_close_at_nothing(
    paid_order: PaidOrder, design: SavedDesign
) -> None:
    order = cancel_preorder(paid_order())
    assert order.state is State.CANCELLING
    assert design_by_code(design.code).preorders == 0
    assert settle_refunds() == 1
    assert again(order).state is State.REFUNDED
    assert [refund.amount for refund in refunds_of(PURPOSE, order.public_id)] == [DEPOSIT]
    assert happenings(order) == [Happening.PLACED, Happening.PAID, Happening.CANCELLED, Happening.REFUNDED]
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.CANCELLATION, MailKind.REFUND]
    assert {account: held(account) for account in Account} == dict.fromkeys(Account, 0)


def test_many_clicks_on_cancel_refund_once(app: Flask, paid_order: PaidOrder, design: SavedDesign) -> None:
    order = paid_order()
    answers = at_once(app, lambda: cancel_preorder(order))
    assert sum(isinstance(answer, Order) for answer in answers) == 1
    assert all(isinstance(answer, Order | NotCancellableError) for answer in answers)
    settle_refunds()
    assert len(refunds_of(PURPOSE, order.public_id)) == 1
    assert design_by_code(design.code).preorders == 0
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.CANCELLATION, MailKind.REFUND]


def test_cancelling_an_unpaid_order_closes_its_payment_page(place: Place) -> None:
    order = place()
    page = deposit_page(order)
    assert cancel_preorder(order).state is State.CANCELLED
    assert pay(page).status_code == 410
    assert mail_kinds(order) == [MailKind.CANCELLATION]


def test_a_deposit_paid_a_moment_before_cancelling_goes_back_by_itself(place: Place, design: SavedDesign) -> None:
    order = place()
    pay(deposit_page(order))  # no webhook, no return: we do not know of it
    assert cancel_preorder(order).state is State.CANCELLED
    settle_refunds()
    assert again(order).state is State.CANCELLED
    assert [refund.amount for refund in refunds_of(PURPOSE, order.public_id)] == [DEPOSIT]
    assert mail_kinds(order) == [MailKind.CANCELLATION, MailKind.LATE_REFUND]
    assert design_by_code(design.code).preorders == 0
    assert {account: held(account) for account in Account} == dict.fromkeys(Account, 0)


def test_a_cancel_that_meets_the_payment_half_way_refunds_it(paid_order: PaidOrder, place: Place) -> None:
    order = place()
    pay(deposit_page(order))
    settle_deposit(order)
    assert order.state is State.RESERVED  # what the cancelling browser still thinks
    assert cancel_preorder(order).state is State.CANCELLING


@pytest.mark.parametrize("state", [State.CANCELLING, State.REFUNDED, State.CANCELLED, State.EXPIRED])
def test_what_is_over_can_be_neither_cancelled_nor_paid(place: Place, state: State) -> None:
    order = place()
    put_into(order, state)
    with pytest.raises(NotCancellableError):
        cancel_preorder(again(order))
    with pytest.raises(NotPayableError):
        deposit_page(again(order))


def test_a_refund_that_fails_late_is_due_again_and_written_down(
    paid_order: PaidOrder, stripe_clock: MovableClock
) -> None:
    order = cancel_preorder(paid_order(REFUND_FAILS_LATE))
    settle_refunds()
    assert again(order).state is State.REFUNDED
    stripe_clock.ahead = 10
    handle_events()
    assert again(order).state is State.CANCELLING
    assert happenings(order)[-2:] == [Happening.REFUNDED, Happening.REFUND_FAILED]
    assert held(Account.REFUNDS_DUE) == -DEPOSIT.amount_minor


def test_a_refund_that_failed_late_is_made_again_and_the_buyer_hears_of_it_again(
    paid_order: PaidOrder, stripe_clock: MovableClock
) -> None:
    order = cancel_preorder(paid_order(REFUND_FAILS_LATE))
    settle_refunds()
    stripe_clock.ahead = 10
    handle_events()
    (failed,) = failed_refunds()
    retry_refund(failed.public_id, person_id=1)
    assert settle_refunds() == 1
    assert again(order).state is State.REFUNDED
    assert mail_kinds(order)[-2:] == [MailKind.REFUND, MailKind.REFUND]


def test_an_order_that_nobody_pays_expires_after_a_day_and_its_page_is_closed(place: Place) -> None:
    order = place()
    page = deposit_page(order)
    assert expire_overdue() == 0
    put_into(order, State.RESERVED, open_until=utc_now() - timedelta(minutes=1))
    assert expire_overdue() == 1
    assert expire_overdue() == 0
    assert again(order).state is State.EXPIRED
    assert pay(page).status_code == 410
    assert mail_kinds(order) == []


def test_an_overdue_order_that_was_paid_without_our_knowing_is_paid(place: Place) -> None:
    order = place()
    pay(deposit_page(order))
    put_into(order, State.RESERVED, open_until=utc_now() - timedelta(minutes=1))
    assert expire_overdue() == 0
    assert again(order).state is State.PAID


def test_its_time_over_an_order_can_not_be_paid_even_before_the_clock_ends_it(place: Place) -> None:
    order = place()
    put_into(order, State.RESERVED, open_until=utc_now() - timedelta(seconds=1))
    with pytest.raises(NotPayableError):
        deposit_page(again(order))


def test_a_payment_page_that_ran_out_leaves_the_order_open_for_another(
    place: Place, stripe_clock: MovableClock
) -> None:
    order = place()
    first = deposit_page(order)
    stripe_clock.ahead = 40 * 60
    assert settle_deposit(order).state is State.RESERVED
    stripe_clock.ahead = 0
    second = deposit_page(order)
    assert second != first
    pay(second)
    assert settle_deposit(order).state is State.PAID


def test_an_unavailable_stripe_keeps_the_order_and_a_later_try_pays_it(place: Place, app: Flask) -> None:
    order = place()
    gateway = app.extensions["officina-gateway"]
    app.extensions["officina-gateway"] = unreachable_gateway()
    with pytest.raises(PaymentUnavailableError):
        deposit_page(order)
    put_into(order, State.RESERVED, open_until=utc_now() - timedelta(minutes=1))
    assert expire_overdue() == 0  # it waits: nobody knows whether it was paid
    put_into(order, State.RESERVED, open_until=order.open_until)
    app.extensions["officina-gateway"] = gateway
    pay(deposit_page(again(order)))
    assert settle_deposit(order).state is State.PAID
    assert len(payments_of(PURPOSE, order.public_id)) == 1


def test_cancelling_while_stripe_is_down_still_cancels(place: Place, app: Flask) -> None:
    order = place()
    page = deposit_page(order)
    gateway = app.extensions["officina-gateway"]
    app.extensions["officina-gateway"] = unreachable_gateway()
    assert cancel_preorder(order).state is State.CANCELLED
    app.extensions["officina-gateway"] = gateway
    pay(page)
    assert poll_after(order) is State.CANCELLED
    settle_refunds()
    assert [refund.amount for refund in refunds_of(PURPOSE, order.public_id)] == [DEPOSIT]


def test_the_history_says_who_did_what(paid_order: PaidOrder) -> None:
    order = cancel_for_buyer(paid_order(), 7, "We can't build it.")
    settle_refunds()
    assert [line.actor for line in again(order).history] == [
        Actor.BUYER,
        Actor.PAYMENTS,
        Actor.DESK,
        Actor.PAYMENTS,
    ]
