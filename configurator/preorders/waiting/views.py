"""The pages of waiting lists: joining from an edition's page, and an entry's own page behind its signed link."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from configurator.config import Settings
from configurator.database import utc_now
from configurator.preorders.editions.labels import time_left
from configurator.preorders.editions.reading import edition_by_public_id
from configurator.preorders.waiting import desk_views
from configurator.preorders.waiting.addresses import waiting_at
from configurator.preorders.waiting.forms import JoinForm
from configurator.preorders.waiting.holding import take_along
from configurator.preorders.waiting.models import WaitingState
from configurator.preorders.waiting.service import confirm, join, leave
from configurator.web.catalogue import catalogue
from configurator.web.languages import current_language
from configurator.web.limits import ORDER, limiter

JOIN = "5 per hour"

blueprint = Blueprint("waiting", __name__)


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    desk_views.register(app)


@blueprint.after_request
def private(response: Response) -> Response:
    """Nobody keeps or lists these pages."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/editions/<public_id>/waiting-list", methods=["GET", "POST"])
@limiter.limit(JOIN, methods=["POST"])
def joining(public_id: str) -> ResponseReturnValue:
    """Join the list of an edition that is sold out; the page answers the same to every address."""
    edition = edition_by_public_id(public_id)
    if edition.left or not edition.is_on_sale(utc_now()):
        return redirect(url_for("editions.one", public_id=public_id), 303)
    form = JoinForm()
    if form.validate_on_submit():
        join(edition.id, form.email.data or "", current_language())
        return render_template("preorders/waiting/joined.html", edition=edition, email=form.email.data)
    if not form.is_submitted():
        form.email.data = getattr(current_user, "email", "")
    page = render_template("preorders/waiting/join.html", edition=edition, form=form)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/waiting/<token>")
def one(token: str) -> ResponseReturnValue:
    """Where somebody stands on a list, and what they can do about it."""
    waiting = waiting_at(token)
    left = time_left(waiting.offer_until - utc_now()) if waiting.offer_until else ""
    product = catalogue().products.get(waiting.edition.product_key)
    return render_template("preorders/waiting/one.html", waiting=waiting, product=product, token=token, time_left=left)


@blueprint.post("/waiting/<token>/confirm")
def confirming(token: str) -> ResponseReturnValue:
    """By a button, for programs that look at mails open links."""
    if FlaskForm().validate_on_submit():
        confirm(waiting_at(token).public_id)
    return redirect(url_for("waiting.one", token=token), 303)


@blueprint.post("/waiting/<token>/leave")
def leaving(token: str) -> ResponseReturnValue:
    if FlaskForm().validate_on_submit():
        leave(waiting_at(token).public_id)
        flash(gettext("You are off the list."), "good")
    return redirect(url_for("waiting.one", token=token), 303)


@blueprint.post("/waiting/<token>/order")
@limiter.limit(ORDER)
def ordering(token: str) -> ResponseReturnValue:
    """Go and order the unit that is held: the design that the edition was made from, or one's own."""
    waiting = waiting_at(token)
    if waiting.state is not WaitingState.OFFERED or not FlaskForm().validate_on_submit():
        return redirect(url_for("waiting.one", token=token), 303)
    take_along(waiting)
    return redirect(url_for("editions.one", public_id=waiting.edition.public_id), 303)
