"""How often one may try."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from configurator.accounts.models import Person
from configurator.config import Settings
from configurator.site import create_app
from configurator.web.limits import limiter
from tests.cast import PASSWORD, Tab
from tests.conftest import running

ADA = "ada@example.org"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url  # limits live in memory: one database is enough


@pytest.fixture
def app(settings: Settings, tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings.model_copy(update={"rate_limits": True}))
    for running_app in running(app):
        limiter.reset()
        yield running_app
        limiter.reset()
        limiter.enabled = False


def test_passwords_cannot_be_tried_without_end(tab: Tab, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    answers = [tab.sign_in(ADA, f"wrong password {n}").status_code for n in range(12)]
    assert answers == [200] * 10 + [429] * 2
    assert tab.sign_in(ADA, PASSWORD).status_code == 429


def test_one_account_cannot_be_tried_from_many_addresses(app: Flask, person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    answers = []
    for n in range(12):
        tab = Tab(app)
        tab.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        answers.append(tab.sign_in(ADA, f"wrong password {n}").status_code)
    assert answers == [200] * 10 + [429] * 2


def test_nobody_is_flooded_with_codes(app: Flask, person: Callable[..., Person], mailbox: list[EmailMessage]) -> None:
    person()
    for n in range(12):
        tab = Tab(app)
        tab.client.environ_base["REMOTE_ADDR"] = f"192.0.2.{n}"
        tab.ask_code(ADA if n % 2 else "Ada@Example.org")
    assert len(mailbox) == 10


def test_reading_the_page_is_not_trying(tab: Tab) -> None:
    assert {tab.client.get("/login").status_code for _ in range(15)} == {200}
