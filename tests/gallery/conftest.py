"""The cast of the gallery: an author, a stranger, staff, browsers that fill in forms, and designs of the lamp."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from configurator.accounts.models import Person, PersonRole
from configurator.accounts.service import start_sign_in
from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role

Save = Callable[..., SavedDesign]


@pytest.fixture
def lamp(app: Flask) -> Product:
    return catalogue().product("lamp")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("lamp")


@pytest.fixture
def author() -> Visitor:
    return Visitor(None, "a" * 64)


@pytest.fixture
def stranger() -> Visitor:
    return Visitor(None, "b" * 64)


@pytest.fixture
def save(lamp: Product, rules: ProductRules, author: Visitor) -> Save:
    """Save a lamp with some choices, the rest by default."""

    def saved(name: str = "Evening", *choices: str, by: Visitor = author, **given: object) -> SavedDesign:
        parent = given.pop("parent", None)
        assert parent is None or isinstance(parent, str)
        presentation = Presentation(name, **given)  # type: ignore[arg-type]
        return save_design(lamp, rules, rules.complete(choices).options, presentation, by, parent)

    return saved


class Page(HTMLParser):
    """What a browser finds in a page: its tags with their attributes, and the text of its scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.scripts: list[str] = []
        self._in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self._in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.scripts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [a for t, a in self.tags if t == tag and wanted.items() <= a.items()]

    def meta(self, name: str) -> str:
        found = self.all("meta", property=name) or self.all("meta", name=name)
        assert len(found) == 1, name
        return found[0]["content"]


class Visit:
    """One browser: it gets a form's page first, then sends it with the token found there."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def open(self, address: str) -> TestResponse:
        return self.client.get(address)

    def send(self, address: str, page: str | None = None, **fields: str) -> TestResponse:
        """Post to `address` with the token of `page` (the same address unless given)."""
        token = Page(self.client.get(page or address).text).all("input", name="csrf_token")[0]["value"]
        return self.client.post(address, data={"csrf_token": token, **fields})

    def save(self, query: str = "", **fields: str) -> str:
        """Save a published lamp; returns its code."""
        sent = {"name": "Evening", "is_published": "y", **fields}
        answer = self.send(f"/lamp/save?{query}", **sent)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].partition("/d/")[2].partition("?")[0]


@pytest.fixture
def visit(app: Flask) -> Visit:
    return Visit(app.test_client())


@pytest.fixture
def other(app: Flask) -> Visit:
    return Visit(app.test_client())


@pytest.fixture
def as_person(app: Flask) -> Callable[..., Visit]:
    """A browser in which somebody with these roles is signed in with two factors."""

    def signed_in(*roles: Role, visit: Visit | None = None) -> Visit:
        person = Person(
            email=f"{secrets.token_hex(4)}@example.org", fs_uniquifier=secrets.token_hex(16), tf_primary_method="email"
        )
        person.roles = [PersonRole(name=role) for role in roles]
        db.session.add(person)
        db.session.commit()
        token = start_sign_in(person, frozenset({"password", "mailbox"}), "", "en")
        visit = visit or Visit(app.test_client())
        with visit.client.session_transaction() as session:
            session.update({"_user_id": person.fs_uniquifier, "_fresh": True, "sign_in": token})
        return visit

    return signed_in
