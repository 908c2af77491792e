"""Withdrawals on the desk: what is not over yet, and what nobody but people can match to an order."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from configurator.config import Settings
from configurator.preorders.withdrawal.forms import AssignForm, CloseForm
from configurator.preorders.withdrawal.labels import WITHDRAWAL_LABELS, WITHDRAWAL_TONES
from configurator.preorders.withdrawal.reading import WAITS_FOR_DESK, open_withdrawals
from configurator.preorders.withdrawal.service import ClosedWithdrawalError, assign_withdrawal, close_withdrawal
from configurator.product.errors import NotFoundError
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("withdrawals", __name__, url_prefix="/staff/withdrawals")
guard_blueprint(blueprint, Role.ORDER_DESK)


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "withdrawals.listed", lazy_gettext("Withdrawals"), Role.ORDER_DESK)


@blueprint.after_request
def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("")
def listed() -> ResponseReturnValue:
    """Those that are not over yet, the nearest deadline first."""
    return _page()


@blueprint.post("/<public_id>/assign")
def assign(public_id: str) -> ResponseReturnValue:
    """Say which order is meant."""
    form = AssignForm()
    if not form.validate_on_submit():
        return _page(public_id, assigning=form), 422
    try:
        assign_withdrawal(public_id, form.number.data or "", current_user.id)
    except NotFoundError:
        form.number.errors = [gettext("No order has this number.")]
        return _page(public_id, assigning=form), 422
    except ClosedWithdrawalError:
        return _dealt_with()
    flash(gettext("The withdrawal is carried out now."), "good")
    return redirect(url_for(".listed"), 303)


@blueprint.post("/<public_id>/close")
def close(public_id: str) -> ResponseReturnValue:
    """Say that nothing (more) is to be done, and why."""
    form = CloseForm()
    if not form.validate_on_submit():
        return _page(public_id, closing=form), 422
    try:
        close_withdrawal(public_id, current_user.id, form.reason.data or "")
    except ClosedWithdrawalError:
        return _dealt_with()
    flash(gettext("The withdrawal is closed."), "good")
    return redirect(url_for(".listed"), 303)


def _dealt_with() -> ResponseReturnValue:
    flash(gettext("Somebody else has dealt with this withdrawal already."), "warning")
    return redirect(url_for(".listed"), 303)


def _page(public_id: str = "", assigning: AssignForm | None = None, closing: CloseForm | None = None) -> str:
    """The list; `public_id` is the one whose form has to be looked at again."""
    lines = open_withdrawals()
    assign_forms = {line.public_id: AssignForm(formdata=None) for line in lines}
    close_forms = {line.public_id: CloseForm(formdata=None) for line in lines}
    assign_forms |= {public_id: assigning} if assigning else {}
    close_forms |= {public_id: closing} if closing else {}
    forms: list[tuple[str, FlaskForm]] = [*assign_forms.items(), *close_forms.items()]
    for shown_id, form in forms:
        for field in form:
            field.id = field.label.field_id = f"{field.name}-{shown_id}"
    return render_template(
        "preorders/withdrawal/desk.html",
        lines=lines,
        assign_forms=assign_forms,
        close_forms=close_forms,
        waits_for_desk=WAITS_FOR_DESK,
        labels=WITHDRAWAL_LABELS,
        tones=WITHDRAWAL_TONES,
    )
