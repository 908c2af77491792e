"""Units of an edition: taken with the order, given back once with its end, never more than there are."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from configurator.database import db, utc_now
from configurator.gallery.service import Presentation, save_design
from configurator.payments.service import settle_refunds
from configurator.preorders.changing import hindrance
from configurator.preorders.desk_work import NotPossibleNowError, cancel_for_buyer, lead_on
from configurator.preorders.editions.capacity import give_back, take
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.history import move
from configurator.preorders.models import Happening, Preorder
from configurator.preorders.offer import NotInEditionError, Offer, offer_design, offer_in_edition
from configurator.preorders.order import Order
from configurator.preorders.queue import queue_position
from configurator.preorders.service import NotOnSaleError, cancel_preorder, expire_overdue, settle_deposit
from configurator.preorders.states import HOLDING, TRANSITIONS, Actor, State
from configurator.preorders.synthetic import record_synthetic_preorder
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from configurator.product.money import Money
from configurator.web.catalogue import catalogue
from tests.payments.conftest import at_once, pay
from tests.preorders.conftest import ANNA, BROWSER, Place, again, deposit_page, put_into
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, taken, turn
from tests.preorders.test_withdrawal import state_a_withdrawal


def is_sound() -> bool:
    db.session.rollback()
    return list(verify_preorders(utc_now())) == []


def overdue(order: Order) -> None:
    put_into(order, State.RESERVED, open_until=utc_now() - timedelta(seconds=1))


def disputed(order: Order) -> Order:
    move(order.id, order.state, State.DISPUTED, Actor.PAYMENTS, Happening.DISPUTED)
    db.session.commit()
    return again(order)


def test_an_order_of_an_edition_holds_a_unit_at_its_deposit_and_delivery_window(
    make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make()
    order = place_unit(edition)
    assert (order.edition_id, taken(edition)) == (edition.id, 1)
    assert (order.deposit, order.delivery_until) == (Money(1500, "EUR"), edition.delivery_until)
    assert is_sound()


def test_the_same_form_sent_twice_holds_one_unit(app: Flask, make: MakeEdition, place_unit: PlaceUnit) -> None:
    edition = make()
    orders = at_once(app, lambda: place_unit(edition, "one-and-the-same-form-key"))
    assert len({order.id for order in orders if isinstance(order, Order)}) == 1
    assert taken(edition) == 1


def test_the_last_unit_is_sold_once_however_many_want_it_at_the_same_moment(
    app: Flask, make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make(capacity=1, threshold=1)
    results = at_once(app, lambda: place_unit(edition))
    assert len([one for one in results if isinstance(one, Order)]) == 1
    assert all(isinstance(one, Order | NotOnSaleError) for one in results)
    assert taken(edition) == 1
    assert is_sound()


@pytest.mark.parametrize(
    "closing", [{"state": EditionState.CLOSED}, {"state": EditionState.FAILED}, {"deadline": None}]
)
def test_an_edition_whose_sale_is_over_sells_nothing(
    make: MakeEdition, place_unit: PlaceUnit, closing: dict[str, object]
) -> None:
    edition = make()
    turn(edition, **(closing | ({"deadline": utc_now()} if "deadline" in closing else {})))
    with pytest.raises(NotOnSaleError):
        place_unit(edition)
    assert taken(edition) == 0


def test_what_is_left_of_a_confirmed_edition_stays_on_sale_after_its_deadline(
    make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make(state=EditionState.CONFIRMED, deadline=utc_now() - timedelta(days=1))
    assert place_unit(edition).open_until > utc_now()
    assert taken(edition) == 1


def test_a_deposit_is_to_be_paid_before_the_edition_is_decided(make: MakeEdition, place_unit: PlaceUnit) -> None:
    edition = make(deadline=utc_now() + timedelta(hours=2))
    assert place_unit(edition).open_until == edition.deadline


def test_each_way_out_of_the_sale_gives_the_unit_back_once(
    make: MakeEdition, place_unit: PlaceUnit, paid_unit: PlaceUnit
) -> None:
    edition = make(capacity=10)

    def expire(order: Order) -> None:
        overdue(order)
        expire_overdue()

    def withdraw(order: Order) -> None:
        state_a_withdrawal(order)
        carry_out_withdrawals()

    def lose(order: Order) -> None:
        move(disputed(order).id, State.DISPUTED, State.CHARGED_BACK, Actor.PAYMENTS, Happening.CHARGED_BACK)
        db.session.commit()

    ways: list[tuple[PlaceUnit, Callable[[Order], object]]] = [
        (place_unit, cancel_preorder),
        (place_unit, expire),
        (place_unit, lambda order: cancel_for_buyer(order, 1, "sorry")),
        (paid_unit, cancel_preorder),
        (paid_unit, lambda order: cancel_for_buyer(order, 1, "sorry")),
        (paid_unit, withdraw),
        (paid_unit, lose),
    ]
    stays = place_unit(edition)
    for begin, end in ways:
        order = begin(edition)
        assert taken(edition) == 2
        end(order)
        assert again(order).state not in HOLDING
        assert taken(edition) == 1
        expire_overdue()
        settle_refunds()
        assert taken(edition) == 1
    assert again(stays).state is State.RESERVED


def test_no_way_leads_back_into_the_sale() -> None:
    assert [way for way in TRANSITIONS if way.source not in HOLDING and way.target in HOLDING] == []


def test_a_disputed_order_keeps_its_unit(make: MakeEdition, paid_unit: PlaceUnit) -> None:
    edition = make()
    order = disputed(paid_unit(edition))
    assert taken(edition) == 1
    move(order.id, State.DISPUTED, State.PAID, Actor.PAYMENTS, Happening.DISPUTE_WON)
    db.session.commit()
    assert taken(edition) == 1
    assert is_sound()


def test_one_that_was_locked_is_built_and_its_unit_stays_used(make: MakeEdition, paid_unit: PlaceUnit) -> None:
    edition = make(state=EditionState.CONFIRMED, decided_at=utc_now())
    order = lead_on(paid_unit(edition), State.LOCKED, 1)
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert again(order).state is State.CANCELLING
    assert taken(edition) == 1
    assert is_sound()


def test_nothing_of_an_edition_is_locked_before_it_is_confirmed(make: MakeEdition, paid_unit: PlaceUnit) -> None:
    order = paid_unit(make())
    with pytest.raises(NotPossibleNowError):
        lead_on(order, State.LOCKED, 1)
    assert again(order).state is State.PAID


def test_a_deposit_paid_after_expiry_goes_back_while_the_unit_is_sold_to_another(
    make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make(capacity=1, threshold=1)
    late = place_unit(edition)
    page = deposit_page(late)
    move(late.id, State.RESERVED, State.EXPIRED, Actor.CLOCK, Happening.EXPIRED)  # while the page was still open
    db.session.commit()
    second = place_unit(edition)
    pay(page)
    assert settle_deposit(late).state is State.EXPIRED
    settle_refunds()
    assert again(late).last(Happening.LATE_DEPOSIT_REFUNDED)
    assert again(second).state is State.RESERVED
    assert taken(edition) == 1
    assert is_sound()


def test_only_configurations_of_the_edition_are_units_of_it(make: MakeEdition, offer: Offer) -> None:
    dear = Money(offer.quote.total.amount_minor + 1, "EUR")
    for edition in (make(options=["colour.red"]), make(product_key="clock"), make(deposit_minor=dear.amount_minor)):
        with pytest.raises(NotInEditionError):
            offer_in_edition(offer, edition)


def test_a_change_stays_within_the_edition(make: MakeEdition, paid_unit: PlaceUnit, offer: Offer) -> None:
    order = paid_unit(make(options=["colour.cream", "stand.foot"]))
    product = offer.product
    elsewhere = offer.configuration.options - {"stand.foot"} | {"stand.wall"}

    rules = catalogue().rules("lamp")
    other = save_design(product, rules, elsewhere, Presentation("On the wall"), BROWSER)
    assert hindrance(order, offer_design(other, product, product, rules)) == "edition"


def test_the_queue_of_an_edition_is_its_own(make: MakeEdition, paid_unit: PlaceUnit, place: Place) -> None:
    put_into(place(), State.PAID, paid_at=utc_now())
    edition = make()
    assert [queue_position(paid_unit(edition)), queue_position(paid_unit(edition))] == [1, 2]


def test_the_database_itself_refuses_what_is_out_of_bounds(make: MakeEdition) -> None:
    edition = make(capacity=1, threshold=1)
    assert take(edition.id)
    assert not take(edition.id)
    for values in ({"taken": 2}, {"taken": -1}, {"capacity": 0}):
        with pytest.raises(IntegrityError):
            db.session.execute(db.update(Edition).where(Edition.id == edition.id).values(values))
        db.session.rollback()
    with pytest.raises(RuntimeError):
        give_back(edition.id)


def test_units_that_do_not_add_up_are_found(make: MakeEdition, place_unit: PlaceUnit) -> None:
    edition = make()
    order = place_unit(edition)
    turn(edition, taken=2)
    assert "edition Cream: 2 units are taken, its orders hold 1 and 0 are offered" in list(verify_preorders(utc_now()))
    turn(edition, taken=1)
    db.session.execute(db.update(Preorder).where(Preorder.id == order.id).values(edition_id=None))
    db.session.commit()
    assert "edition Cream: 1 units are taken, its orders hold 0 and 0 are offered" in list(verify_preorders(utc_now()))


def test_synthetic_orders_hold_units_too(make: MakeEdition, offer: Offer) -> None:
    edition: EditionView = make(capacity=1, threshold=1)
    of_it, now = offer_in_edition(offer, edition), utc_now()
    record_synthetic_preorder(of_it, ANNA, "en", BROWSER, State.EXPIRED, now, over_at=now)
    record_synthetic_preorder(of_it, ANNA, "en", BROWSER, State.PAID, now, paid_at=now)
    with pytest.raises(NotOnSaleError):
        record_synthetic_preorder(of_it, ANNA, "en", BROWSER, State.PAID, now, paid_at=now)
    db.session.commit()
    assert taken(edition) == 1
    assert is_sound()
