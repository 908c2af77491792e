"""The pages of mass refunds, for the order desk."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.forms import REASON_MISSING, StepForm
from configurator.payments.gateway import gateway
from configurator.payments.mass_refunds import service
from configurator.payments.mass_refunds.models import MassState
from configurator.payments.mass_refunds.sources import sources
from configurator.product.money import Money
from configurator.web.errors import error_page
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("mass_refunds", __name__, url_prefix="/staff/mass-refunds")
guard_blueprint(blueprint, Role.ORDER_DESK)
LOOK_AGAIN_SECONDS = 5

STATE_LABELS = {
    MassState.COUNTED: lazy_gettext("Waits for a second person"),
    MassState.RUNNING: lazy_gettext("Under way"),
    MassState.STOPPED: lazy_gettext("Stopped"),
    MassState.DONE: lazy_gettext("Done"),
}
STATE_TONES = {
    MassState.COUNTED: "waiting",
    MassState.RUNNING: "waiting",
    MassState.STOPPED: "bad",
    MassState.DONE: "good",
}


class CountForm(FlaskForm):
    """Which list to refund, and why."""

    which = SelectField(lazy_gettext("Refund"), validators=[InputRequired(lazy_gettext("Choose a list."))])
    reason = TextAreaField(
        lazy_gettext("Reason"), validators=[DataRequired(REASON_MISSING), Length(max=500)], render_kw={"rows": 2}
    )
    per_second = IntegerField(
        lazy_gettext("Refunds a second, at most"),
        default=service.PER_SECOND,
        validators=[NumberRange(1, 25, lazy_gettext("Stripe takes 1 to 25 a second."))],
    )


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "mass_refunds.every", lazy_gettext("Mass refunds"), Role.ORDER_DESK)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {"state_labels": STATE_LABELS, "state_tones": STATE_TONES}


@blueprint.route("", methods=["GET", "POST"])
def every() -> ResponseReturnValue:
    """What was refunded in bulk; count another."""
    form = CountForm()
    form.which.choices = [
        (f"{key} {choice.key}", choice.title) for key, source in sources().items() for choice in source.choices()
    ]
    if form.validate_on_submit():
        source, _, selection = form.which.data.partition(" ")
        pace = form.per_second.data or service.PER_SECOND
        public_id = service.count(source, selection, form.reason.data or "", current_user.id, pace)
        return redirect(url_for("mass_refunds.one", public_id=public_id), 303)
    page = render_template("payments/mass_refunds.html", form=form, lines=service.mass_refunds())
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<public_id>")
def one(public_id: str) -> ResponseReturnValue:
    """One mass refund: who gets how much, who is left out, how far it is."""
    found = service.progress(public_id)
    available = _available() if found.state is not MassState.DONE else None
    page = render_template(
        "payments/mass_refund.html",
        found=found,
        is_mine=found.asked_by == current_user.id,
        available=available,
        is_short=available is not None
        and any(available.get(one.currency, Money.zero(one.currency)) < one for one in found.still_waiting),
    )
    headers = {"Refresh": str(LOOK_AGAIN_SECONDS)} if found.state is MassState.RUNNING else {}
    return page, 200, headers


def _available() -> dict[str, Money] | None:
    try:
        return gateway().available()
    except PaymentUnavailableError:
        return None


@blueprint.post("/<public_id>/approve")
def approve(public_id: str) -> ResponseReturnValue:
    """The second person lets it run."""
    return _step(public_id, service.approve, gettext("Approved: the refunds begin."))


@blueprint.post("/<public_id>/stop")
def stop(public_id: str) -> ResponseReturnValue:
    """No further refunds."""
    return _step(public_id, service.stop, gettext("Stopped. Refunds that were asked for already are still made."))


def _step(public_id: str, step: Callable[[str, int], None], done: str) -> ResponseReturnValue:
    if not StepForm().validate_on_submit():
        return error_page(422)
    try:
        step(public_id, current_user.id)
    except service.SamePersonError:
        flash(gettext("Somebody else has to approve what you asked for."), "error")
    except service.StaleCountError:
        flash(
            gettext("This was counted more than a day ago. Count again, so that you approve what is true now."), "error"
        )
    except service.NotNowError:
        flash(gettext("Somebody was faster: look at how it is now."), "info")
    else:
        flash(done, "success")
    return redirect(url_for("mass_refunds.one", public_id=public_id), 303)
