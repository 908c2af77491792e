"""Editions as people meet them: the public page, ordering a unit, and the product team's pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.audit import list_actions
from configurator.database import db, utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.editions.reading import every_edition
from configurator.preorders.models import Preorder
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.guards import Role
from tests.cast import Tab
from tests.preorders.conftest import BROWSER, FIELDS, fill_in, hidden
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, taken, turn


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def order_of(page: FlaskClient, address: str, **different: str) -> dict[str, str]:
    """Open an order form at an address and fill it in."""
    opened = page.get(address)
    assert opened.status_code == 200, opened.location
    return {n: hidden(opened, n) for n in ("csrf_token", "order_key", "seal")} | FIELDS | {"agree": "y"} | different


def test_the_page_tells_what_is_fixed_what_it_costs_and_how_far_it_is(
    client: FlaskClient, make: MakeEdition, design: SavedDesign, paid_unit: PlaceUnit, place_unit: PlaceUnit
) -> None:
    edition = make(design_id=design.id, words="For <cosy> evenings", capacity=40, threshold=9)
    paid_unit(edition)
    place_unit(edition)
    page = client.get(f"/editions/{edition.public_id}").text
    for said in (
        "For &lt;cosy&gt; evenings",
        "A limited run: at most 40 are built.",
        "38 of 40 left",
        "Deposits paid: 1 of the 9 that it needs",
        "(UTC), in 19 days",
        'max="40" value="1"',
        'x1="22.50%"',
        "Cream",
        "€\u00a015",
        f"/d/{design.code}/preorder?edition={edition.public_id}",
    ):
        assert said in page, said
    told = client.get(f"/editions/{edition.public_id}/progress.json")
    assert (told.json["paid"], told.json["units"], told.json["is_live"]) == (1, "38 of 40 left", True)
    assert "max-age=5" in told.headers["Cache-Control"]


def test_each_state_has_its_words(client: FlaskClient, make: MakeEdition) -> None:
    edition = make(capacity=2)
    now = utc_now()
    over = {"decided_at": now, "decided_with": 1}
    states: tuple[tuple[dict[str, object], str], ...] = (
        ({"taken": 2}, "All 2 are taken"),
        ({"taken": 0, "deadline": now}, "we are counting"),
        ({"state": EditionState.FAILED, **over}, "Deposits paid: 1 of the 2 that it needed"),
        ({"state": EditionState.CONFIRMED, **over}, "Confirmed: it will be built"),
        ({"state": EditionState.CLOSED, **over}, "Sale over"),
    )
    for values, said in states:
        turn(edition, **values)
        page = client.get(f"/editions/{edition.public_id}").text
        assert said in page, said
        assert ("Compose yours" in page) == (values.get("state") is EditionState.CONFIRMED), said


def test_the_list_shows_what_is_on_sale_first_and_other_pages_lead_there(
    client: FlaskClient, make: MakeEdition, design: SavedDesign
) -> None:
    first, second = make(name="First"), make(name="Second")
    assert re.findall(r"<bdi>(\w+)</bdi></a></h2>", client.get("/lamp/editions").text) == ["Second", "First"]
    turn(second, state=EditionState.CLOSED)
    assert re.findall(r"<bdi>(\w+)</bdi></a></h2>", client.get("/lamp/editions").text) == ["First", "Second"]
    front = client.get("/").text
    assert first.public_id in front
    assert second.public_id not in front
    assert f"/editions/{first.public_id}" in client.get(f"/d/{design.code}").text


def test_a_unit_is_ordered_from_the_edition_s_page(client: FlaskClient, make: MakeEdition, design: SavedDesign) -> None:
    edition = make(design_id=design.id)
    address = f"/d/{design.code}/preorder?edition={edition.public_id}"
    form = order_of(client, address)
    assert "which is built if at least 2 deposits are paid" in client.get(address).text
    assert client.post(address, data=form).status_code == 303
    order = db.session.scalars(db.select(Preorder)).one()
    assert (order.edition_id, order.deposit_minor, taken(edition)) == (edition.id, 1500, 1)
    client.post(address, data=form)
    assert taken(edition) == 1


def test_the_last_unit_gone_while_the_form_was_filled_in_loses_nothing_typed(
    client: FlaskClient, make: MakeEdition, design: SavedDesign, place_unit: PlaceUnit
) -> None:
    edition = make(capacity=1, threshold=1)
    address = f"/d/{design.code}/preorder?edition={edition.public_id}"
    form = order_of(client, address)
    place_unit(edition)
    answer = client.post(address, data=form)
    assert answer.status_code == 409
    assert "was taken while you filled in the form" in answer.text
    assert FIELDS["street"] in answer.text
    assert f'action="/d/{design.code}/preorder"' in answer.text
    assert db.session.scalar(db.select(db.func.count(Preorder.id))) == 1
    assert client.get(address).location.endswith(f"/editions/{edition.public_id}")


def test_a_design_that_is_none_of_the_edition_is_led_back_to_it(
    client: FlaskClient, make: MakeEdition, design: SavedDesign
) -> None:
    edition = make(options=["colour.red"])
    address = f"/d/{design.code}/preorder?edition={edition.public_id}"
    assert client.get(address).location.endswith(f"/editions/{edition.public_id}")
    plain = fill_in(client, design)
    assert client.post(address, data=plain).location.endswith(f"/editions/{edition.public_id}")
    assert db.session.scalar(db.select(db.func.count(Preorder.id))) == 0


def test_who_composes_for_an_edition_comes_back_to_order_one_of_it(
    client: FlaskClient, make: MakeEdition, lamp: Product, rules: ProductRules, design: SavedDesign
) -> None:
    edition = make()
    led = client.get(f"/editions/{edition.public_id}/compose")
    assert led.status_code == 303
    assert "colour=cream" in led.location
    options = rules.complete({"colour.cream", "stand.wall"}).options
    mine = save_design(lamp, rules, options, Presentation("On the wall"), BROWSER)
    red = save_design(lamp, rules, rules.complete({"colour.red"}).options, Presentation("Red"), BROWSER)
    assert client.get(f"/d/{red.code}/preorder").status_code == 200
    client.get(f"/editions/{edition.public_id}/compose")
    ordering = client.get(f"/d/{mine.code}/preorder")
    assert ordering.location.endswith(f"/d/{mine.code}/preorder?edition={edition.public_id}")
    assert "one of the edition" in client.get(ordering.location).text
    outside = client.get(f"/d/{mine.code}/preorder?edition=")
    assert outside.status_code == 200
    assert "This design can also be one of the edition" in outside.text
    assert client.get(f"/d/{mine.code}/preorder").status_code == 200


StaffTab = Callable[[Role], Tab]


def test_three_clicks_make_an_edition_of_a_design(app: Flask, staff_tab: StaffTab, design: SavedDesign) -> None:
    manager = staff_tab(Role.PRODUCT_MANAGER).client
    new = f"/staff/editions/new?design={design.code}"
    assert new in manager.get(f"/d/{design.code}").text
    assert new not in app.test_client().get(f"/d/{design.code}").text
    filled = form_on(manager.get(new).text)
    made = manager.post(new, data=filled)
    assert made.status_code == 303, made.text
    [edition] = every_edition()
    assert made.location.endswith(f"/editions/{edition.public_id}")
    assert edition.options == {option for option in design.options if not option.startswith("market.")}
    assert (edition.name, edition.design_code) == (design.name, design.code)
    assert edition.deadline > utc_now() + timedelta(days=28)


def form_on(page: str) -> dict[str, object]:
    """What a browser would send of the first form in the main part of a page, as it is."""
    form = re.search(r"<main.*?<form method=\"post\" novalidate>(.*?)</form>", page, re.DOTALL)
    assert form
    fields: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", form[1]):
        attributes = dict(re.findall(r'(\w[\w-]*)="([^"]*)"', tag))
        if attributes.get("type") != "checkbox":
            fields[attributes["name"]] = attributes["value"]
        elif " checked" in tag:
            fields.setdefault(attributes["name"], [])
            ticked = fields[attributes["name"]]
            assert isinstance(ticked, list)
            ticked.append(attributes["value"])
    written = re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\s*(.*?)</textarea>', form[1], re.DOTALL)
    return fields | dict(written)


def test_an_edition_of_a_row_of_the_tally_begins_with_its_options(staff_tab: StaffTab) -> None:
    manager = staff_tab(Role.PRODUCT_MANAGER).client
    new = "/staff/editions/new?product=lamp&option=colour.red&option=stand.wall&option=colour.gone"
    filled = form_on(manager.get(new).text)
    assert filled["options"] == ["stand.wall", "colour.red"]
    assert filled["name"] == "Wall arm, Red"
    for wrong, said in (
        ({"threshold": "51"}, "need more than are built"),
        ({"deadline": "2020-01-01T12:00"}, "in the future"),
        ({"delivery_until": "2020-01-01"}, "before the first"),
        ({"deposit": "lots"}, "Write an amount such as"),
        ({"deposit": "999999"}, "more than one of them costs"),
        ({"options": []}, "Tick at least one part"),
        ({"name": " "}, "Give it a name"),
        ({"capacity": "0"}, "Type a number from 1"),
    ):
        answer = manager.post(new, data=filled | wrong)
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
    both = "/staff/editions/new?product=lamp&option=colour.red&option=colour.cream"
    answer = manager.post(both, data=filled | {"options": ["colour.red", "colour.cream"]})
    assert (answer.status_code, "The rules let nobody have all of these" in answer.text) == (422, True)
    assert every_edition() == []


def test_the_team_s_page_shows_only_what_may_change_and_ends_the_sale(
    staff_tab: StaffTab, make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make()
    manager = staff_tab(Role.PRODUCT_MANAGER).client
    here = f"/staff/editions/{edition.public_id}"
    assert edition.public_id in manager.get("/staff/editions").text
    assert "threshold" in form_on(manager.get(here).text)
    place_unit(edition)
    filled = form_on(manager.get(here).text)
    assert filled.keys() == {"csrf_token", "name", "words", "name_nl", "words_nl", "capacity", "deadline"}
    fewer = manager.post(here, data=filled | {"capacity": "1"})
    assert (fewer.status_code, "2 are promised" in fewer.text) == (422, True), fewer.text
    assert manager.post(here, data=filled | {"capacity": "7", "threshold": "1"}).status_code == 303
    row = db.session.scalars(db.select(Edition)).one()
    assert (row.capacity, row.threshold) == (7, 2)
    assert manager.post(f"{here}/close", data={"csrf_token": filled["csrf_token"]}).status_code == 303
    page = manager.get(here).text
    assert "Sale ended" in page
    assert 'action="' + here + '/close"' not in page
    db.session.rollback()
    assert db.session.scalars(db.select(Edition)).one().state is EditionState.CLOSED


def test_an_edition_s_name_and_words_are_shown_in_the_reader_s_language_and_else_in_the_first(
    client: FlaskClient, staff_tab: StaffTab, make: MakeEdition
) -> None:
    edition = make()
    here = f"/staff/editions/{edition.public_id}"
    manager = staff_tab(Role.PRODUCT_MANAGER).client

    def said_to(language: str) -> tuple[str, bool]:
        page = client.get(f"/editions/{edition.public_id}", headers={"Accept-Language": language}).text
        (name,) = re.findall(r"<h1><bdi>(.*?)</bdi></h1>", page)
        return name, "Soft, like the dunes." in page

    filled = form_on(manager.get(here).text) | {"words": "Soft, like the dunes."}
    assert manager.post(here, data=filled | {"name_nl": " Crème ", "words_nl": ""}).status_code == 303
    assert (said_to("en"), said_to("nl")) == (("Cream", True), ("Crème", True))
    assert form_on(manager.get(here).text)["name_nl"] == "Crème"
    assert manager.post(here, data=filled | {"name_nl": "", "words_nl": "Zacht als de duinen."}).status_code == 303
    assert (said_to("en"), said_to("nl")) == (("Cream", True), ("Cream", False))
    assert "Name and words in other languages" in manager.get(here).text
    for action in list_actions(edition.public_id):
        assert "duinen" not in str(action.details)
    too_long = manager.post(here, data=filled | {"name_nl": "x" * 81})
    assert (too_long.status_code, "At most 80 characters" in too_long.text) == (422, True)
