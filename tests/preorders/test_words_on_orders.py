"""The words on a design are part of what is ordered: on its page, in its mails, and on the desk."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from flask import Flask

from configurator.database import utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.preorders.addresses import order_token
from configurator.preorders.mails import write_mail
from configurator.preorders.models import MailKind
from configurator.preorders.offer import offer_design
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.service import place_preorder
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role
from tests.cast import Tab
from tests.preorders.conftest import ANNA, BROWSER

WORDS = "=<b>Ada</b>"


@pytest.fixture
def app(gift_app: Flask) -> Iterator[Flask]:
    return gift_app


@pytest.fixture
def mug(app: Flask) -> Product:
    return catalogue().product("mug")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("mug")


@pytest.fixture
def worded(mug: Product, rules: ProductRules) -> SavedDesign:
    options = rules.complete(["extras.name", "spoons.2"]).options
    return save_design(mug, rules, options, Presentation("Two"), BROWSER, None, {"extras.name": WORDS})


@pytest.fixture
def order(worded: SavedDesign, mug: Product, rules: ProductRules) -> Order:
    return place_preorder(offer_design(worded, mug, mug, rules), ANNA, "key-of-form", "en", BROWSER)


def test_the_frozen_quote_keeps_the_words(order: Order) -> None:
    lines = {line.option_id: line.words for line in order_by_id(order.id).quote.lines}
    assert lines["extras.name"] == WORDS
    assert "spoons.2" in lines


def test_the_order_form_and_the_orders_page_show_them(app: Flask, worded: SavedDesign, order: Order) -> None:
    client = app.test_client()
    for address in (f"/d/{worded.code}/preorder", f"/orders/{order_token(order)}"):
        page = client.get(address)
        assert page.status_code == 200
        assert "=&lt;b&gt;Ada&lt;/b&gt;" in page.text
        assert "<b>Ada" not in page.text


def test_the_confirmation_says_them(app: Flask, order: Order) -> None:
    with app.test_request_context():
        mail = write_mail(MailKind.CONFIRMATION, "en", order, utc_now())
    assert f"A name under the glaze “{WORDS}”" in mail.body
    assert "=&lt;b&gt;Ada&lt;/b&gt;" in mail.html
    assert "<b>Ada" not in mail.html


def test_the_desk_reads_and_exports_them_without_a_formula(staff_tab: Callable[[Role], Tab], order: Order) -> None:
    desk = staff_tab(Role.ORDER_DESK)
    assert "=&lt;b&gt;Ada&lt;/b&gt;" in desk.open(f"/staff/orders/{order.number}").text
    exported = desk.open("/staff/orders/export.csv")
    (row,) = csv.DictReader(StringIO(exported.get_data(as_text=True).removeprefix("\ufeff")))
    assert row["words"] == f"A name under the glaze: {WORDS}"
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row.values())
