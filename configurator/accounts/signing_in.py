"""How people sign in: Flask-Security at work, and sessions that end when the server says so."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, abort, flash, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, user_logged_out
from flask_security import Security
from flask_security.signals import tf_code_confirmed, tf_profile_changed, user_authenticated, wan_registered
from sqlalchemy.exc import SQLAlchemyError

from configurator.accounts import forms, service, wording
from configurator.accounts.factors import FACTORS, OneTimeCodes, OwnersPasskeys
from configurator.accounts.models import Person, people
from configurator.accounts.passwords import LongPasswords
from configurator.accounts.rules import configure
from configurator.accounts.visitors import current_visitor, signed_in
from configurator.config import Settings
from configurator.web.addresses import safe_path
from configurator.web.guards import require_factors
from configurator.web.languages import current_language
from configurator.web.limits import SIGN_IN, SIGN_IN_PERSON, limiter

log = logging.getLogger(__name__)

TOKEN = "sign_in"  # noqa: S105 - the name of a key in the session
FORMS = {
    "us_signin_form": forms.SignInForm,
    "us_verify_form": forms.ConfirmForm,
    "two_factor_setup_form": forms.SecondStepForm,
    "two_factor_verify_code_form": forms.CodeForm,
    "mf_recovery_form": forms.RecoveryForm,
    "change_password_form": forms.NewPasswordForm,
    "reset_password_form": forms.ResetForm,
    "forgot_password_form": forms.ForgottenForm,
    "change_email_form": forms.NewAddressForm,
    "wan_register_form": forms.PasskeyForm,
}
CLOSED = ("us_setup", "us_setup_validate", "us_verify_link", "verify", "two_factor_rescue", "tf_select")
"""Pages of Flask-Security that Officina has no use for, or that would let one factor stand for two."""

OURS_LIMITED = ("accounts.register_person", "accounts.invitation")
CHANGE_FACTORS = (
    "two_factor_setup",
    "two_factor_setup_validate",
    "mf_recovery_codes",
    "wan_register",
    "wan_register_response",
    "wan_delete",
    "change_password",
    "change_email",
)


def register(app: Flask, settings: Settings) -> None:
    configure(app, settings)
    wording.configure(app)
    security = Security(
        app,
        people,
        totp_cls=OneTimeCodes,
        webauthn_util_cls=OwnersPasskeys,
        password_util_cls=LongPasswords,
        **FORMS,  # type: ignore[arg-type]  # one dictionary, many parameters
    )
    security.i18n_domain = wording.OurWords(app)  # type: ignore[no-untyped-call]  # its base has no types
    load = security.login_manager._user_callback

    @security.login_manager.user_loader
    def load_person(user_id: str) -> Person | None:
        try:
            person: Person | None = load(user_id)
            return person if person is not None and _recall(person) is not None else None
        except SQLAlchemyError:  # without the database nobody is signed in, and the page that says so still works
            log.exception("could not look up who is signed in")
            return None

    security.reauthn_handler(_ask_again)  # type: ignore[arg-type]  # may also answer with a redirect
    security.login_manager.request_loader(lambda _request: None)  # sessions only: no tokens in headers or addresses
    _guard_endpoints(app)
    require_factors(app, _what_is_missing)
    user_authenticated.connect(_on_signed_in, app)
    user_logged_out.connect(_on_signed_out, app)
    tf_code_confirmed.connect(_on_code_confirmed, app)
    tf_profile_changed.connect(_on_second_step_set, app)
    wan_registered.connect(_on_passkey_added, app)


def present_sign_in() -> service.OpenSignIn | None:
    """How the person who is signed in proved who they are; None for strangers."""
    return _recall(current_user) if current_user.is_authenticated else None


def sign_in_token() -> str:
    """What this browser's session shows; empty for strangers."""
    return str(session.get(TOKEN, ""))


def _recall(person: Person) -> service.OpenSignIn | None:
    return service.open_sign_in(sign_in_token(), person)


def _guard_endpoints(app: Flask) -> None:
    for endpoint in CLOSED:
        app.view_functions[f"security.{endpoint}"] = _closed
    app.before_request(_limit_tries)
    app.before_request(_refuse_to_change_factors)


def _limit_tries() -> None:
    endpoint = request.endpoint or ""
    is_try = (endpoint.startswith("security.") and endpoint != "security.logout") or endpoint in OURS_LIMITED
    if request.method == "POST" and is_try:
        _try_from_here()
        if _whose():
            _try_for_person()


def _refuse_to_change_factors() -> ResponseReturnValue | None:
    if (request.endpoint or "").removeprefix("security.") not in CHANGE_FACTORS or not has_second_factor():
        return None
    found = present_sign_in()
    return redirect(url_for("accounts.stronger"), 303) if found and not found.is_strong else None


@limiter.limit(SIGN_IN)
def _try_from_here() -> None:
    """Counts how often one address tries; raises TooManyRequests."""


@limiter.limit(SIGN_IN_PERSON, key_func=lambda: _whose())
def _try_for_person() -> None:
    """Counts how often one account is tried, from anywhere; raises TooManyRequests."""


def _whose() -> str:
    """The account that a request tries to sign in to, if it names one."""
    named = request.form.get("identity") or request.form.get("email") or session.get("tf_user_id") or ""
    return str(named).strip().casefold()


def _ask_again(_within: timedelta, _grace: timedelta) -> ResponseReturnValue:
    """Somebody wants to do something dangerous, long after they signed in: afterwards they are where they were."""
    came_from = urlsplit(request.referrer or "").path
    flash(gettext("Confirm that it is you before you go on."), "info")
    onward = request.full_path.rstrip("?") if request.method == "GET" else safe_path(came_from)
    return redirect(url_for("security.us_verify", next=onward), 303)


def _closed(**_: object) -> ResponseReturnValue:
    abort(404)


def has_second_factor() -> bool:
    """Whether the person who is signed in has something beside a password and their mailbox."""
    return current_user.is_authenticated and bool(current_user.tf_primary_method or current_user.webauthn)


def _what_is_missing() -> str | None:
    found = present_sign_in()
    if found and found.is_strong:
        return None
    if has_second_factor():
        return url_for("accounts.stronger")
    flash(gettext("Staff sign in with a second step or a passkey. Set one of them up first."), "info")
    return url_for("security.two_factor_setup")


def _on_signed_in(_app: Flask, user: Person, authn_via: list[str] | None, **_: Any) -> None:
    if authn_via == ["change"]:  # the password was changed: the same sign-in goes on
        service.end_other_sign_ins(user.id, sign_in_token())
        return
    shown = authn_via or [session.pop(forms.FIRST_FACTOR, ""), g.pop("second_factor", "recovery")]
    factors = frozenset(FACTORS[way] for way in shown if way in FACTORS)
    browser = request.headers.get("User-Agent", "")
    session[TOKEN] = service.start_sign_in(user, factors, browser, current_language())
    session.permanent = True
    signed_in.send(_app, person_id=user.id, browser_digest=current_visitor().browser_digest)


def _on_signed_out(_app: Flask, **_: Any) -> None:
    service.end_sign_in(str(session.pop(TOKEN, "")))


def _on_code_confirmed(_app: Flask, method: str, **_: Any) -> None:
    g.second_factor = method


def _on_second_step_set(_app: Flask, method: str, **_: Any) -> None:
    service.add_factor(sign_in_token(), FACTORS[method])


def _on_passkey_added(_app: Flask, **_: Any) -> None:
    service.add_factor(sign_in_token(), FACTORS["webauthn"])
