"""Every address of the site, as its own map lists them: what a stranger, and a form from another site, gets there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from werkzeug.routing import Rule

from configurator.config import Settings, load_settings
from configurator.site import create_app
from configurator.web.guards import Role
from tests.cast import Tab
from tests.conftest import DESIGNS
from tests.web.test_settings import SAFE

FILLED = {
    "<product:product>": "lamp",
    "<int:person_id>": "1",
    "<int:feature_id>": "1",
    "<int:mail_id>": "1",
    "<any(csv, xlsx):kind>": "csv",
    "<code>": "K7QM-2F9D",
    "<table>": "options",
    "<document>": "OC-2026-00001",
}
SAID_BY_STRIPE = "/payments/webhook"
"""Carries a signature instead of a token."""

SHOWN_AGAIN = {
    "/lamp/save",
    "/d/K7QM-2F9D/edit",
    "/staff/designs/K7QM-2F9D/hide",
    "/staff/features/1",
    "/staff/features/new",
}
"""Forms with much to type: without a token they come back as they were filled in, rather than as an error page."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def addresses(app: Flask, method: str, prefix: str = "/") -> list[str]:
    rules = [
        rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.rule.startswith(prefix)
    ]
    return [_filled(rule) for rule in rules]


def _filled(rule: Rule) -> str:
    address = rule.rule
    for part, value in FILLED.items():
        address = address.replace(part, value)
    return "/".join("made-up" if part.startswith("<") else part for part in address.split("/"))


def test_no_address_takes_a_form_without_its_token(app: Flask) -> None:
    stranger = app.test_client()
    answers = {address: stranger.post(address, data={"agree": "y"}) for address in addresses(app, "POST")}
    kept = {address for address, answer in answers.items() if answer.status_code != 400}
    assert kept == SHOWN_AGAIN
    assert answers["/lamp/save"].status_code == 422
    assert {answers[address].location.partition("?")[0] for address in kept if "/staff" in address} == {"/login"}
    assert len(answers) > 30


def test_staff_need_the_token_of_a_form_that_is_shown_again(staff_tab: Callable[[Role], Tab]) -> None:
    marketer = staff_tab(Role.MARKETER).client
    answer = marketer.post("/staff/features/new", data={"code": "K7QM-2F9D"})
    assert answer.status_code == 422
    assert "open for too long" in answer.text


def test_the_webhook_takes_nothing_without_a_signature(app: Flask) -> None:
    assert app.test_client().post(SAID_BY_STRIPE, data=b"{}").status_code == 400
    assert (
        app.test_client().post(SAID_BY_STRIPE, data=b"\xff", headers={"Stripe-Signature": "t=1,v1=0"}).status_code
        == 400
    )


def test_a_stranger_is_asked_to_sign_in_on_every_staff_page(app: Flask) -> None:
    stranger = app.test_client()
    pages = addresses(app, "GET", "/staff")
    assert len(pages) > 8
    for page in pages:
        answer = stranger.get(page)
        assert answer.status_code == 303, page
        assert answer.location.startswith("/login"), page


def test_a_stranger_sees_no_account_and_no_order(app: Flask) -> None:
    stranger = app.test_client()
    for page in addresses(app, "GET", "/account"):
        assert stranger.get(page).status_code in (302, 303), page
    for page in addresses(app, "GET", "/orders"):
        assert stranger.get(page).status_code == 404, page


def test_no_address_breaks_for_a_stranger(app: Flask) -> None:
    stranger = app.test_client()
    for address in addresses(app, "GET"):
        with stranger.get(address) as answer:
            assert answer.status_code < 500, address


@pytest.fixture
def production(app: Flask, settings: Settings) -> Flask:
    """The site as it is online, on a database with tables."""
    return create_app(
        load_settings(
            instance_path=settings.instance_path, designs_path=DESIGNS, database_url=settings.database_url, **SAFE
        )
    )


def test_production_answers_with_every_header_and_a_cookie_that_only_https_and_this_host_get(production: Flask) -> None:
    answer = production.test_client().get("/register", base_url="https://design.example")
    assert answer.status_code == 200
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=31556926" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-officina=")
    assert "Domain" not in cookie
    for attribute in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"):
        assert attribute in cookie


def test_production_sends_plain_http_to_https_and_answers_to_no_other_name(production: Flask) -> None:
    visitor = production.test_client()
    moved = visitor.get("/gallery", base_url="http://design.example")
    assert (moved.status_code, moved.location) == (302, "https://design.example/gallery")
    assert visitor.get("/gallery", base_url="https://evil.example").status_code == 400
