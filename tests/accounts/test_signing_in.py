"""Signing in by code and by password, and what it gives away, lets through and leaves behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from configurator.accounts.models import Person, SignIn
from configurator.accounts.visitors import signed_in
from configurator.database import db
from tests.cast import PASSWORD, Tab, code_in, link_in, text_of

ADA = "ada@example.org"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url  # what differs between databases is tried in test_staff.py


def test_a_code_by_mail_signs_in_without_any_password(
    tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person()
    answer = tab.ask_code(ADA)
    assert "on its way" in answer.text
    assert mailbox[-1]["To"] == ADA
    assert mailbox[-1].get_body(("html",)) is not None
    tab.sign_in(ADA, code_in(mailbox[-1]))
    assert tab.address == "/account"
    assert tab.is_signed_in()


def test_a_code_works_once(app: Flask, tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage]) -> None:
    person()
    tab.ask_code(ADA)
    code = code_in(mailbox[-1])
    tab.sign_in(ADA, code)
    thief = Tab(app)
    thief.sign_in(ADA, code)
    assert not thief.is_signed_in()


def test_who_signs_in_on_a_second_device_at_once_is_mailed_a_code_that_works(
    app: Flask, tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person()
    phone = Tab(app)
    for device in (tab, phone):
        device.ask_code(ADA)
        device.sign_in(ADA, code_in(mailbox[-1]))
    assert phone.is_signed_in()


def test_a_password_signs_in_whatever_the_case_of_the_address(tab: Tab, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    tab.sign_in("Ada@Example.org", PASSWORD)
    assert tab.is_signed_in()


@pytest.mark.parametrize("shown", ["", "wrong password here", "000000"])
def test_a_wrong_password_or_code_signs_nobody_in(tab: Tab, person: Callable[..., Person], shown: str) -> None:
    person(password=PASSWORD)
    assert "That did not work" in tab.sign_in(ADA, shown).text
    assert not tab.is_signed_in()


def seen(answer: TestResponse) -> str:
    return re.sub(r'value="[^"]*"', "", answer.text).replace(ADA, "X").replace("nobody@example.org", "X")


@pytest.mark.parametrize(
    "ask",
    [
        lambda tab, email: tab.ask_code(email),
        lambda tab, email: tab.sign_in(email, "not the password"),
        lambda tab, email: tab.send("/reset", email=email),
        lambda tab, email: tab.send("/register", name="Ada", email=email),
    ],
    ids=["code", "password", "reset", "register"],
)
def test_no_answer_tells_whether_an_address_has_an_account(
    app: Flask, person: Callable[..., Person], mailbox: list[EmailMessage], ask: Callable[[Tab, str], TestResponse]
) -> None:
    person(password=PASSWORD)
    known, unknown = ask(Tab(app), ADA), ask(Tab(app), "nobody@example.org")
    assert known.status_code == unknown.status_code == 200
    assert seen(known) == seen(unknown)


def test_registering_needs_the_code_from_the_mail(tab: Tab, mailbox: list[EmailMessage]) -> None:
    tab.send("/register", name="Grace", email="grace@example.org")
    assert not tab.is_signed_in()
    tab.sign_in("grace@example.org", code_in(mailbox[-1]))
    assert "Grace" in tab.open("/account").text


def test_a_cookie_from_before_signing_out_is_worth_nothing(tab: Tab, app: Flask, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    tab.sign_in(ADA, PASSWORD)
    kept = tab.client._cookies.copy()
    tab.send("/logout")
    assert not tab.is_signed_in()
    tab.client._cookies.update(kept)
    assert not tab.is_signed_in()
    assert db.session.query(SignIn).count() == 0


def test_signing_out_elsewhere_leaves_this_browser_alone(app: Flask, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    here, there = Tab(app), Tab(app)
    for tab in (here, there):
        tab.sign_in(ADA, PASSWORD)
    here.send("/account/sign-out-elsewhere")
    assert here.is_signed_in()
    assert not there.is_signed_in()


def test_a_changed_password_signs_out_everywhere_else(
    app: Flask, person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person(password=PASSWORD)
    here, there = Tab(app), Tab(app)
    for tab in (here, there):
        tab.sign_in(ADA, PASSWORD)
    new = "eight quiet lamps"
    here.send("/change", password=PASSWORD, new_password=new, new_password_confirm=new)
    assert here.is_signed_in()
    assert not there.is_signed_in()
    assert "changed just now" in text_of(mailbox[-1])


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(
    tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person(password=PASSWORD)
    tab.send("/reset", email=ADA)
    link, new = link_in(mailbox[-1]), "nine quiet lamps of brass"
    tab.send(link, password=new, password_confirm=new)
    tab.send(link, password=PASSWORD, password_confirm=PASSWORD)
    tab.sign_in(ADA, PASSWORD)
    assert not tab.is_signed_in()
    tab.sign_in(ADA, new)
    assert tab.is_signed_in()


@pytest.mark.parametrize(
    "away",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "http://127.0.0.1:5000@evil.example/",
        "////evil.example",
        " //evil.example",
    ],
)
def test_signing_in_never_leads_to_another_site(tab: Tab, person: Callable[..., Person], away: str) -> None:
    person(password=PASSWORD)
    answer = tab.client.post(
        "/login", query_string={"next": away}, data={"csrf_token": tab.token(), "identity": ADA, "passcode": PASSWORD}
    )
    place = answer.headers.get("Location", "/").replace("\\", "/")  # as browsers do
    assert urlsplit(urljoin("http://127.0.0.1:5000/login", place)).netloc == "127.0.0.1:5000"


def test_signing_in_leads_to_where_one_wanted_to_go(tab: Tab, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    tab.send("/login?next=/healthz", identity=ADA, passcode=PASSWORD)
    assert tab.address == "/healthz"


def test_what_belongs_to_the_browser_can_be_claimed_at_sign_in(
    app: Flask, tab: Tab, person: Callable[..., Person]
) -> None:
    heard = []

    def listen(_sender: object, **told: object) -> None:
        heard.append(told)

    ada = person(password=PASSWORD)
    with signed_in.connected_to(listen):
        tab.sign_in(ADA, PASSWORD)
    assert heard == [{"person_id": ada.id, "browser_digest": None}]


def test_a_token_in_a_header_or_an_address_signs_nobody_in(app: Flask, person: Callable[..., Person]) -> None:
    token = person().get_auth_token()
    client = app.test_client()
    assert client.get("/account", headers={"Authentication-Token": token}).status_code == 302
    assert client.get("/account", query_string={"auth_token": token}).status_code == 302


@pytest.mark.parametrize("path", ["/us-setup", "/us-verify-link", "/verify", "/tf-rescue", "/tf-select"])
def test_pages_that_nobody_needs_are_closed(tab: Tab, path: str) -> None:
    assert tab.client.get(path).status_code == 404


def test_a_person_without_a_password_sets_a_good_one(
    tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person()
    tab.ask_code(ADA)
    tab.sign_in(ADA, code_in(mailbox[-1]))
    for password, is_good in (("ada.ada.ada.ada", False), (PASSWORD, True)):
        answer = tab.send("/change", new_password=password, new_password_confirm=password)
        assert ("too easy to guess" in answer.text) is not is_good
        kept = db.session.query(Person).one().password
        assert bool(kept) is is_good
    assert kept.startswith("$argon2id$")


def test_long_after_signing_in_something_dangerous_asks_again(tab: Tab, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    tab.sign_in(ADA, PASSWORD)
    assert tab.open("/wan-register").status_code == 200
    with tab.client.session_transaction() as session:
        session["fs_paa"] -= 3600
        session.pop("fs_gexp")
    tab.open("/wan-register")
    assert tab.address == "/us-verify"
    tab.send("/us-verify?next=/wan-register", passcode="not the password")
    assert tab.address == "/us-verify"
    tab.send("/us-verify?next=/wan-register", passcode=PASSWORD)
    assert tab.address == "/wan-register"


def test_a_passkeys_name_that_is_too_long_is_refused_in_the_visitors_language(
    tab: Tab, person: Callable[..., Person]
) -> None:
    person(password=PASSWORD)
    tab.sign_in(ADA, PASSWORD)
    tab.client.set_cookie("language", "nl", domain="127.0.0.1")
    assert "Hier passen hoogstens 64 tekens." in tab.send("/wan-register", name="n" * 65).text
