"""Changing what was ordered before the lock, and the place in the queue, which nobody else's change makes worse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from configurator.database import db, utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, design_by_code, save_design
from configurator.payments.service import payments_of
from configurator.preorders.addresses import order_token
from configurator.preorders.changing import NotChangeableError, change_order
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import write_mail
from configurator.preorders.models import Happening, MailKind, OrderChange
from configurator.preorders.offer import Offer, offer_design
from configurator.preorders.order import Order
from configurator.preorders.queue import queue_position
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.product.definition import Product
from configurator.product.pricing import Quote
from configurator.product.rules import ProductRules
from tests.preorders.conftest import BROWSER, again, hidden, mail_kinds, put_into

PaidOrder = Callable[..., Order]


def another_design(lamp: Product, rules: ProductRules, market: str = "nl") -> SavedDesign:
    """A valid lamp of a market that differs from the default one."""
    usual = rules.complete([f"market.{market}"]).options
    for option in lamp.options.values():
        if option.id in usual or option.group == lamp.market_group.key or option.retired:
            continue
        chosen = rules.complete([f"market.{market}", option.id]).options
        if chosen != usual:
            return save_design(lamp, rules, chosen, Presentation("Another"), BROWSER)
    raise AssertionError("the lamp has no choices")


@pytest.fixture
def other(lamp: Product, rules: ProductRules) -> Offer:
    return offer_design(another_design(lamp, rules), lamp, lamp, rules)


def test_the_buyer_composes_confirms_and_keeps_deposit_and_place(
    client: FlaskClient, paid_order: PaidOrder, other: Offer
) -> None:
    order, behind = paid_order(), paid_order()
    here = f"/orders/{order_token(order)}"
    page = client.get(here)
    composing = client.post(f"{here}/change", data={"csrf_token": hidden(page, "csrf_token")}, follow_redirects=True)
    assert composing.request.path == "/lamp"
    assert f"You are changing order {order.number}" in composing.text
    asked = client.get(f"/d/{other.design.code}/preorder", follow_redirects=True)
    assert asked.request.path == f"{here}/change/{other.design.code}"
    for said in ("changed__to", "Total so far", "New total", "Difference", "Change the order"):
        assert said in asked.text
    assert again(order).quote == order.quote
    fields = {name: hidden(asked, name) for name in ("csrf_token", "seal")}
    done = client.post(asked.request.path, data=fields, follow_redirects=True)
    assert "is changed" in done.text
    changed = again(order)
    assert (changed.design_code, changed.quote.lines) == (other.design.code, other.quote.lines)
    kept = ("deposit", "buyer", "delivery_from", "delivery_until", "payment_id", "paid_at", "state", "number")
    assert all(getattr(changed, name) == getattr(order, name) for name in kept)
    assert (queue_position(changed), queue_position(again(behind))) == (1, 2)
    assert len(payments_of(PURPOSE, order.public_id)) == 1
    (before,) = db.session.scalars(db.select(OrderChange))
    assert (Quote.from_json(before.old_quote), before.old_design_code) == (order.quote, order.design_code)
    assert [line.happening for line in changed.history][-1] is Happening.CHANGED
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.CHANGE]
    assert "is changed" in write_mail(MailKind.CHANGE, "en", changed, utc_now()).subject
    assert design_by_code(order.design_code).preorders == 1
    assert design_by_code(other.design.code).preorders == 1


@pytest.mark.parametrize("state", [state for state in State if state is not State.PAID])
def test_only_a_paid_order_that_is_not_locked_can_be_changed(
    client: FlaskClient, paid_order: PaidOrder, other: Offer, state: State
) -> None:
    order = paid_order()
    put_into(order, state, handed_over_at=order.paid_at)
    with pytest.raises(NotChangeableError):
        change_order(again(order), other)
    page = client.get(f"/orders/{order_token(order)}/change/{other.design.code}")
    assert page.status_code == 303
    assert again(order).design_code == order.design_code


def test_of_two_changes_at_once_one_is_made(paid_order: PaidOrder, other: Offer) -> None:
    order = paid_order()
    change_order(order, other)
    with pytest.raises(NotChangeableError):
        change_order(order, other)
    assert again(order).changes == 1


def test_locked_a_moment_ago_it_is_not_changed(paid_order: PaidOrder, other: Offer) -> None:
    order = paid_order()
    put_into(order, State.LOCKED)
    with pytest.raises(NotChangeableError):
        change_order(order, other)
    assert again(order).quote == order.quote


def test_an_order_stays_in_its_market(paid_order: PaidOrder, lamp: Product, rules: ProductRules) -> None:
    order = paid_order()
    italian = offer_design(another_design(lamp, rules, "it"), lamp, lamp, rules)
    with pytest.raises(NotChangeableError):
        change_order(order, italian)


def test_a_place_in_the_queue_gets_better_when_somebody_leaves_and_never_worse(paid_order: PaidOrder) -> None:
    first, second, third = paid_order(), paid_order(), paid_order()

    def places() -> list[int | None]:
        return [queue_position(again(order)) for order in (first, second, third)]

    assert places() == [1, 2, 3]
    put_into(second, State.LOCKED)
    assert places() == [1, 2, 3]
    put_into(second, State.DISPUTED)
    assert places() == [1, 2, 3]
    cancel_preorder(first)
    assert places() == [None, 1, 2]
