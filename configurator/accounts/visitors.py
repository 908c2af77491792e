"""Who is asking: a person who signed in, or a browser that saved something here before."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from hashlib import sha256

from blinker import Namespace
from flask import Response, after_this_request, current_app, g, request
from flask_login import current_user

COOKIE = "browser"
TWO_YEARS_SECONDS = 2 * 365 * 24 * 3600
VALUE_LENGTH = 22

signed_in = Namespace().signal("signed-in")
"""Sent when somebody signed in, with the app as sender and `person_id` and `browser_digest` (or None)."""


@dataclass(frozen=True)
class Visitor:
    """A person's id when they are signed in, and the digest of their browser's own cookie when it has one."""

    person_id: int | None
    browser_digest: str | None

    def owns(self, person_id: int | None, browser_digest: str | None) -> bool:
        """Whether what was saved by this person, or else (nobody being signed in) by this browser, is the visitor's."""
        if person_id is not None:
            return person_id == self.person_id
        if browser_digest is None or self.browser_digest is None:
            return False
        return hmac.compare_digest(browser_digest, self.browser_digest)


def current_visitor() -> Visitor:
    """Who is asking now; sets no cookie."""
    value = g.get("officina_browser") or request.cookies.get(_cookie_name(), "")
    person_id = current_user.id if current_user.is_authenticated else None
    return Visitor(person_id, _digest(value) if len(value) == VALUE_LENGTH else None)


def recognise_browser() -> Visitor:
    """Who is asking, with a browser that can be known again: it gets a cookie if it has none. Call it when saving."""
    visitor = current_visitor()
    if visitor.browser_digest is not None:
        return visitor
    g.officina_browser = secrets.token_urlsafe(16)

    @after_this_request
    def remember(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            g.officina_browser,
            max_age=TWO_YEARS_SECONDS,
            secure=_is_https(),
            httponly=True,
            samesite="Lax",
        )
        return response

    return current_visitor()


def _digest(value: str) -> str:
    return sha256(value.encode()).hexdigest()


def _is_https() -> bool:
    return bool(current_app.extensions["officina-settings"].is_https)


def _cookie_name() -> str:
    return f"__Host-{COOKIE}" if _is_https() else COOKIE
