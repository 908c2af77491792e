"""The cast of preorders: a saved lamp, a buyer's browser, and the stand-in Stripe."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.payments.gateway import Gateway
from configurator.preorders.desk import mails_of
from configurator.preorders.models import MailKind, Preorder
from configurator.preorders.offer import Offer, offer_design
from configurator.preorders.order import Buyer, Order, order_by_id
from configurator.preorders.service import open_deposit, place_preorder, settle_deposit
from configurator.preorders.states import State
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from tests.payments.conftest import GOOD, pay, sandbox, settings, stripe_clock

__all__ = ["sandbox", "settings", "stripe_clock"]

ANNA = Buyer("Anna de Vries", "anna@example.com", "Kade 12", "1012 AB", "Amsterdam", "NL")
FIELDS = {"name": ANNA.name, "email": ANNA.email, "street": ANNA.street, "postcode": "1012 ab", "city": ANNA.city}
BROWSER = Visitor(None, "a" * 64)


@pytest.fixture
def lamp(app: Flask) -> Product:
    return catalogue().product("lamp")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("lamp")


@pytest.fixture
def design(lamp: Product, rules: ProductRules) -> SavedDesign:
    return save_design(lamp, rules, rules.complete(()).options, Presentation("Evening"), BROWSER)


@pytest.fixture
def offer(design: SavedDesign, lamp: Product, rules: ProductRules) -> Offer:
    return offer_design(design, lamp, lamp, rules)


Place = Callable[..., Order]


@pytest.fixture
def place(offer: Offer) -> Place:
    """Place an order for the lamp; each with a form of its own unless a key is given."""
    count = iter(range(1000))

    def placed(key: str = "", language: str = "en", **different: str) -> Order:
        buyer = replace(ANNA, **different)
        return place_preorder(offer, buyer, key or f"key-of-form-number-{next(count):03}", language, BROWSER)

    return placed


@pytest.fixture
def paid_order(place: Place) -> Callable[..., Order]:
    """Place an order and pay its deposit at the stand-in."""

    def paid(card: str = GOOD, **given: str) -> Order:
        order = place(**given)
        pay(deposit_page(order), card)
        return settle_deposit(order)

    return paid


def deposit_page(order: Order) -> str:
    """Open the deposit's payment page as the order's page does."""
    address = open_deposit(order, "Deposit", "http://localhost/return", "http://localhost/back")
    assert address is not None
    return address


def again(order: Order) -> Order:
    """The order as it is now."""
    db.session.rollback()
    return order_by_id(order.id)


def mail_kinds(order: Order) -> list[MailKind]:
    """The mails that an order owes or has sent, oldest first."""
    db.session.rollback()
    return [mail.kind for mail in mails_of(order.id)]


def put_into(order: Order, state: State, **values: object) -> None:
    """Put an order into a state without asking the table."""
    db.session.execute(db.update(Preorder).where(Preorder.id == order.id).values(state=state, **values))
    db.session.commit()


def unreachable_gateway() -> Gateway:
    """A gateway to a port where nobody listens."""
    return Gateway("sk_test_nobody", "whsec_nobody", "http://127.0.0.1:9")


def hidden(page: TestResponse, name: str) -> str:
    """The value of a hidden field on a page."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text)
    assert found is not None, name
    return found.group(1)


def fill_in(client: FlaskClient, design: SavedDesign, **different: str | None) -> dict[str, str]:
    """Open the order form and fill it in; None leaves a field out."""
    page = client.get(f"/d/{design.code}/preorder")
    assert page.status_code == 200
    names = ("csrf_token", "order_key", "seal")
    filled = {name: hidden(page, name) for name in names} | FIELDS | {"agree": "y"} | different
    return {name: value for name, value in filled.items() if value is not None}


def send_order(client: FlaskClient, design: SavedDesign, **different: str | None) -> TestResponse:
    """Fill in the order form and send it."""
    return client.post(f"/d/{design.code}/preorder", data=fill_in(client, design, **different))
