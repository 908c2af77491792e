"""Which language a visitor reads: the one they chose here, else the one that their browser asks for."""

from __future__ import annotations

from flask import Blueprint, Flask, has_request_context, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from configurator.config import ROOT
from configurator.web.addresses import safe_path

LANGUAGES = {"en": "English", "nl": "Nederlands"}
FIRST, *OTHERS = LANGUAGES
"""What is written in one language only is written in the first."""
COOKIE = "language"
YEAR_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("languages", __name__)


class LanguageForm(FlaskForm):
    language = SelectField(choices=list(LANGUAGES.items()))
    next = HiddenField()


def register(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "en"
    Babel(
        app,
        default_translation_directories=str(ROOT / "configurator" / "translations"),
        locale_selector=preferred_language,
    )
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(languages=LANGUAGES, current_language=current_language)


def preferred_language() -> str:
    """The visitor's language code, one of `LANGUAGES`; the first where there is no visitor, such as in a command."""
    if not has_request_context():
        return FIRST
    chosen = request.cookies.get(COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return request.accept_languages.best_match(LANGUAGES, default=FIRST) or FIRST


def current_language() -> str:
    """The language code that pages are being written in; also inside `force_locale`."""
    return str(get_locale() or "en").partition("_")[0]


@blueprint.post("/language")
def choose() -> ResponseReturnValue:
    form = LanguageForm()
    response = redirect(safe_path(form.next.data), 303)
    if form.validate_on_submit():
        response.set_cookie(
            COOKIE, form.language.data, max_age=YEAR_SECONDS, secure=request.is_secure, httponly=True, samesite="Lax"
        )
    return response
