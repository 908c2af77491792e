"""Flask-Security's settings: what may be used to sign in, for how long, and where people go next."""

from __future__ import annotations

import base64
from datetime import timedelta
from hashlib import sha256

from flask import Flask

from configurator.accounts.passwords import LEAST_LENGTH
from configurator.accounts.service import LONGEST_SIGN_IN
from configurator.config import Settings
from configurator.database import utc_now

CODE_SECONDS = 300
PASSWORD_COST = {"memory_cost": 64 * 1024, "time_cost": 3, "parallelism": 4}
"""Argon2's second recommendation in RFC 9106; the memory is in KiB."""
FRESH_MINUTES, GRACE_MINUTES = 30, 10


def configure(app: Flask, settings: Settings) -> None:
    """Before Flask-Security starts."""
    totp_secret = settings.totp_secret.get_secret_value()
    app.config.update(
        PERMANENT_SESSION_LIFETIME=LONGEST_SIGN_IN,
        SECURITY_DATETIME_FACTORY=utc_now,
        SECURITY_API_ENABLED_METHODS=["session"],
        SECURITY_DEFAULT_REMEMBER_ME=False,
        SECURITY_RETURN_GENERIC_RESPONSES=True,
        SECURITY_EMAIL_VALIDATOR_ARGS={
            "check_deliverability": False,
            "globally_deliverable": settings.is_production,
        },
        SECURITY_POST_LOGIN_VIEW="accounts.arrive",
        SECURITY_POST_CHANGE_VIEW="accounts.account",
        SECURITY_POST_CHANGE_EMAIL_VIEW="accounts.account",
        SECURITY_FRESHNESS=timedelta(minutes=FRESH_MINUTES),
        SECURITY_FRESHNESS_GRACE_PERIOD=timedelta(minutes=GRACE_MINUTES),
        SECURITY_STATIC_FOLDER=None,
        SECURITY_CLI_USERS_NAME=None,
        SECURITY_CLI_ROLES_NAME=None,
        SECURITY_CHANGE_EMAIL=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES=True,
        SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS=[_fernet_key(totp_secret)],
    )
    _configure_passwords(app, settings)
    _configure_codes(app, totp_secret)
    _configure_passkeys(app)


def _configure_passwords(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECURITY_PASSWORD_HASH="argon2",  # noqa: S106 - the name of a hash, not a password
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS={f"argon2__{name}": cost for name, cost in PASSWORD_COST.items()},
        SECURITY_PASSWORD_SALT=settings.password_salt.get_secret_value(),
        SECURITY_PASSWORD_LENGTH_MIN=LEAST_LENGTH,
        SECURITY_PASSWORD_REQUIRED=False,
        SECURITY_CHANGEABLE=True,
        SECURITY_RECOVERABLE=True,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(hours=2),
    )


def _configure_codes(app: Flask, totp_secret: str) -> None:
    app.config.update(
        SECURITY_UNIFIED_SIGNIN=True,
        SECURITY_US_SIGNIN_REPLACES_LOGIN=True,
        SECURITY_US_ENABLED_METHODS=["password", "email"],
        SECURITY_US_MFA_REQUIRED=["password", "email"],
        SECURITY_US_TOKEN_VALIDITY=CODE_SECONDS,
        SECURITY_TWO_FACTOR=True,
        SECURITY_TWO_FACTOR_ENABLED_METHODS=["authenticator", "email"],
        SECURITY_TWO_FACTOR_MAIL_VALIDITY=CODE_SECONDS,
        SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY=30,
        SECURITY_TWO_FACTOR_RESCUE_EMAIL=False,
        SECURITY_TWO_FACTOR_POST_SETUP_VIEW="accounts.arrive",
        SECURITY_TOTP_SECRETS={"1": totp_secret},
        SECURITY_TOTP_ISSUER="Officina",
    )


def _configure_passkeys(app: Flask) -> None:
    app.config.update(
        SECURITY_WEBAUTHN=True,
        SECURITY_WAN_RP_NAME="Officina",
        SECURITY_WAN_ALLOW_USER_HINTS=False,
        SECURITY_WAN_POST_REGISTER_VIEW="accounts.arrive",
    )


def _fernet_key(secret: str) -> bytes:
    return base64.urlsafe_b64encode(sha256(secret.encode()).digest())
