"""The stand-in Stripe as a WSGI app: the API under /v1 and the hosted payment page under /pay."""

from __future__ import annotations

import hmac
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask, request
from waitress.channel import ClientDisconnected

from configurator.payments.sandbox.api import DROPPED, api_pages
from configurator.payments.sandbox.clock import Clock
from configurator.payments.sandbox.context import Context
from configurator.payments.sandbox.control import control_pages
from configurator.payments.sandbox.errors import ApiError
from configurator.payments.sandbox.faults import NO_CHANCE, Chance
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
        chance: Chance,
    ) -> None:
        self.secret_key = secret_key
        self.chance = chance
        self.public_address = public_address.rstrip("/")
        self.now = now
        self.store = Store(path)
        self.clock = Clock(self.context, webhook_url, webhook_secret)
        self._sends_webhooks = bool(webhook_url)
        self._flask = Flask(__name__, static_folder="static", template_folder="templates")
        self._flask.register_blueprint(api_pages(self))
        self._flask.register_blueprint(hosted_pages(self))
        self._flask.register_blueprint(control_pages(self))

    @contextmanager
    def context(self, idempotency_key: str | None = None) -> Iterator[Context]:
        """One transaction at the present time."""
        with self.store.transaction() as transaction:
            now = int(self.now() + transaction.seconds_ahead())
            yield Context(transaction, now, self.public_address, self._sends_webhooks, self.chance, idempotency_key)

    def authenticate(self) -> None:
        """Refuse the present request unless it carries the secret key."""
        scheme, _, given = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not hmac.compare_digest(given.encode(), self.secret_key.encode()):
            raise ApiError("Invalid API Key provided.", status=401)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._flask(environ, start_response)
        if DROPPED in environ:
            raise ClientDisconnected  # waitress then closes the connection without a word
        return answer

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
    chance: Chance = NO_CHANCE,
) -> Sandbox:
    """A stand-in Stripe that keeps its state in the SQLite file `path`.

    It answers requests that carry `secret_key`, sends signed events to `webhook_url` (none when empty), and tells
    people to pay at `public_address`. `now` is its clock, in seconds since the epoch. `chance` says how often things
    go wrong by themselves; what can be made to go wrong besides is in control.py.
    """
    sandbox = Sandbox(Path(path), secret_key, webhook_url, webhook_secret, public_address, now, chance)
    sandbox.clock.start()
    return sandbox
