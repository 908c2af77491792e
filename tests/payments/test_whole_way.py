"""A real site and a real stand-in, two servers that talk over HTTP; the buyer never comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from waitress import wasyncore
from waitress.server import create_server

from configurator.config import Settings
from configurator.database import db
from configurator.payments.sandbox import RunningSandbox, serve_sandbox
from configurator.payments.service import look_up_payment, request_refund, settle_refunds
from configurator.site import create_app
from tests.conftest import free_port, running
from tests.payments.conftest import KEY, REFUND_FAILS_LATE, WEBHOOK_SECRET, Notes, order, pay


@pytest.fixture
def site_port() -> int:
    return free_port()


@pytest.fixture
def sandbox(tmp_path: Path, site_port: int) -> Iterator[RunningSandbox]:
    """A stand-in that sends its webhooks to the site."""
    webhook = f"http://127.0.0.1:{site_port}/payments/webhook"
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, webhook, WEBHOOK_SECRET) as stand_in:
        yield stand_in


@pytest.fixture
def app(settings: Settings, site_port: int, sandbox: RunningSandbox, notes: Notes) -> Iterator[Flask]:
    """The site, served."""
    site = create_app(settings.model_copy(update={"site_url": f"http://127.0.0.1:{site_port}"}))
    sockets: dict[int, object] = {}
    server = create_server(site, map=sockets, host="127.0.0.1", port=site_port)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            wasyncore.loop(timeout=0.1, map=sockets, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets)

    thread = threading.Thread(target=serve)
    for ready in running(site):
        thread.start()
        yield ready
        stopping.set()
        thread.join()


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        db.session.rollback()
        time.sleep(0.1)


def test_webhooks_alone_carry_a_payment_and_its_failing_refund_to_the_end(app: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url, REFUND_FAILS_LATE)
    wait_for(lambda: look_up_payment(payment.public_id).state == "paid")
    request_refund(payment.public_id)
    settle_refunds()
    wait_for(lambda: "refund failed" in notes.names())
    assert notes.names() == ["paid", "refunded asked", "refund failed"]
