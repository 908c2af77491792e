"""The stand-in Stripe as a WSGI app: the API under /v1 and the hosted payment page under /pay."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from configurator.payments.sandbox.api import api_pages
from configurator.payments.sandbox.clock import Clock
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.hosted import hosted_pages
from configurator.payments.sandbox.store import Store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Sandbox:
    """A WSGI app with a clock of its own; close it when done."""

    def __init__(
        self,
        path: Path,
        secret_key: str,
        webhook_url: str,
        webhook_secret: str,
        public_address: str,
        now: Callable[[], float],
    ) -> None:
        self.secret_key = secret_key
        self.public_address = public_address.rstrip("/")
        self.now = now
        self.store = Store(path)
        self.clock = Clock(self.context, webhook_url, webhook_secret)
        self._sends_webhooks = bool(webhook_url)
        self._flask = Flask(__name__, static_folder="static", template_folder="templates")
        self._flask.register_blueprint(api_pages(self))
        self._flask.register_blueprint(hosted_pages(self))

    @contextmanager
    def context(self, idempotency_key: str | None = None) -> Iterator[Context]:
        """One transaction at the present time."""
        with self.store.transaction() as transaction:
            yield Context(transaction, int(self.now()), self.public_address, self._sends_webhooks, idempotency_key)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self._flask(environ, start_response)

    def close(self) -> None:
        """Stop the clock; the file stays as it is."""
        self.clock.close()


def make_sandbox(
    path: Path,
    secret_key: str,
    webhook_url: str,
    webhook_secret: str,
    public_address: str,
    now: Callable[[], float] = time.time,
) -> Sandbox:
    """A stand-in Stripe that keeps its state in the SQLite file `path`.

    It answers requests that carry `secret_key`, sends signed events to `webhook_url` (none when empty), and tells
    people to pay at `public_address`. `now` is its clock, in seconds since the epoch.
    """
    sandbox = Sandbox(Path(path), secret_key, webhook_url, webhook_secret, public_address, now)
    sandbox.clock.start()
    return sandbox
