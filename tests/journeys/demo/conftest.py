"""The whole demo as a newcomer starts it, in a process of its own, and staff who sign in there."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from configurator.config import ROOT
from tests.journeys.conftest import Guard

START_SECONDS = 180
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Demo:
    """A running demo: its address, what it printed, where it keeps its data."""

    address: str
    log: Path
    instance: Path
    process: subprocess.Popen[bytes]

    @property
    def printed(self) -> str:
        return self.log.read_text()

    @property
    def password(self) -> str:
        found = re.search(r"with the password (\S+)", self.printed)
        assert found
        return found[1]

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


def start_demo(instance: Path, log: Path) -> Demo:
    port = free_ports(3)
    environment = {**os.environ, "INSTANCE_PATH": str(instance), "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "flask", "demo", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    demo = Demo(f"http://127.0.0.1:{port}", log, instance, process)
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{demo.address}/healthz", timeout=5) as answer:  # noqa: S310 - our own address
                if answer.status == 200:
                    return demo
        except (URLError, OSError):
            time.sleep(0.25)
    process.kill()
    raise AssertionError(f"the demo did not start:\n{demo.printed}")


def free_ports(count: int) -> int:
    """The first of `count` free ports in a row."""
    for port in range(20_000 + os.getpid() % 5_000, 60_000, count):
        probes = [socket.socket() for _ in range(count)]
        try:
            for offset, probe in enumerate(probes):
                probe.bind(("127.0.0.1", port + offset))
        except OSError:
            continue
        else:
            return port
        finally:
            for probe in probes:
                probe.close()
    raise AssertionError("no free ports")


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("demo")
    running = start_demo(folder / "instance", folder / "log")
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder of the npm packages that the lock file names, installed where they are missing."""
    folder = ROOT / "tests" / "node_modules"
    if not all((folder / name).exists() for name in ("axe-core", "lighthouse")):
        if shutil.which("npm") is None:
            pytest.skip("npm is not installed: no page is checked by axe-core and by Lighthouse")
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=folder.parent, check=True)
    return folder


@pytest.fixture
def live_site(demo: Demo) -> Demo:
    """The pages of `new_page` are visitors of the demo."""
    return demo


@pytest.fixture
def guard(demo: Demo) -> Iterator[Guard]:
    """As for every page, but a journey may lead to the payment page on the next port."""
    guard = Guard(demo)
    site = urlsplit(demo.address)
    guard.neighbours.add(f"{site.hostname}:{(site.port or 0) + 1}")
    yield guard
    assert guard.verdict() == []


@pytest.fixture
def staff_page(new_page: Callable[..., Page], demo: Demo) -> Callable[[str], Page]:
    """Signs in with the printed password and the code from the demo's mailbox."""

    def sign_in(email: str, **options: object) -> Page:
        page = new_page(**options)
        page.goto("/login")
        page.get_by_label("E-mail address").fill(email)
        page.get_by_label("Password").fill(demo.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(re.compile("tf-validate"))
        page.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(newest_code(new_page, email))
        page.locator("main form button").first.click()
        page.wait_for_url(lambda address: "tf-validate" not in address)
        return page

    return sign_in


def newest_code(new_page: Callable[..., Page], email: str) -> str:
    reader = new_page()
    reader.goto("/demo/mailbox")
    reader.locator("tr", has_text=email).first.get_by_role("link").click()
    found = CODE.search(reader.locator(".mail-text").inner_text())
    assert found
    return found[0]
