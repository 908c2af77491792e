"""Every page behind an order's link, whichever there are: altered, expired and other people's links open nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeSerializer
from werkzeug.test import TestResponse

from configurator.gallery.saved import SavedDesign
from configurator.preorders.addresses import order_token
from configurator.preorders.models import MailKind
from configurator.preorders.order import Order
from tests.preorders.conftest import Place, again, hidden, mail_kinds

PaidOrder = Callable[..., Order]
ASKS_NEW_LINK = "/new-link"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def addresses(app: Flask, token: str, design: SavedDesign) -> Iterator[tuple[str, str]]:
    """Each method and address that takes an order's token."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/orders/<token>"):
            values = dict.fromkeys(rule.arguments, "1") | {"token": token}
            values |= {"code": design.code} if "code" in rule.arguments else {}
            for method in (rule.methods or set()) & {"GET", "POST"}:
                yield method, urls.build(rule.endpoint, values, method=method)


def attempts(app: Flask, client: FlaskClient, token: str, design: SavedDesign) -> Iterator[tuple[str, TestResponse]]:
    form = {"csrf_token": hidden(client.get("/withdraw"), "csrf_token")}
    for method, address in addresses(app, token, design):
        yield address, client.open(address, method=method, data=form if method == "POST" else None)


def expired_token(app: Flask, order: Order) -> str:
    """A genuine token whose day has passed."""
    serializer = URLSafeSerializer(str(app.secret_key), salt="order-link")
    return str(serializer.dumps([order.public_id, (date.today() - timedelta(days=2)).isoformat()]))  # noqa: DTZ011 - two days off, in any zone


def secrets_of(order: Order) -> tuple[str, ...]:
    return order.number, order.public_id, order.buyer.name, order.buyer.email, order.buyer.street


def test_altered_and_invented_links_open_nothing(
    app: Flask, client: FlaskClient, paid_order: PaidOrder, place: Place, design: SavedDesign
) -> None:
    order, other = paid_order(), place()
    payload, signature = order_token(order).rsplit(".", 1)
    theirs = order_token(other).rsplit(".", 1)[0]
    wrong = ("x", order.public_id, order.number, payload, f"{payload}.{signature[::-1]}", f"{theirs}.{signature}")
    tried = 0
    for token in wrong:
        for address, answer in attempts(app, client, token, design):
            assert answer.status_code == 404, address
            assert not any(secret in answer.text.replace(token, "") for secret in secrets_of(order))
            tried += 1
    assert tried >= 9 * len(wrong)
    assert (again(order), mail_kinds(order)) == (order, [MailKind.CONFIRMATION])


def test_an_expired_link_opens_nothing_and_only_mails_a_new_one_to_the_buyer(
    app: Flask, client: FlaskClient, paid_order: PaidOrder, design: SavedDesign
) -> None:
    order = paid_order()
    token = expired_token(app, order)
    for address, answer in attempts(app, client, token, design):
        assert answer.status_code == (200 if address.endswith(ASKS_NEW_LINK) else 410), address
        assert not any(secret in answer.text.replace(token, "") for secret in secrets_of(order))
    assert (again(order), mail_kinds(order)) == (order, [MailKind.CONFIRMATION, MailKind.NEW_LINK])


def test_a_link_tells_of_its_own_order_only(
    app: Flask, client: FlaskClient, paid_order: PaidOrder, design: SavedDesign
) -> None:
    order = paid_order()
    theirs = paid_order(name="Bob Bakker", email="bob@example.com", street="Dijk 7")
    for address, answer in attempts(app, client, order_token(order), design):
        assert answer.status_code < 500, address
        assert not any(secret in answer.text for secret in secrets_of(theirs)), address
    assert (again(theirs), mail_kinds(theirs)) == (theirs, [MailKind.CONFIRMATION])
