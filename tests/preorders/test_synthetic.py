"""Synthetic preorders look like real ones, and their books balance."""

from __future__ import annotations

from datetime import timedelta

import pytest

from configurator.database import db, utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import design_by_code
from configurator.payments.service import Account, balances, payments_of, poll_open_payments, settle_refunds, verify
from configurator.preorders.desk import list_orders, mails_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order, order_by_number
from configurator.preorders.service import expire_overdue
from configurator.preorders.states import State, transition
from configurator.preorders.synthetic import record_synthetic_preorder
from tests.preorders.conftest import ANNA, BROWSER

PLACED = utc_now() - timedelta(days=9)
PAID, OVER = PLACED + timedelta(minutes=5), PLACED + timedelta(days=2)
LIVES = {
    State.PAID: (PAID, None),
    State.REFUNDED: (PAID, OVER),
    State.CANCELLED: (None, OVER),
    State.EXPIRED: (None, OVER),
}


def recorded(offer: Offer, state: State) -> Order:
    paid_at, over_at = LIVES[state]
    record_synthetic_preorder(offer, ANNA, "nl", BROWSER, state, PLACED, paid_at, over_at)
    db.session.commit()
    return order_by_number(list_orders()[0].number)


@pytest.mark.parametrize("state", list(LIVES))
def test_its_history_is_one_that_the_table_allows(offer: Offer, state: State) -> None:
    order = recorded(offer, state)
    assert order.is_synthetic
    assert order.created_at == PLACED
    assert order.state is state is order.history[-1].target
    assert [line.at for line in order.history] == sorted(line.at for line in order.history)
    for before, line in zip(order.history, order.history[1:], strict=False):
        assert line.source is before.target
        assert transition(line.source, line.target) is not None


def test_the_books_balance_and_no_worker_touches_them(offer: Offer, design: SavedDesign) -> None:
    orders = [recorded(offer, state) for state in LIVES]
    found = {account: money.amount_minor for (account, _), money in balances().items() if money}
    deposit = offer.quote.deposit.amount_minor
    assert found == {Account.SYNTHETIC: deposit, Account.DEPOSITS_HELD: -deposit}
    assert verify() == []
    assert design_by_code(design.code).preorders == 1
    assert (poll_open_payments(), settle_refunds(), expire_overdue()) == (0, 0, 0)
    assert [order_by_number(order.number).state for order in orders] == list(LIVES)
    assert [len(payments_of(PURPOSE, order.public_id)) for order in orders] == [1, 1, 0, 0]
    assert [mails_of(order.id) for order in orders] == [[], [], [], []]
