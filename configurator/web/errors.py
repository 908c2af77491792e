"""Which of our errors becomes which status code and page. The only place that knows."""

from __future__ import annotations

import logging

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from werkzeug.exceptions import HTTPException, SecurityError

from configurator.database import NoTablesError, db, require_tables
from configurator.product.errors import NotFoundError, OfficinaError, RefusedError, UnavailableError

log = logging.getLogger(__name__)

STATUS: dict[type[OfficinaError], int] = {
    NotFoundError: 404,
    RefusedError: 403,
    UnavailableError: 503,
    OfficinaError: 422,
}

MESSAGES = {
    400: (
        lazy_gettext("We could not read that request"),
        lazy_gettext("Go back, reload the page and try again; what you typed should still be there."),
    ),
    403: (lazy_gettext("This page is not for you"), lazy_gettext("Sign in with the account that it belongs to.")),
    404: (
        lazy_gettext("There is nothing here"),
        lazy_gettext("Check the address or the code: a design's code has eight characters, such as K7QM-2F9D."),
    ),
    405: (lazy_gettext("That does not work here"), lazy_gettext("Go back and use the buttons on the page.")),
    413: (lazy_gettext("That is too much at once"), lazy_gettext("Go back, shorten what you typed and try again.")),
    414: (lazy_gettext("That link is too long"), lazy_gettext("Start again from the product's page.")),
    422: (lazy_gettext("That can't be done"), lazy_gettext("Go back, change what you entered and try again.")),
    429: (lazy_gettext("That was a bit fast"), lazy_gettext("Wait a minute, then try again. Nothing was lost.")),
    503: (lazy_gettext("We can't do that just now"), lazy_gettext("Nothing was lost. Try again in a few minutes.")),
    500: (
        lazy_gettext("Something broke on our side"),
        lazy_gettext("It has been noted. Nothing was charged. Try again in a moment."),
    ),
}


def register(app: Flask) -> None:
    app.register_error_handler(OfficinaError, _answer_ours)
    app.register_error_handler(CSRFError, _answer_csrf)
    app.register_error_handler(SecurityError, _answer_untrusted_host)
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(DBAPIError, _answer_database)
    app.register_error_handler(Exception, _answer_unexpected)


def error_page(status: int, explanation: str | None = None) -> Response:
    """The page (or, for a script, the JSON) that says what went wrong and what to do; in the visitor's language."""
    title, advice = MESSAGES.get(status, MESSAGES[500] if status >= 500 else MESSAGES[400])
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        response = jsonify(error=str(title), advice=explanation or str(advice))
    else:
        page = render_template("web/error.html", status=status, title=title, advice=explanation or advice)
        response = Response(page, mimetype="text/html")
    response.status_code = status
    return response


def _answer_ours(error: OfficinaError) -> ResponseReturnValue:
    status = next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)
    return error_page(status)


def _answer_csrf(_error: CSRFError) -> ResponseReturnValue:
    return error_page(400, gettext("This form was open for too long. Go back, reload the page and send it again."))


def _answer_untrusted_host(_error: SecurityError) -> ResponseReturnValue:
    return "This site is not called that.\n", 400, {"Content-Type": "text/plain"}  # no page: its links would lie too


def _answer_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    page, response = error_page(error.code), error.get_response()
    response.set_data(page.get_data())
    response.content_type = page.content_type
    return response


def _answer_database(error: DBAPIError) -> ResponseReturnValue:
    """A database that is away or without tables is for whoever runs the site to see to; anything else is our fault."""
    try:
        db.session.rollback()
        require_tables()
    except (NoTablesError, SQLAlchemyError) as cause:
        log.critical("%s", cause)
        return error_page(503)
    return _answer_unexpected(error)


def _answer_unexpected(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected: %s %s", request.method, request.path, exc_info=error)
    return error_page(500)
