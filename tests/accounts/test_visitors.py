"""Who owns what was saved."""

from __future__ import annotations

import pytest
from flask import Flask, request
from flask_mail import Message

from configurator.accounts.visitors import Visitor, current_visitor, recognise_browser


@pytest.mark.parametrize(
    ("visitor", "owner", "owns"),
    [
        (Visitor(7, None), (7, None), True),
        (Visitor(7, "aa"), (8, "aa"), False),  # a shared browser: what a person saved is that person's
        (Visitor(None, "aa"), (7, "aa"), False),
        (Visitor(None, "aa"), (None, "aa"), True),
        (Visitor(7, "aa"), (None, "aa"), True),
        (Visitor(None, "aa"), (None, "bb"), False),
        (Visitor(None, None), (None, None), False),
    ],
)
def test_a_visitor_owns_what_their_person_or_else_their_browser_saved(
    visitor: Visitor, owner: tuple[int | None, str | None], owns: bool
) -> None:
    assert visitor.owns(*owner) is owns


def test_a_browser_is_known_again_by_a_cookie_that_the_database_never_sees(app: Flask) -> None:
    app.add_url_rule("/look", "look", lambda: str(current_visitor().browser_digest))
    app.add_url_rule("/save", "save", lambda: str(recognise_browser().browser_digest))
    browser = app.test_client()
    assert browser.get("/look").text == "None"
    assert "Set-Cookie" not in browser.get("/look").headers
    saved = browser.get("/save")
    value, _, attributes = saved.headers["Set-Cookie"].removeprefix("browser=").partition(";")
    assert "HttpOnly" in attributes
    assert value not in saved.text
    assert browser.get("/look").text == saved.text == browser.get("/save").text
    assert app.test_client().get("/save").text != saved.text


def test_a_forged_cookie_of_another_length_is_ignored(app: Flask) -> None:
    with app.test_request_context(headers={"Cookie": "browser=short"}):
        assert request.cookies["browser"] == "short"
        assert current_visitor().browser_digest is None


def test_mail_really_leaves_by_smtp(app: Flask, mailbox: list) -> None:
    app.extensions["mail"].send(Message("Hello", recipients=["someone@example.org"], body="There"))
    assert [(m["To"], m["Subject"], m.get_content().strip()) for m in mailbox] == [
        ("someone@example.org", "Hello", "There")
    ]
