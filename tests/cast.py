"""The cast of the tests: a visitor's browser that fills in forms, and people of every kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import Flask
from flask_security import hash_password
from werkzeug.test import TestResponse

from configurator.accounts import staff
from configurator.accounts.models import Person
from configurator.accounts.service import find_person
from configurator.database import db
from configurator.web.guards import Role

PASSWORD = "seven quiet lamps"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
CODE = re.compile(r"\b\d{6}\b")
LINK = re.compile(r"https?://\S+")


class Tab:
    """One browser tab of a stranger until somebody signs in with it."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.address = "/"

    def open(self, path: str) -> TestResponse:
        answer = self.client.get(path, follow_redirects=True)
        self.address = answer.request.path
        return answer

    def send(self, path: str, **fields: str) -> TestResponse:
        """Post a form to `path` with the token of the page that the visitor has, and follow where it leads."""
        answer = self.client.post(path, data={"csrf_token": self.token(), **fields}, follow_redirects=True)
        self.address = answer.request.path
        return answer

    def token(self) -> str:
        found = CSRF.search(self.client.get("/register").text)
        assert found
        return found[1]

    def sign_in(self, email: str, shown: str) -> TestResponse:
        return self.send("/login", identity=email, passcode=shown)

    def ask_code(self, email: str) -> TestResponse:
        return self.send("/us-signin/send-code", identity=email, chosen_method="email")

    def is_signed_in(self) -> bool:
        return self.client.get("/account").status_code == 200


@pytest.fixture
def tab(app: Flask) -> Tab:
    return Tab(app)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def code_in(mail: EmailMessage) -> str:
    found = CODE.search(text_of(mail))
    assert found
    return found[0]


def link_in(mail: EmailMessage) -> str:
    found = LINK.search(text_of(mail))
    assert found
    return found[0]


@pytest.fixture
def person(app: Flask) -> Callable[..., Person]:
    """Makes an ordinary person, with a password if one is given."""

    def make(email: str = "ada@example.org", password: str | None = None) -> Person:
        made = staff.register(email, "Ada", "en")
        assert made is not None
        made.password = hash_password(password) if password else None
        db.session.commit()
        return made

    return make


@pytest.fixture
def staff_tab(app: Flask, mailbox: list[EmailMessage]) -> Callable[[Role], Tab]:
    """Signs somebody in who holds a role, with a password and a code by mail."""

    def sign_in(role: Role) -> Tab:
        email = f"{role}@example.org"
        staff.create_staff(email, PASSWORD, role)
        tab = Tab(app)
        tab.sign_in(email, PASSWORD)
        assert tab.address == "/tf-validate"
        tab.send("/tf-validate", code=code_in(mailbox[-1]))
        assert find_person(email) is not None
        return tab

    return sign_in
