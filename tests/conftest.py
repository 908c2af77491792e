"""What every test shares: settings of a site in a temporary folder, its databases, and the cast of visitors."""

from __future__ import annotations

import itertools
import os
import random
import socket
from collections.abc import Iterator
from contextlib import suppress
from contextvars import Context
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import URL, create_engine, make_url
from werkzeug.test import TestResponse

from configurator.accounts import rules
from configurator.config import ROOT, Settings, load_settings
from configurator.database import db
from configurator.product.definition import Product
from configurator.product.loader import product_without_pictures
from configurator.product.rules import ProductRules
from configurator.site import create_app
from tests.cast import person, staff_tab, tab
from tests.postgresql import NOT_INSTALLED, is_installed, started_postgresql

__all__ = ["person", "staff_tab", "tab"]

DESIGNS = Path(__file__).parent / "products"
"""Products that exist only for tests; none of them is a car."""
GIFTS = Path(__file__).parent / "gifts"
"""A catalogue of one: the mug, which asks for numbers and takes words."""
NUMBERS = itertools.count(1)


class CompiledTemplates(BytecodeCache):
    """Templates compiled once for all the sites of a session; Jinja2 compares their sources."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.bytecode_to_string()


COMPILED_TEMPLATES = CompiledTemplates()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Where nothing may be skipped (continuous integration), a skip is a failure."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if skipped and os.environ.get("OFFICINA_NO_SKIPS"):
        reporter.write_line(f"{len(skipped)} skipped, and OFFICINA_NO_SKIPS is set: that is a failure", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """Address of a PostgreSQL server that this session started from the installed programs, on a socket of its own."""
    if not is_installed():
        pytest.skip(NOT_INSTALLED)
    with started_postgresql() as address:
        yield address


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'test.sqlite'}"


@pytest.fixture(scope="session")
def postgresql_tables(postgresql_server: str) -> str:
    """Name of a database that has all tables; to copy it is faster than to make them for each test."""
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute("CREATE DATABASE tables")
    engine = create_engine(_address(postgresql_server, "tables").set(drivername="postgresql+psycopg"))
    db.metadata.create_all(engine)
    engine.dispose()
    return "tables"


@pytest.fixture
def postgresql_template(postgresql_tables: str) -> str:
    """Name of the database that a test on PostgreSQL gets a copy of."""
    return postgresql_tables


@pytest.fixture
def postgresql_url(postgresql_server: str, postgresql_template: str) -> Iterator[str]:
    name = f"test_{next(NUMBERS)}"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {postgresql_template}")
    yield _address(postgresql_server, name).render_as_string(hide_password=False)
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _address(server: str, database: str) -> URL:
    return make_url(server).set(database=database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that uses this (through `app`) runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(scope="session")
def smtp_port() -> int:
    """Where the sites of this session send their mail; only the `mailbox` fixture listens there."""
    return free_port()


def free_port() -> int:
    """A port to listen on later: below those that outgoing connections take, so that none of them takes it first."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Post:
    """What a receiver of mail does: keep it."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 OK"


@pytest.fixture
def mailbox(smtp_port: int) -> Iterator[list[EmailMessage]]:
    """The mails that the site sent, oldest first, received by a real SMTP server."""
    post = Post()
    receiver = Controller(post, hostname="127.0.0.1", port=smtp_port, ready_timeout=30)
    receiver.start()
    yield post.mails
    receiver.stop()


@pytest.fixture
def settings(tmp_path: Path, database_url: str, smtp_port: int) -> Settings:
    """A site with the tests' own products, without rate limits."""
    return load_settings(
        instance_path=tmp_path / "instance",
        designs_path=DESIGNS,
        database_url=database_url,
        rate_limits=False,
        smtp_port=smtp_port,
    )


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The site on an empty database, in an application context."""
    yield from running(create_app(settings))


@pytest.fixture
def gift_app(tmp_path: Path, database_url: str, smtp_port: int) -> Iterator[Flask]:
    """The site with the mug, which asks for numbers and takes words."""
    settings = load_settings(
        instance_path=tmp_path / "instance",
        designs_path=GIFTS,
        database_url=database_url,
        rate_limits=False,
        smtp_port=smtp_port,
    )
    yield from running(create_app(settings))


@pytest.fixture
def piccola_app(tmp_path: Path, sqlite_url: str, smtp_port: int) -> Iterator[Flask]:
    """The site with the product in the box, on SQLite."""
    settings = load_settings(
        instance_path=tmp_path / "instance",
        designs_path=ROOT / "designs",
        database_url=sqlite_url,
        rate_limits=False,
        smtp_port=smtp_port,
    )
    yield from running(create_app(settings))


class Browser(FlaskClient):
    """A client whose requests share nothing with the test's own application context: not `g`, not the person who is
    signed in, not the database session. Afterwards the test sees what the request wrote."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        try:
            return Context().run(super().open, *args, **kwargs)
        finally:
            if has_app_context():  # not while it follows a redirect
                db.session.rollback()


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Hashing is slow on purpose; what the tests are about does not depend on how slow."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rules, "PASSWORD_COST", {"memory_cost": 8, "time_cost": 1, "parallelism": 1})
        yield


def running(app: Flask) -> Iterator[Flask]:
    app.config["TESTING"] = True
    app.jinja_env.bytecode_cache = COMPILED_TEMPLATES
    app.test_client_class = Browser
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def piccola() -> Product:
    """The product in the box, without looking at its pictures."""
    return product_without_pictures(ROOT / "designs" / "piccola")


@pytest.fixture(scope="session")
def piccola_rules(piccola: Product) -> ProductRules:
    return ProductRules(piccola)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A stranger's browser."""
    return app.test_client()
