"""One world for the lives of a test."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe
from flask import Flask

from configurator.gallery.service import Presentation, save_design
from configurator.payments import gateway
from configurator.payments.sandbox import RunningSandbox, serve_sandbox
from configurator.preorders.offer import offer_design
from configurator.web.catalogue import catalogue
from tests.payments.conftest import KEY, WEBHOOK_SECRET
from tests.preorders.conftest import BROWSER
from tests.preorders.life.clock import FrozenClock
from tests.preorders.life.world import World

pytest.register_assert_rewrite(*(f"tests.preorders.life.{name}" for name in ("invariants", "steps", "people", "sale")))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FrozenClock:
    """One time for the site and for Stripe; nobody waits between attempts."""
    clock = FrozenClock()
    monkeypatch.setattr("configurator.database.datetime", clock.as_datetime())
    monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
    monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)
    monkeypatch.setattr(gateway, "PATIENCE", (0, 0))
    return clock


@pytest.fixture
def sandbox(tmp_path: Path, clock: FrozenClock) -> Iterator[RunningSandbox]:
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, "", WEBHOOK_SECRET, now=clock.stripes) as running:
        yield running


@pytest.fixture
def world(app: Flask, sandbox: RunningSandbox, clock: FrozenClock, tmp_path: Path) -> Iterator[World]:
    lamp, rules = catalogue().product("lamp"), catalogue().rules("lamp")
    chosen = [rules.complete(options).options for options in ((), ("model.atelier",))]
    designs = [save_design(lamp, rules, options, Presentation("Evening"), BROWSER) for options in chosen]
    offers = tuple(offer_design(design, lamp, lamp, rules) for design in designs)
    app.extensions["mail"].suppress = True  # what people are written is not what this is about
    world = World(app, sandbox, clock, offers, tmp_path / "test.sqlite")
    logger = logging.getLogger("configurator")
    logger.addHandler(world.stumbles)
    yield world
    logger.removeHandler(world.stumbles)
    world.close()
