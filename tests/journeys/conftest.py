"""A real site on a free port, and browsers that fail the test for a console error or a request to another host."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from waitress import wasyncore
from waitress.server import create_server

from configurator.accounts.visitors import Visitor
from configurator.config import ROOT, load_settings
from configurator.database import db
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, save_design
from configurator.site import create_app
from configurator.web.catalogue import catalogue
from tests.conftest import free_port

CHROMIUM = Path("/usr/bin/chromium")
SWITCHES = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE_MS = 30_000


@dataclass(frozen=True)
class LiveSite:
    """A running site: its address, its app (for `with site.app.app_context()`), and a design that is saved there."""

    address: str
    app: Flask
    design: SavedDesign


@pytest.fixture(scope="module")
def live_site(tmp_path_factory: pytest.TempPathFactory, smtp_port: int) -> Iterator[LiveSite]:
    """The product in the box on an own SQLite database, served by waitress in threads, one site for each module."""
    yield from running_site(tmp_path_factory.mktemp("live"), ROOT / "designs", smtp_port)


def running_site(folder: Path, designs: Path, smtp_port: int) -> Iterator[LiveSite]:
    """A site with these products, that keeps everything in `folder`."""
    address = f"http://127.0.0.1:{free_port()}"
    app = create_app(
        load_settings(
            site_url=address,
            instance_path=folder / "instance",
            designs_path=designs,
            database_url=f"sqlite:///{folder / 'live.sqlite'}",
            rate_limits=False,
            smtp_port=smtp_port,
        )
    )
    with app.app_context():
        db.create_all()
        site = LiveSite(address, app, _seeded_design())
        db.session.remove()
    with _served(app, int(address.rpartition(":")[2])):
        yield site
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def _served(app: Flask, port: int) -> Iterator[None]:
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=port, threads=8)
    thread = threading.Thread(target=server.run, name="live-site")
    thread.start()
    yield
    server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))  # in its own thread, whose loop then ends
    thread.join(10)
    server.task_dispatcher.shutdown()


def _seeded_design() -> SavedDesign:
    product, rules = catalogue().product("piccola"), catalogue().rules("piccola")
    configuration = rules.complete(("trim.corso", "colour.notte"))
    presentation = Presentation("Night at the harbour", "Blue, and in no hurry.", "Ada")
    return save_design(product, rules, configuration.options, presentation, Visitor(None, "d" * 64))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, headless. Skips loudly where there is none, fails there when OFFICINA_NO_SKIPS=1."""
    if not CHROMIUM.exists():
        missing = f"{CHROMIUM} is not installed: no browser test can run"
        if os.environ.get("OFFICINA_NO_SKIPS") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(SWITCHES))
        yield browser
        browser.close()


class Guard:
    """Notes what no page of ours may do: complain in the console, break, or talk to another host."""

    def __init__(self, site: LiveSite) -> None:
        self.host = urlsplit(site.address).netloc
        self.neighbours: set[str] = set()
        """Other hosts that a journey leads to, such as the payment page."""
        self.faults: list[str] = []
        self.forgiven: list[str] = ["GPU stall due to ReadPixels"]  # how a browser without a graphics card shows WebGL
        """Parts of messages that a test causes on purpose, such as a refused request."""

    def watch(self, context: BrowserContext) -> None:
        context.on("console", self._console)
        context.on("request", self._request)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.faults.append(f"console {message.type}: {message.text} ({message.location.get('url', '')})")

    def _request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc not in {self.host, *self.neighbours}:
            self.faults.append(f"request to another host: {request.url}")

    def verdict(self) -> list[str]:
        return [fault for fault in self.faults if not any(part in fault for part in self.forgiven)]


@pytest.fixture
def guard(live_site: LiveSite) -> Iterator[Guard]:
    """What the browsers of this test were seen doing; the test fails for any of it that is not `forgiven`."""
    guard = Guard(live_site)
    yield guard
    assert guard.verdict() == []


@pytest.fixture
def new_page(chromium: Browser, live_site: LiveSite, guard: Guard) -> Iterator[Callable[..., Page]]:
    """A factory of visitors: each call is a browser of its own, at the site's address; options as `new_context` has."""
    contexts: list[BrowserContext] = []

    def opened(**options: Any) -> Page:
        context = chromium.new_context(
            **{"base_url": live_site.address, "viewport": DESKTOP, "locale": "en", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        guard.watch(context)
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A visitor at a desk."""
    return new_page()


@pytest.fixture
def no_script_page(new_page: Callable[..., Page]) -> Page:
    """A visitor at a desk without JavaScript."""
    return new_page(java_script_enabled=False)


@pytest.fixture
def phone_page(new_page: Callable[..., Page]) -> Page:
    """A visitor with a phone."""
    return new_page(viewport=PHONE, device_scale_factor=2, is_mobile=True, has_touch=True)
