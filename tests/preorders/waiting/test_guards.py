"""Two who act on the same list at once: each unit is held for one, sold to one, and given back once."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from configurator.database import db, utc_now
from configurator.preorders.order import Order
from configurator.preorders.service import NotOnSaleError, cancel_preorder
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.waiting import offering
from configurator.preorders.waiting.mails import send_waiting_list_mails
from configurator.preorders.waiting.models import WaitingEntry, WaitingMail, WaitingState
from configurator.preorders.waiting.offering import run_waiting_lists
from configurator.preorders.waiting.service import end_entry
from tests.preorders.editions.conftest import PlaceUnit, turn
from tests.preorders.waiting.conftest import SoldOut, Take, entry, turn_entry, units, wait


def what_is_wrong() -> list[str]:
    db.session.rollback()
    return list(verify_preorders(utc_now()))


def test_only_an_entry_with_an_offer_takes_a_unit(sold_out: SoldOut, take: Take) -> None:
    edition, (order, _) = sold_out(2)
    ann, _ = wait(edition, "ann", "bob")  # while bob waits, the open sale has none either
    cancel_preorder(order)
    for number, state in enumerate(WaitingState):
        if state is not WaitingState.OFFERED:
            turn_entry(ann, state=state)
            with pytest.raises(NotOnSaleError):
                take(ann, f"key-of-an-offered-unit-{number}")
            assert (units(edition), entry(edition, "ann").state) == (1, state)
    assert what_is_wrong() == []


def test_an_entry_that_went_on_in_the_meantime_is_neither_moved_nor_does_its_unit_come_free(
    sold_out: SoldOut, take: Take
) -> None:
    edition, (order, _) = sold_out(2)
    ann, bob = wait(edition, "ann", "bob")
    cancel_preorder(order)
    run_waiting_lists()
    taken = take(ann)
    assert not end_entry(ann.id, WaitingState.OFFERED, WaitingState.MISSED), "the clock saw it before it was taken"
    assert (entry(edition, "ann").state, units(edition)) == (WaitingState.TAKEN, 2)
    cancel_preorder(taken)
    run_waiting_lists()
    assert end_entry(bob.id, WaitingState.OFFERED, WaitingState.LEFT)
    assert not end_entry(bob.id, WaitingState.OFFERED, WaitingState.MISSED), "the clock saw it before they left"
    assert (entry(edition, "bob").state, units(edition)) == (WaitingState.LEFT, 1)
    assert what_is_wrong() == []


@pytest.mark.parametrize(
    "database_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)  # SQLite has one writer at a time
def test_who_leaves_while_a_unit_is_offered_to_them_leaves_it_to_the_next(
    sold_out: SoldOut, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, (order,) = sold_out()
    ann, bob = wait(edition, "ann", "bob")
    send_waiting_list_mails()
    cancel_preorder(order)
    really = offering.change_entry

    def after_they_left(entry_id: int, source: WaitingState, **values: object) -> bool:
        monkeypatch.setattr(offering, "change_entry", really)
        with db.engine.begin() as elsewhere:
            left = update(WaitingEntry).where(WaitingEntry.id == entry_id)
            elsewhere.execute(left.values(state=WaitingState.LEFT, ended_at=utc_now()))
        return really(entry_id, source, **values)

    monkeypatch.setattr(offering, "change_entry", after_they_left)
    assert run_waiting_lists() == 1
    assert [entry(edition, name).state for name in ("ann", "bob")] == [WaitingState.LEFT, WaitingState.OFFERED]
    told = db.session.scalars(db.select(WaitingMail.entry_id).where(WaitingMail.kind == "offer")).all()
    assert (told, units(edition)) == ([bob.id], 1)
    assert ann.id != bob.id
    assert what_is_wrong() == []


def test_units_that_come_free_are_not_on_open_sale_until_all_who_wait_were_offered_one(
    sold_out: SoldOut, place_unit: PlaceUnit
) -> None:
    edition, orders = sold_out(2)
    wait(edition, "ann")
    for order in orders:
        cancel_preorder(order)
    with pytest.raises(NotOnSaleError):
        place_unit(edition)
    assert units(edition) == 0
    assert run_waiting_lists() == 1
    assert isinstance(place_unit(edition), Order)
    with pytest.raises(NotOnSaleError):
        place_unit(edition)
    assert units(edition) == 2
    assert what_is_wrong() == []


def test_units_that_are_counted_and_held_by_nobody_or_held_and_not_counted_are_told(sold_out: SoldOut) -> None:
    edition, (order, *_) = sold_out(3)
    wait(edition, "ann")
    cancel_preorder(order)
    run_waiting_lists()
    assert (units(edition), what_is_wrong()) == (3, [])
    turn(edition, taken=2)
    assert what_is_wrong() == ["edition Cream: 2 units are taken, its orders hold 2 and 1 are offered"]
    turn(edition, taken=3, capacity=4)
    assert what_is_wrong() == []
    turn(edition, taken=4)
    assert what_is_wrong() == ["edition Cream: 4 units are taken, its orders hold 2 and 1 are offered"]
    turn(edition, taken=2, capacity=2)
    assert what_is_wrong()[-1] == "edition Cream: its orders and offers hold 3 of 2 units"
