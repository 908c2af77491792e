"""What people can prove themselves with: codes that work once, and passkeys that ask for their owner."""

from __future__ import annotations

import time
from typing import Any

from flask import current_app
from flask_security import Totp, WebauthnUtil
from passlib.exc import TokenError  # type: ignore[import-untyped]  # what Flask-Security raises; it has no types
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from configurator.accounts import service

FACTORS = {
    "password": "password",
    "email": "mailbox",
    "authenticator": "authenticator",
    "webauthn": "passkey",
    "recovery": "recovery",
}
"""Flask-Security's names → what a person showed. A code by mail shows the mailbox, however often it is sent."""

CLOCKS_DIFFER_SECONDS = 30


def new_code_secret() -> str:
    """What codes are made from, encrypted; needs an application context."""
    return str(current_app.extensions["security"].totp_factory.generate_totp_secret())


class OneTimeCodes(Totp):
    """Codes that work once, from the moment they were made until `window` seconds later, and not in the future."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:
        age = max(window - CLOCKS_DIFFER_SECONDS, 0) / 2
        try:
            match = self._totp.verify(
                token, totp_secret, time=time.time() - age, window=int(age + CLOCKS_DIFFER_SECONDS)
            )
        except TokenError:
            return False
        return service.use_code(_name(totp_secret, match.counter))

    def generate_totp_password(self, totp_secret: str) -> str:
        """The code to mail: the present one or, for who signs in twice within half a minute, the next."""
        codes = self._totp.from_source(totp_secret)
        code = codes.generate()
        if service.was_used(_name(totp_secret, code.counter)):
            code = codes.generate(time=code.expire_time)
        return str(code.token)


def _name(totp_secret: str, counter: int) -> str:
    return f"{totp_secret} {counter}"


class OwnersPasskeys(WebauthnUtil):
    """Passkeys are kept by the device and always unlocked by their owner, so that one is two factors."""

    def authenticator_selection(self, user: Any, usage: str) -> AuthenticatorSelectionCriteria:
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: Any, usage: list[str]) -> UserVerificationRequirement:
        return UserVerificationRequirement.REQUIRED
