"""Two lamps side by side."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.accounts.visitors import Visitor
from configurator.compose.comparison import rows
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.product.configuration import Configuration, query_string
from configurator.product.definition import Product
from configurator.product.differences import differences
from configurator.product.pricing import total_price
from configurator.product.rules import ProductRules
from tests.compose.conftest import all_lamps

Save = Callable[..., SavedDesign]


@pytest.fixture
def save(lamp: Product, rules: ProductRules) -> Save:
    def saved(name: str, *choices: str) -> SavedDesign:
        return save_design(lamp, rules, rules.complete(choices).options, Presentation(name), Visitor(None, "a" * 64))

    return saved


def table(html: str) -> dict[str, list[str]]:
    """The rows of the comparison: first cell → the other cells, in words."""
    body = html.partition("<tbody>")[2].partition("</tbody>")[0]
    found = {}
    for row in re.findall(r"<tr[^>]*>(.*?)</tr>", body, re.DOTALL):
        cells = re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        first, *others = (" ".join(unescape(re.sub(r"<[^>]+>", " ", cell)).split()) for cell in cells)
        found[first] = others
    return found


def test_differences_are_exactly_the_symmetric_difference(lamp: Product) -> None:
    chance = random.Random(7)
    lamps = all_lamps(lamp)
    for _ in range(200):
        left, right = chance.sample(lamps, 2)
        found = differences(lamp, left, right)
        assert {option for each in found for option in each.left} == left - right
        assert {option for each in found for option in each.right} == right - left


def test_the_rows_prices_add_up_to_the_difference_of_the_totals(lamp: Product, app: Flask) -> None:
    chance = random.Random(8)
    lamps = all_lamps(lamp)
    for _ in range(100):
        left, right = (Configuration("lamp", options) for options in chance.sample(lamps, 2))
        with app.test_request_context():
            table_rows = rows(lamp, left, right, only_differences=chance.random() < 0.5)
        gained = sum(row.right_price.amount_minor - row.left_price.amount_minor for row in table_rows)
        assert gained == (total_price(lamp, right) - total_price(lamp, left)).amount_minor


def test_only_what_differs_is_shown_and_everything_on_demand(client: FlaskClient, save: Save) -> None:
    left, right = save("Evening", "extras.usb"), save("Reading", "extras.usb", "extras.timer", "colour.red")
    html = client.get(f"/lamp/compare?a={left.code}&b={right.code}").text
    assert table(html) == {"Colour": ["Cream", "Red", ""], "Extras": ["–", "Timer € 5", "+ € 5"]}
    assert ">Evening</h2>" in html
    assert ">Reading</h2>" in html
    everything = table(client.get(f"/lamp/compare?a={left.code}&b={right.code}&all=1").text)
    assert list(everything) == ["Model", "Stand", "Shade", "Colour", "Bulb", "Extras", "Delivered in"]


def test_a_code_a_link_and_a_configuration_can_all_be_compared(
    client: FlaskClient, save: Save, lamp: Product, rules: ProductRules
) -> None:
    design = save("Evening", "colour.red")
    options = rules.complete(("colour.red",)).options
    ways = (
        design.code,
        design.code.lower().replace("-", " "),
        f"http://127.0.0.1:5000/d/{design.code}",
        f"https://elsewhere.example/lamp?{query_string(lamp, options)}",
        query_string(lamp, options),
        "~".join(options),
    )
    plain = "~".join(rules.complete(()).options)
    for way in ways:
        html = client.get(f"/lamp/compare?a={plain}&b={quote(way, safe='')}").text
        assert table(html) == {"Colour": ["Cream", "Red", ""]}, way


def test_one_side_alone_asks_for_the_other(client: FlaskClient, rules: ProductRules) -> None:
    response = client.get(f"/lamp/compare?a={'~'.join(rules.complete(()).options)}")
    assert response.status_code == 200
    assert 'name="b"' in response.text


@pytest.mark.parametrize("pasted", ["K7QM-2F9D", "nonsense", "https://elsewhere.example/", "=", "~~~", "x" * 1500])
def test_what_can_not_be_found_is_told_and_stays_typed(client: FlaskClient, rules: ProductRules, pasted: str) -> None:
    response = client.get(f"/lamp/compare?a={'~'.join(rules.complete(()).options)}&b={quote(pasted, safe='')}")
    assert response.status_code == 422
    assert "We can&#39;t find that." in response.text
    assert f'value="{pasted}"' in response.text


def test_a_configuration_that_can_not_be_built_is_compared_as_the_nearest(
    client: FlaskClient, rules: ProductRules
) -> None:
    plain = "~".join(rules.complete(()).options)
    html = client.get(f"/lamp/compare?a={plain}&b=colour.brass~model.plain").text
    assert "Not all of it can be built today; this is the nearest." in html


def test_two_equal_lamps_are_said_to_be_the_same(client: FlaskClient, rules: ProductRules) -> None:
    plain = "~".join(rules.complete(()).options)
    assert "These two are the same." in client.get(f"/lamp/compare?a={plain}&b={plain}").text


def test_a_side_that_nobody_chose_yet_takes_no_room(client: FlaskClient) -> None:
    asked = client.get("/lamp/compare").text
    half = client.get("/lamp/compare?a=colour=red").text
    assert [page.count('class="compare__side"') for page in (asked, half)] == [1, 2]
