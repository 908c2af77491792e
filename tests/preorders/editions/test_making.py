"""Editions as the product team makes, changes and closes them; each deed is in the audit log."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from configurator.audit import list_actions
from configurator.database import utc_now
from configurator.gallery.saved import SavedDesign
from configurator.preorders.editions.forms import suggested_terms
from configurator.preorders.editions.making import (
    DearDepositError,
    FixedTermsError,
    Terms,
    UnbuildableEditionError,
    change_edition,
    changeable,
    close_sale,
    make_edition,
    terms_of,
)
from configurator.preorders.editions.models import EditionState
from configurator.preorders.editions.reading import EditionView, edition_by_id, editions_of, fitting_editions
from configurator.preorders.service import NotOnSaleError, cancel_preorder
from configurator.product.definition import Product
from configurator.product.money import Money
from configurator.product.rules import ProductRules
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, turn

MANAGER = 7


@pytest.fixture
def terms(lamp: Product) -> Terms:
    return suggested_terms(lamp, "Cream", frozenset({"colour.cream"}))


@pytest.fixture
def edition(lamp: Product, rules: ProductRules, terms: Terms, design: SavedDesign) -> EditionView:
    return make_edition(lamp, rules, replace(terms, capacity=3, threshold=2), MANAGER, design)


def test_an_edition_is_on_sale_as_it_was_made_and_the_log_knows_who_made_it(
    lamp: Product, rules: ProductRules, terms: Terms, design: SavedDesign
) -> None:
    edition = make_edition(lamp, rules, terms, MANAGER, design)
    assert terms_of(edition) == terms
    assert edition.is_on_sale(utc_now())
    assert (edition.taken, edition.paid, edition.design_code) == (0, 0, design.code)
    [line] = list_actions(edition.public_id)
    assert (line.person_id, line.action) == (MANAGER, "edition_made")


def test_what_nobody_can_build_or_costs_less_than_its_deposit_is_no_edition(
    lamp: Product, rules: ProductRules, terms: Terms
) -> None:
    with pytest.raises(UnbuildableEditionError):
        make_edition(lamp, rules, replace(terms, options=frozenset({"colour.cream", "colour.red"})), MANAGER)
    with pytest.raises(DearDepositError):
        make_edition(lamp, rules, replace(terms, deposit=Money(10**9, "EUR")), MANAGER)
    assert editions_of("lamp") == []


def test_before_the_first_sale_everything_may_change_and_the_log_tells_what(
    lamp: Product, rules: ProductRules, edition: EditionView
) -> None:
    other = Terms(
        name="Red",
        words="Only now.",
        options=frozenset({"colour.red"}),
        capacity=9,
        threshold=1,
        deadline=utc_now() + timedelta(days=1),
        deposit=Money(900, "EUR"),
        delivery_from=edition.delivery_from + timedelta(days=1),
        delivery_until=edition.delivery_until + timedelta(days=1),
    )
    assert terms_of(change_edition(edition, lamp, rules, other, MANAGER)) == other
    newest = list_actions(edition.public_id)[0]
    assert (newest.action, newest.details["capacity"]) == ("edition_changed", "9")


def test_after_the_first_sale_only_what_nobody_relies_on_may_change(
    lamp: Product, rules: ProductRules, edition: EditionView, place_unit: PlaceUnit
) -> None:
    orders = [place_unit(edition), place_unit(edition)]
    sold = edition_by_id(edition.id)
    assert changeable(sold) == {"name", "words", "translations", "capacity", "deadline"}
    before = terms_of(sold)
    refused: tuple[dict[str, object], ...] = (
        {"options": frozenset({"colour.cream", "stand.foot"})},
        {"threshold": 1},
        {"deposit": Money(1100, "EUR")},
        {"delivery_from": before.delivery_from - timedelta(days=1)},
        {"delivery_until": before.delivery_until + timedelta(days=1)},
        {"deadline": before.deadline - timedelta(minutes=1)},
        {"capacity": 1},
    )
    for change in refused:
        with pytest.raises(FixedTermsError):
            change_edition(sold, lamp, rules, replace(before, **change), MANAGER)
    later = replace(before, name="New", words="More", capacity=2, deadline=before.deadline + timedelta(days=1))
    changed = change_edition(sold, lamp, rules, later, MANAGER)
    assert (terms_of(changed), changed.left) == (later, 0)
    for order in orders:
        cancel_preorder(order)
    free = edition_by_id(edition.id)
    assert change_edition(free, lamp, rules, replace(later, threshold=1), MANAGER).threshold == 1


def test_capacity_never_falls_below_what_it_needs(lamp: Product, rules: ProductRules, edition: EditionView) -> None:
    with pytest.raises(FixedTermsError):
        change_edition(edition, lamp, rules, replace(terms_of(edition), capacity=1), MANAGER)


def test_a_unit_sold_while_the_form_was_open_fixes_the_terms(
    lamp: Product, rules: ProductRules, edition: EditionView, place_unit: PlaceUnit
) -> None:
    place_unit(edition)
    with pytest.raises(FixedTermsError):
        change_edition(edition, lamp, rules, replace(terms_of(edition), threshold=1), MANAGER)
    assert edition_by_id(edition.id).threshold == 2


def test_an_edition_that_was_decided_changes_its_deadline_no_more(
    lamp: Product, rules: ProductRules, edition: EditionView
) -> None:
    confirmed = turn(edition, state=EditionState.CONFIRMED)
    later = replace(terms_of(confirmed), deadline=confirmed.deadline + timedelta(days=1))
    with pytest.raises(FixedTermsError):
        change_edition(confirmed, lamp, rules, later, MANAGER)
    assert change_edition(confirmed, lamp, rules, replace(terms_of(confirmed), capacity=9), MANAGER).capacity == 9
    assert changeable(turn(edition, state=EditionState.FAILED)) == frozenset()


def test_a_sale_is_closed_once_and_nothing_is_sold_afterwards(edition: EditionView, place_unit: PlaceUnit) -> None:
    closed = close_sale(edition, MANAGER)
    assert closed.state is EditionState.CLOSED
    assert [line.action for line in list_actions(edition.public_id)] == ["edition_closed", "edition_made"]
    with pytest.raises(NotOnSaleError):
        place_unit(edition)
    with pytest.raises(FixedTermsError):
        close_sale(edition, MANAGER)


def test_a_configuration_finds_the_editions_that_it_could_be_one_of(make: MakeEdition, design: SavedDesign) -> None:
    fits = make(name="fits")
    for different in (
        {"options": ["colour.red"]},
        {"product_key": "clock"},
        {"state": EditionState.CLOSED},
        {"deadline": utc_now()},
    ):
        make(**different)
    assert [edition.name for edition in fitting_editions("lamp", design.options)] == [fits.name]
    on_sale = [edition.is_on_sale(utc_now()) for edition in editions_of("lamp")]
    assert on_sale == [True, True, False, False]
