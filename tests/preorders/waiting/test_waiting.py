"""Waiting lists: places that only get better, units that are offered once, nothing sold twice."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask

from configurator.accounts.personal import subject_of
from configurator.database import db, utc_now
from configurator.preorders.editions.models import EditionState
from configurator.preorders.order import Order
from configurator.preorders.service import NotOnSaleError, cancel_preorder
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.waiting.mails import send_waiting_list_mails
from configurator.preorders.waiting.models import WaitingEntry, WaitingMail, WaitingState
from configurator.preorders.waiting.offering import ENDED, UNCONFIRMED, offer_lasts, run_waiting_lists
from configurator.preorders.waiting.reading import counts_of, list_of
from configurator.preorders.waiting.service import confirm, join, leave
from configurator.privacy.service import forget
from tests.cast import text_of
from tests.payments.conftest import at_once
from tests.preorders.editions.conftest import PlaceUnit, turn
from tests.preorders.waiting.conftest import SoldOut, Take, entry, positions, turn_entry, units, wait


def assert_sound() -> None:
    assert list(verify_preorders(utc_now())) == []


def test_a_place_is_known_and_never_gets_worse(sold_out: SoldOut, mailbox: list[EmailMessage]) -> None:
    edition, _ = sold_out()
    for name in ("early", "late"):
        join(edition.id, f"{name}@example.org", "en")
    assert positions(edition, "early", "late") == [None, None], "who has not confirmed has no place"
    wait(edition, "ann", "bob", "cem")
    confirm(entry(edition, "early").public_id)
    names = ("ann", "bob", "cem", "early")
    assert positions(edition, *names) == [1, 2, 3, 4]
    join(edition.id, "ANN@example.org ", "en")
    confirm(entry(edition, "ann").public_id)
    assert positions(edition, *names) == [1, 2, 3, 4], "asking again changes nothing"
    leave(entry(edition, "bob").public_id)
    assert positions(edition, *names) == [1, None, 2, 3]
    wait(edition, "bob")
    assert positions(edition, *names) == [1, 4, 2, 3], "who comes back is last"
    assert send_waiting_list_mails() == 5, "one an hour to each entry that is not over"
    assert sorted(str(mail["To"]).partition("@")[0] for mail in mailbox) == ["ann", "bob", "cem", "early", "late"]
    assert send_waiting_list_mails() == 0


def test_a_unit_that_comes_free_is_the_firsts_and_nobody_elses(
    sold_out: SoldOut, place_unit: PlaceUnit, take: Take, mailbox: list[EmailMessage]
) -> None:
    edition, (order,) = sold_out()
    ann, bob = wait(edition, "ann", "bob")
    send_waiting_list_mails()
    assert run_waiting_lists() == 0
    cancel_preorder(order)
    assert units(edition) == 0
    with pytest.raises(NotOnSaleError):  # free, but not for the open sale
        place_unit(edition)
    assert (run_waiting_lists(), run_waiting_lists()) == (1, 0)
    assert [entry(edition, name).state for name in ("ann", "bob")] == [WaitingState.OFFERED, WaitingState.WAITING]
    assert (units(edition), positions(edition, "bob")) == (1, [1])
    assert_sound()
    mailbox.clear()
    assert send_waiting_list_mails() == 1
    assert mailbox[0]["To"] == "ann@example.org"
    assert "/waiting/" in text_of(mailbox[0])
    for nobody in (bob, ann):
        with pytest.raises(NotOnSaleError):
            place_unit(edition) if nobody is ann else take(nobody)
    taken = take(ann)
    assert take(ann).id == taken.id, "the same form is the same order"
    with pytest.raises(NotOnSaleError):
        take(ann, "key-of-another-form-here")
    assert (entry(edition, "ann").state, entry(edition, "ann").order_number) == (WaitingState.TAKEN, taken.number)
    assert units(edition) == 1
    assert_sound()
    cancel_preorder(taken)
    assert run_waiting_lists() == 1
    assert entry(edition, "bob").state is WaitingState.OFFERED
    assert_sound()


def test_an_offer_that_is_not_taken_in_time_goes_to_the_next_and_in_the_end_to_everybody(
    sold_out: SoldOut, place_unit: PlaceUnit, take: Take, mailbox: list[EmailMessage]
) -> None:
    edition, (order,) = sold_out()
    ann, _ = wait(edition, "ann", "bob")
    cancel_preorder(order)
    run_waiting_lists()
    turn_entry(ann, offer_until=utc_now() - timedelta(seconds=1))
    assert run_waiting_lists() == 0
    held = entry(edition, "ann")
    assert (held.state, (held.offer_until or utc_now()) > utc_now()) == (WaitingState.OFFERED, True), "no mail yet"
    send_waiting_list_mails()
    turn_entry(ann, offer_until=utc_now() - timedelta(seconds=1))
    assert run_waiting_lists() == 1
    assert [entry(edition, name).state for name in ("ann", "bob")] == [WaitingState.MISSED, WaitingState.OFFERED]
    assert_sound()
    with pytest.raises(NotOnSaleError):
        take(ann)
    bob = entry(edition, "bob")
    assert timedelta(0) < offer_lasts() - ((bob.offer_until or utc_now()) - utc_now()) < timedelta(minutes=5)
    leave(bob.public_id)
    assert (units(edition), run_waiting_lists()) == (0, 0)
    assert isinstance(place_unit(edition), Order)
    assert_sound()


def test_an_offer_lapses_though_its_mail_never_goes_out_when_twice_its_time_is_over(sold_out: SoldOut) -> None:
    edition, (order,) = sold_out()
    (ann,) = wait(edition, "ann")
    cancel_preorder(order)
    run_waiting_lists()
    long_ago = utc_now() - 3 * offer_lasts()
    turn_entry(ann, offered_at=long_ago, offer_until=long_ago)
    run_waiting_lists()
    assert (entry(edition, "ann").state, units(edition)) == (WaitingState.MISSED, 0)


def test_many_at_once_get_places_of_their_own_and_units_are_offered_once(
    app: Flask, sold_out: SoldOut, take: Take
) -> None:
    edition, orders = sold_out(2)
    names = [f"person-{number}" for number in range(5)]
    for name in names:
        join(edition.id, f"{name}@example.org", "en")
    waiters = iter([entry(edition, name).public_id for name in names])
    db.session.rollback()
    assert at_once(app, lambda: confirm(next(waiters)), 5) == [None] * 5
    assert sorted(positions(edition, *names)) == [1, 2, 3, 4, 5]
    first_two = sorted(names, key=lambda name: entry(edition, name).position or 0)[:2]
    for order in orders:
        cancel_preorder(order)
    db.session.rollback()
    made = at_once(app, run_waiting_lists, 4)
    assert sum(int(str(count)) for count in made) == 2
    assert {name for name in names if entry(edition, name).state is WaitingState.OFFERED} == set(first_two)
    assert (units(edition), db.session.query(WaitingMail).filter_by(kind="offer").count()) == (2, 2)
    ann, keys = entry(edition, first_two[0]), iter(f"key-of-an-offered-unit-{n}" for n in range(9))
    db.session.rollback()
    results = at_once(app, lambda: take(ann, next(keys)), 4)
    assert sum(isinstance(result, Order) for result in results) == 1
    assert sum(isinstance(result, NotOnSaleError) for result in results) == 3
    assert units(edition) == 2
    assert_sound()


def test_a_list_ends_with_its_edition_and_old_entries_are_forgotten(sold_out: SoldOut) -> None:
    edition, (order,) = sold_out()
    ann, bob = wait(edition, "ann", "bob")
    cancel_preorder(order)
    run_waiting_lists()
    turn(edition, state=EditionState.CLOSED)
    assert run_waiting_lists() == 0
    assert {entry(edition, name).state for name in ("ann", "bob")} == {WaitingState.OVER}
    assert units(edition) == 0
    assert_sound()
    turn(edition, state=EditionState.OPEN)
    join(edition.id, "cem@example.org", "en")
    turn_entry(entry(edition, "cem"), asked_at=utc_now() - UNCONFIRMED - timedelta(hours=1))
    turn_entry(ann, ended_at=utc_now() - ENDED - timedelta(hours=1))
    run_waiting_lists()
    assert db.session.scalars(db.select(WaitingEntry.id)).all() == [bob.id]


def test_who_has_their_data_deleted_leaves_every_list_and_frees_the_unit(sold_out: SoldOut) -> None:
    edition, (order,) = sold_out()
    wait(edition, "ann", "bob")
    cancel_preorder(order)
    run_waiting_lists()
    assert counts_of(edition.id)[WaitingState.OFFERED] == 1
    forget(subject_of("Ann@example.org"), keep_designs=False)
    assert [line.email for line in list_of(edition.id)] == ["bob@example.org"]
    assert units(edition) == 0
    assert run_waiting_lists() == 1
    assert entry(edition, "bob").state is WaitingState.OFFERED
    assert_sound()
