"""The buyer's pages over HTTP: the form, the way to Stripe and back, the order behind its link, and strangers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from configurator.database import db, utc_now
from configurator.gallery.models import Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design, withdraw_design
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import payments_of, settle_refunds
from configurator.preorders.addresses import order_token
from configurator.preorders.desk import list_orders
from configurator.preorders.ending import PURPOSE
from configurator.preorders.models import MailKind
from configurator.preorders.order import Order, order_by_number
from configurator.preorders.states import State
from configurator.product.definition import Product
from configurator.product.money import Money
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from tests.payments.conftest import DECLINED, pay
from tests.preorders.conftest import (
    BROWSER,
    FIELDS,
    Place,
    again,
    fill_in,
    hidden,
    mail_kinds,
    put_into,
    send_order,
    unreachable_gateway,
)

PaidOrder = Callable[..., Order]


def only_order() -> Order:
    """The one order that there is."""
    (line,) = list_orders()
    return order_by_number(line.number)


def page_of(order: Order) -> str:
    return f"/orders/{order_token(order)}"


def said(page: TestResponse) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", " ", page.text).replace("\xa0", " ").split())


def test_the_form_says_all_that_a_buyer_must_know_before_paying(client: FlaskClient, design: SavedDesign) -> None:
    page = client.get(f"/d/{design.code}/preorder")
    words = said(page)
    for needed in (
        "Evening",
        "Lantaarn",
        "Total including 21% VAT",
        "Deposit now € 10",
        "Balance at delivery € 39",
        "Between 1 September 2027 and 31 December 2027",
        "What can still change",
        "until 14 days after delivery",
        "Netherlands",
        "Pay € 10 deposit now",
    ):
        assert needed in words, needed
    assert page.headers["Cache-Control"] == "no-store"
    assert 'name="robots" content="noindex"' in page.text


@pytest.mark.parametrize(
    ("field", "told"),
    [
        ("name", "name"),
        ("email", "email"),
        ("street", "address-line1"),
        ("postcode", "postal-code"),
        ("city", "address-level2"),
    ],
)
def test_browsers_can_fill_in_the_form(client: FlaskClient, design: SavedDesign, field: str, told: str) -> None:
    page = client.get(f"/d/{design.code}/preorder").text
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', page)
    assert tag is not None
    assert f'autocomplete="{told}"' in tag[0]
    assert f'<label for="{field}">' in page


def test_the_way_of_the_good_card(client: FlaskClient, design: SavedDesign, sandbox: RunningSandbox) -> None:
    answer = send_order(client, design)
    assert answer.status_code == 303
    assert answer.location.startswith(sandbox.address)
    order = only_order()
    assert order.state is State.RESERVED
    assert order.buyer.postcode == "1012 AB"
    paid = pay(answer.location)
    assert paid.headers["Location"].endswith("/return")
    back = client.get(paid.headers["Location"], follow_redirects=True)
    assert back.request.path == page_of(order)
    assert "Deposit paid" in said(back)
    assert again(order).state is State.PAID
    assert mail_kinds(order) == [MailKind.CONFIRMATION]


def test_the_way_of_the_declined_card(client: FlaskClient, design: SavedDesign, sandbox: RunningSandbox) -> None:
    address = send_order(client, design).location
    refused = pay(address, DECLINED)
    assert refused.status_code == 402
    back = re.search(r'href="(http://127\.0\.0\.1:5000/orders/[^"]+)"', refused.text)
    assert back is not None
    page = client.get(back[1])
    assert "Your deposit is awaited" in said(page)
    again_at_stripe = client.post(f"{page_of(only_order())}/pay", data={"csrf_token": hidden(page, "csrf_token")})
    assert (again_at_stripe.status_code, again_at_stripe.location) == (303, address)
    assert mail_kinds(only_order()) == []


def test_cancelling_asks_first_and_then_refunds(client: FlaskClient, paid_order: PaidOrder) -> None:
    order = paid_order()
    page = client.get(f"{page_of(order)}/cancel")
    assert "Cancel and refund € 10" in said(page)
    assert again(order).state is State.PAID
    done = client.post(
        f"{page_of(order)}/cancel", data={"csrf_token": hidden(page, "csrf_token")}, follow_redirects=True
    )
    assert "Your deposit is on its way back" in said(done)
    settle_refunds()
    assert "You have your deposit back" in said(client.get(page_of(order)))
    twice = client.get(f"{page_of(order)}/cancel")
    assert (twice.status_code, twice.location) == (303, page_of(order))


def test_coming_back_without_having_paid_confirms_nothing(client: FlaskClient, design: SavedDesign) -> None:
    send_order(client, design)
    page = client.get(f"{page_of(only_order())}/return")
    assert page.status_code == 200
    assert page.headers["Refresh"] == "4"
    assert "you need not pay twice" in said(page)
    assert only_order().state is State.RESERVED


def test_a_double_click_is_one_order_and_one_payment_page(client: FlaskClient, design: SavedDesign) -> None:
    form = fill_in(client, design)
    first, second = (client.post(f"/d/{design.code}/preorder", data=form) for _ in range(2))
    assert first.location == second.location
    assert len(payments_of(PURPOSE, only_order().public_id)) == 1


def test_two_tabs_of_a_browser_are_one_order(client: FlaskClient, design: SavedDesign) -> None:
    first, second = fill_in(client, design), fill_in(client, design)
    places = {client.post(f"/d/{design.code}/preorder", data=form).location for form in (first, second)}
    assert len(places) == 1
    assert only_order().state is State.RESERVED


def test_a_third_tab_opened_after_ordering_points_to_the_order(client: FlaskClient, design: SavedDesign) -> None:
    send_order(client, design)
    page = client.get(f"/d/{design.code}/preorder")
    assert f"You already have order {only_order().number}" in said(page)


def test_a_forged_price_or_deposit_is_not_even_read(client: FlaskClient, design: SavedDesign) -> None:
    answer = send_order(client, design, total="1", deposit="1", deposit_minor="1", amount="1", country="IT", quote="{}")
    assert answer.status_code == 303
    order = only_order()
    assert order.deposit == Money(1000, "EUR")
    assert order.quote.total == design.total
    assert order.buyer.country == "NL"
    assert [payment.amount for payment in payments_of(PURPOSE, order.public_id)] == [Money(1000, "EUR")]
    assert "€10.00" in requests.get(answer.location, timeout=10).text


@pytest.mark.parametrize("seal", [None, "", "x", "forged", "other"])
def test_a_missing_or_forged_seal_asks_again(client: FlaskClient, design: SavedDesign, app: Flask, seal: str) -> None:
    if seal == "other":
        seal = str(URLSafeSerializer("another secret", salt="quote-seal").dumps([design.code, "0" * 32]))
    answer = send_order(client, design, seal=seal)
    assert answer.status_code == 422
    assert list_orders() == []
    assert FIELDS["street"] in answer.text


def dearer(product: Product) -> Product:
    return replace(product, base_price=replace(product.base_price, everywhere=Money(5900, "EUR")), version="1" * 16)


def test_a_price_that_changed_is_shown_and_asked_again(
    app: Flask, client: FlaskClient, design: SavedDesign, lamp: Product
) -> None:
    form = fill_in(client, design)
    new = dearer(lamp)
    catalogue().products["lamp"] = new  # type: ignore[index]  # read-only for others
    asked = client.post(f"/d/{design.code}/preorder", data=form)
    assert asked.status_code == 422
    assert "The price of this design has changed" in said(asked)
    assert "€ 59" in said(asked)
    assert list_orders() == []
    for kept in FIELDS.values():
        assert kept in asked.text
    agreed = form | {"seal": hidden(asked, "seal")}
    assert client.post(f"/d/{design.code}/preorder", data=agreed).status_code == 303
    assert only_order().quote.total == Money(5900, "EUR")


def test_an_order_keeps_its_price_when_the_catalogue_changes(
    app: Flask, client: FlaskClient, place: Place, lamp: Product
) -> None:
    order = place()
    catalogue().products["lamp"] = dearer(lamp)  # type: ignore[index]  # read-only for others
    words = said(client.get(page_of(order)))
    assert "€ 49" in words
    assert "€ 59" not in words


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("name", "   ", "Type your name."),
        ("name", "x" * 81, "At most 80 characters fit here."),
        ("email", "anna", "Type an e-mail address such as"),
        ("email", "anna@example.com\r\nBcc: eve@example.com", "Type an e-mail address such as"),
        ("street", "", "Type your street and house number."),
        ("postcode", "12345", "Type a postcode such as 1012 AB."),
        ("city", "\x00", "Type your city."),
        ("agree", None, "Tick the box if you agree"),
        ("order_key", "short", "Reload the page and send it again."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: FlaskClient, design: SavedDesign, field: str, typed: str | None, told: str
) -> None:
    answer = send_order(client, design, **{field: typed})
    assert answer.status_code == 422
    assert told in said(answer)
    for other in FIELDS.keys() - {field}:
        assert f'value="{FIELDS[other]}"' in answer.text
    assert list_orders() == []


def test_wrong_input_is_answered_in_the_language_of_the_visitor(client: FlaskClient, design: SavedDesign) -> None:
    client.set_cookie("language", "nl", domain="127.0.0.1")
    page = client.get(f"/d/{design.code}/preorder")
    assert '<html lang="nl">' in page.text
    assert send_order(client, design).status_code == 303
    assert only_order().language == "nl"


def test_an_order_needs_the_token_of_its_form(client: FlaskClient, design: SavedDesign) -> None:
    assert send_order(client, design, csrf_token=None).status_code == 400
    assert list_orders() == []


def test_an_unavailable_stripe_keeps_the_order_and_says_so(
    app: Flask, client: FlaskClient, design: SavedDesign
) -> None:
    gateway = app.extensions["officina-gateway"]
    app.extensions["officina-gateway"] = unreachable_gateway()
    answer = send_order(client, design)
    assert answer.status_code == 503
    assert "Your order is kept and nothing was charged" in said(answer)
    app.extensions["officina-gateway"] = gateway
    paying = client.post(f"{page_of(only_order())}/pay", data={"csrf_token": hidden(answer, "csrf_token")})
    assert paying.status_code == 303
    assert pay(paying.location).status_code == 303


def test_a_design_that_can_not_be_built_any_more_is_not_sold(
    client: FlaskClient, design: SavedDesign, rules: ProductRules
) -> None:
    left = design.options - {"colour.cream"}
    db.session.execute(db.update(Design).values(options="~" + "~".join(sorted({*left, "colour.gone"})) + "~"))
    db.session.commit()
    page = client.get(f"/d/{design.code}/preorder")
    assert page.status_code == 409
    assert "can't be ordered as it is" in said(page)
    assert "The closest you can still order" in said(page)
    assert f"parent={design.code}" in page.text
    assert client.post(f"/d/{design.code}/preorder", data={"csrf_token": "x"}).status_code in (400, 409)


def test_a_withdrawn_or_unknown_design_is_not_sold(client: FlaskClient, design: SavedDesign) -> None:
    assert client.get("/d/0000-0000/preorder").status_code == 404
    withdraw_design(design.id, BROWSER)
    assert client.get(f"/d/{design.code}/preorder").status_code == 404


@pytest.mark.parametrize("state", list(State))
def test_the_order_page_tells_how_the_order_stands(client: FlaskClient, place: Place, state: State) -> None:
    order = place()
    put_into(order, state, handed_over_at=utc_now())
    page = client.get(page_of(order))
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert 'name="referrer" content="same-origin"' in page.text
    assert ("Pay € 10 deposit now" in said(page)) is (state is State.RESERVED)
    assert ("/cancel" in page.text) is (state in (State.RESERVED, State.PAID))


def test_posting_to_an_order_needs_the_token_of_its_form(client: FlaskClient, paid_order: PaidOrder) -> None:
    order = paid_order()
    for below in ("/cancel", "/pay", "/new-link"):
        assert client.post(page_of(order) + below).status_code == 400
    assert again(order).state is State.PAID


def test_a_design_of_another_market_is_delivered_there(client: FlaskClient, lamp: Product, rules: ProductRules) -> None:
    italian = save_design(lamp, rules, rules.complete(["market.it"]).options, Presentation("Sera"), BROWSER)
    assert "Italy" in said(client.get(f"/d/{italian.code}/preorder"))
    assert send_order(client, italian).status_code == 422  # a Dutch postcode
    assert send_order(client, italian, postcode="10135", city="Torino").status_code == 303
    assert (only_order().buyer.country, only_order().quote.market) == ("IT", "it")
