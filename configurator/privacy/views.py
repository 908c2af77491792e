"""The pages on which people see what is kept about them, take it along and have it deleted."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from configurator.accounts.personal import Subject
from configurator.accounts.staff_views import freshly_signed_in
from configurator.config import Settings
from configurator.database import utc_now
from configurator.gallery.personal import drop_cards
from configurator.preorders.labels import STATE_LABELS
from configurator.privacy.forms import AskForm, DeletionForm
from configurator.privacy.requests import ask, subject_at
from configurator.privacy.service import StillRunningError, everything_about, forget, is_known, what_runs
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from configurator.web.guards import is_staff
from configurator.web.languages import current_language
from configurator.web.limits import limiter
from configurator.web.menus import add_menu_item

ASK = "5 per hour"
EXPORT = "10 per hour"

blueprint = Blueprint("privacy", __name__)


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    add_menu_item(app, "footer", "privacy.asking", lazy_gettext("Your data"))


@blueprint.after_request
def private(response: Response) -> Response:
    """Nobody keeps or lists these pages."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/your-data", methods=["GET", "POST"])
@limiter.limit(ASK, methods=["POST"])
def asking() -> ResponseReturnValue:
    """For everybody, with or without an account; it answers the same to every address."""
    form = AskForm()
    if not form.validate_on_submit():
        return render_template("privacy/ask.html", form=form), 422 if form.is_submitted() else 200
    ask(form.email.data or "", current_language())
    return render_template("privacy/asked.html", email=form.email.data)


@blueprint.get("/your-data/deleted")
def deleted() -> ResponseReturnValue:
    return render_template("privacy/deleted.html")


@blueprint.route("/account/data", methods=["GET", "POST"])
@freshly_signed_in
def own() -> ResponseReturnValue:
    """For whoever has an account and has just signed in."""
    subject = Subject(current_user.email.lower(), current_user.id)
    return _page(subject, url_for("privacy.own_file"), may_delete=not is_staff())


@blueprint.get("/account/data/export.json")
@limiter.limit(EXPORT)
@freshly_signed_in
def own_file() -> ResponseReturnValue:
    return _file(Subject(current_user.email.lower(), current_user.id))


@blueprint.route("/your-data/<token>", methods=["GET", "POST"])
def by_link(token: str) -> ResponseReturnValue:
    """For whoever has no account, and opened the link that was mailed to them."""
    return _page(_known(token), url_for("privacy.file_by_link", token=token), may_delete=True)


@blueprint.get("/your-data/<token>/export.json")
@limiter.limit(EXPORT)
def file_by_link(token: str) -> ResponseReturnValue:
    return _file(_known(token))


def _known(token: str) -> Subject:
    subject = subject_at(token)
    if not is_known(subject):
        raise NotFoundError("nothing is kept about this person")
    return subject


def _page(subject: Subject, export_address: str, *, may_delete: bool) -> ResponseReturnValue:
    form = DeletionForm(subject)
    if may_delete and form.validate_on_submit():
        try:
            codes = forget(subject, keep_designs=form.designs.data == "stay")
        except StillRunningError:
            flash(gettext("Something of yours still runs. Nothing was deleted."), "warning")
        else:
            drop_cards(current_app.extensions["officina-cards"], codes)
            session.clear()
            return redirect(url_for("privacy.deleted"), 303)
    page = render_template(
        "privacy/data.html",
        form=form,
        kept=everything_about(subject),
        running=what_runs(subject),
        state_labels=STATE_LABELS,
        export_address=export_address,
        may_delete=may_delete,
    )
    return page, 422 if form.is_submitted() else 200


def _file(subject: Subject) -> Response:
    text = json.dumps(everything_about(subject), default=_plain, ensure_ascii=False, indent=2)
    response = Response(text, mimetype="application/json")
    name = f"officina-data-{utc_now():%Y-%m-%d}.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _plain(value: object) -> object:
    if isinstance(value, Money):
        return {"amount": value.decimal, "currency": value.currency}
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value)} is not plain")
