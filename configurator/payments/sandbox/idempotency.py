"""Stripe's idempotency: the first result of a key is replayed, whatever it was."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from configurator.payments.sandbox.errors import ApiError
from configurator.payments.sandbox.store import Answer

KIND = "idempotency_error"
LONGEST_KEY = 255


def fingerprint(method: str, path: str, body: bytes) -> str:
    """What must be equal for two requests to be the same request."""
    return hashlib.sha256(b"\n".join((method.encode(), path.encode(), body))).hexdigest()


def refuse_other_request(key: str, answer: Answer, request: str) -> None:
    """A key belongs to the parameters that it was first used with."""
    if answer.request != request:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            f"Try using a key other than '{key}' if you meant to execute a different request."
        )
        raise ApiError(message, kind=KIND)


class KeysInFlight:
    """The keys whose first request is still running."""

    def __init__(self) -> None:
        self._lock, self._keys = threading.Lock(), set[str]()

    @contextmanager
    def hold(self, key: str) -> Iterator[None]:
        """Refuse a second request with the same key until the first one is done."""
        if len(key) > LONGEST_KEY:
            raise ApiError(f"Idempotency keys have at most {LONGEST_KEY} characters.", kind=KIND)
        with self._lock:
            if key in self._keys:
                message = f"There is currently another in-progress request using this Idempotent Key: {key}"
                raise ApiError(message, status=409, kind=KIND, code="idempotency_key_in_use")
            self._keys.add(key)
        try:
            yield
        finally:
            with self._lock:
                self._keys.discard(key)
