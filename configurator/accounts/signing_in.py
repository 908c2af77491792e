"""How people sign in: Flask-Security's settings, and sessions that end when the server says so."""

from __future__ import annotations

import base64
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, abort, g, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user, user_logged_out
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.signals import tf_code_confirmed, tf_profile_changed, user_authenticated, wan_registered

from configurator.accounts import service
from configurator.accounts.models import Passkey, Person, PersonRole
from configurator.accounts.visitors import current_visitor, signed_in
from configurator.config import Settings
from configurator.database import db, utc_now
from configurator.web.languages import current_language

TOKEN = "sign_in"  # noqa: S105
FIRST_FACTOR = "first_factor"
FACTORS = {
    "password": "password",
    "email": "mailbox",
    "authenticator": "authenticator",
    "webauthn": "passkey",
    "recovery": "recovery",
}
"""Flask-Security's names → what a person showed. A code by mail shows the mailbox, however often it is sent."""

CLOSED = ("us_setup", "us_setup_validate", "us_verify_link", "verify", "two_factor_rescue")
"""Pages of Flask-Security that Officina has no use for, or that would let one factor stand for two."""


def register(app: Flask, settings: Settings) -> None:
    _configure(app, settings)
    security = Security(app, SQLAlchemyUserDatastore(db, Person, PersonRole, Passkey))
    load = security.login_manager._user_callback

    @security.login_manager.user_loader
    def load_person(user_id: str) -> Person | None:
        person: Person | None = load(user_id)
        return person if person is not None and _recall(person) is not None else None

    security.login_manager.request_loader(lambda _request: None)  # sessions only: no tokens in headers or addresses
    for endpoint in CLOSED:
        app.view_functions[f"security.{endpoint}"] = _closed
    user_authenticated.connect(_on_signed_in, app)
    user_logged_out.connect(_on_signed_out, app)
    tf_code_confirmed.connect(_on_code_confirmed, app)
    tf_profile_changed.connect(_on_second_factor_set, app)
    wan_registered.connect(_on_passkey_added, app)


def present_sign_in() -> service.OpenSignIn | None:
    """How the person who is signed in proved who they are; None for strangers."""
    return _recall(current_user) if current_user.is_authenticated else None


def _recall(person: Person) -> service.OpenSignIn | None:
    return service.open_sign_in(session.get(TOKEN, ""), person)


def _closed(**_: object) -> ResponseReturnValue:
    abort(404)


def _on_signed_in(_app: Flask, user: Person, authn_via: list[str] | None, **_: Any) -> None:
    if authn_via == ["change"]:  # the password was changed: the same sign-in goes on
        service.end_other_sign_ins(user.id, session.get(TOKEN, ""))
        return
    shown = authn_via or [session.pop(FIRST_FACTOR, ""), g.pop("second_factor", "recovery")]
    factors = frozenset(FACTORS[way] for way in shown if way in FACTORS)
    browser = request.headers.get("User-Agent", "")
    session[TOKEN] = service.start_sign_in(user, factors, browser, current_language())
    session.permanent = True
    signed_in.send(_app, person_id=user.id, browser_digest=current_visitor().browser_digest)


def _on_signed_out(_app: Flask, **_: Any) -> None:
    service.end_sign_in(session.pop(TOKEN, ""))


def _on_code_confirmed(_app: Flask, method: str, **_: Any) -> None:
    g.second_factor = method


def _on_second_factor_set(_app: Flask, method: str, **_: Any) -> None:
    service.add_factor(session.get(TOKEN, ""), FACTORS[method])


def _on_passkey_added(_app: Flask, **_: Any) -> None:
    service.add_factor(session.get(TOKEN, ""), "passkey")


def _configure(app: Flask, settings: Settings) -> None:
    totp_secret = settings.totp_secret.get_secret_value()
    app.config.update(
        PERMANENT_SESSION_LIFETIME=service.LONGEST_SIGN_IN,
        SECURITY_DATETIME_FACTORY=utc_now,
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106
        SECURITY_PASSWORD_LENGTH_MIN=12,
        SECURITY_PASSWORD_REQUIRED=False,
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
        SECURITY_CHANGEABLE=True,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_UNIFIED_SIGNIN=True,
        SECURITY_US_SIGNIN_REPLACES_LOGIN=True,
        SECURITY_US_ENABLED_METHODS=["password", "email"],
        SECURITY_US_MFA_REQUIRED=["password", "email"],
        SECURITY_US_TOKEN_VALIDITY=600,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator", "email"],
        SECURITY_TWO_FACTOR_MAIL_VALIDITY=600,
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="/account",
        SECURITY_TOTP_SECRETS={"1": totp_secret},
        SECURITY_TOTP_ISSUER="Officina",
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_fernet_key(totp_secret)],
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME="Officina",
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_WAN_POST_REGISTER_VIEW="/account",
        SECURITY_FRESHNESS=timedelta(minutes=30),
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(minutes=10),
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_STATIC_FOLDER=None,
    )


def _fernet_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(sha256(secret.encode()).digest())
