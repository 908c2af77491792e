"""The money pages of the order desk: what needs a person, one payment, the trial balance."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, Flask, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user

from configurator.database import utc_now
from configurator.payments.daily import last_reconciliation
from configurator.payments.desk import open_disputes, page_of, payment_file, refund_part
from configurator.payments.errors import DisputedError, NotFailedError, OverRefundError
from configurator.payments.failed_refunds import failed_refunds, note_refund_by_hand, retry_refund
from configurator.payments.forms import DaysForm, ReasonForm, RefundForm, StepForm
from configurator.payments.labels import (
    ACCOUNT_LABELS,
    CAUSE_LABELS,
    DISPUTE_LABELS,
    DISPUTE_TONES,
    KIND_LABELS,
    PAYMENT_LABELS,
    REFUND_LABELS,
    REFUND_TONES,
)
from configurator.payments.trial_balance import AccountLine, totals, trial_balance
from configurator.payments.twice import made_twice, stays_overpaid, went_back_once
from configurator.web.errors import error_page
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("money", __name__, url_prefix="/staff/money")
guard_blueprint(blueprint, Role.ORDER_DESK)


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "money.overview", lazy_gettext("Money"), Role.ORDER_DESK)


@blueprint.after_request
def private(response: Response) -> Response:
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "account_labels": ACCOUNT_LABELS,
        "cause_labels": CAUSE_LABELS,
        "dispute_labels": DISPUTE_LABELS,
        "dispute_tones": DISPUTE_TONES,
        "kind_labels": KIND_LABELS,
        "page_of": page_of,
        "payment_labels": PAYMENT_LABELS,
        "refund_labels": REFUND_LABELS,
        "refund_tones": REFUND_TONES,
    }


@blueprint.get("")
def overview() -> ResponseReturnValue:
    """What needs a person: refunds that failed or were made twice, disputes that are open."""
    return render_template(
        "payments/overview.html",
        failed=failed_refunds(),
        twice=made_twice(),
        disputes=open_disputes(),
        reconciled=last_reconciliation(),
    )


@blueprint.route("/payments/<public_id>", methods=["GET", "POST"])
def payment(public_id: str) -> ResponseReturnValue:
    """One payment with everything that happened to it; give a part of it back."""
    form, found = RefundForm(), payment_file(public_id)
    amount = form.money(found.payment.amount.currency) if form.validate_on_submit() else None
    if amount is not None:
        try:
            refund_part(public_id, amount, form.reason.data or "", current_user.id)
        except OverRefundError:
            form.amount.errors = [gettext("Less than that is left of this payment.")]
        except DisputedError:
            form.amount.errors = [gettext("The buyer's bank disputes this payment: wait until that is decided.")]
        else:
            flash(gettext("The refund is on its way."), "success")
            return redirect(url_for("money.payment", public_id=public_id), 303)
    page = render_template("payments/payment.html", form=form, file=found)
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/refunds/<public_id>")
def refund(public_id: str) -> ResponseReturnValue:
    """The next step for a refund that failed, or was made twice."""
    return _next_step(public_id, ReasonForm())


@blueprint.post("/refunds/<public_id>/retry")
def retry(public_id: str) -> ResponseReturnValue:
    """Try a failed refund again."""
    if not StepForm().validate_on_submit():
        return error_page(422)
    return _take(lambda: retry_refund(public_id, current_user.id), gettext("The refund is tried again."))


@blueprint.post("/refunds/<public_id>/by-hand")
def by_hand(public_id: str) -> ResponseReturnValue:
    """Note that the money went back another way."""
    return _decide(public_id, note_refund_by_hand, gettext("It is noted that the money went back."))


@blueprint.post("/refunds/<public_id>/once")
def once(public_id: str) -> ResponseReturnValue:
    """Of a refund that was made twice only Stripe's stays."""
    return _decide(public_id, went_back_once, gettext("It is noted that the money went back once."))


@blueprint.post("/refunds/<public_id>/overpaid")
def overpaid(public_id: str) -> ResponseReturnValue:
    """The buyer keeps what went back twice."""
    return _decide(public_id, stays_overpaid, gettext("The loss is noted."))


def _decide(public_id: str, step: Callable[[str, int, str], object], done: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate_on_submit():
        return _next_step(public_id, form)
    return _take(lambda: step(public_id, current_user.id, form.reason.data or ""), done)


def _take(step: Callable[[], object], done: str) -> ResponseReturnValue:
    try:
        step()
    except NotFailedError:
        flash(gettext("Somebody has dealt with this refund already."), "info")
    except DisputedError:
        flash(gettext("The buyer's bank disputes this payment: wait until that is decided."), "error")
    else:
        flash(done, "success")
    return redirect(url_for("money.overview"), 303)


def _next_step(public_id: str, form: ReasonForm) -> ResponseReturnValue:
    status = 422 if form.is_submitted() else 200
    for failed in failed_refunds():
        if failed.public_id == public_id:
            return render_template("payments/failed_refund.html", refund=failed, form=form), status
    for twice in made_twice():
        if twice.by_hand.public_id == public_id:
            return render_template("payments/refund_made_twice.html", twice=twice, form=form), status
    flash(gettext("Somebody has dealt with this refund already."), "info")
    return redirect(url_for("money.overview"), 303)


@blueprint.get("/trial-balance")
def balance() -> ResponseReturnValue:
    """What every account was, what moved, and what it is; for the bookkeeper."""
    form, first, last = _days()
    lines = trial_balance(first, last)
    return render_template("payments/trial_balance.html", form=form, lines=lines, totals=totals(lines))


@blueprint.get("/trial-balance.csv")
def balance_csv() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    _, first, last = _days()
    response = Response(_csv(trial_balance(first, last)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="trial-balance-{first}-{last}.csv"'
    return response


def _days() -> tuple[DaysForm, date, date]:
    """The days that were asked for, or this month until today."""
    today = utc_now().date()
    form = DaysForm(request.args if "first" in request.args else None, first=today.replace(day=1), last=today)
    if "first" in request.args and form.validate() and form.first.data and form.last.data:
        first, last = sorted((form.first.data, form.last.data))
        return form, max(first, date(2000, 1, 1)), min(last, today + timedelta(days=1))
    return form, today.replace(day=1), today


def _csv(lines: list[AccountLine]) -> str:
    """Plain words and plain numbers only: nothing that a spreadsheet would take for a formula."""
    written = io.StringIO()
    rows = csv.writer(written)
    rows.writerow(["account", "currency", "opening", "debits", "credits", "closing"])
    for line in lines:
        amounts = (line.opening, line.debits, line.credits, line.closing)
        rows.writerow([line.account.value, line.opening.currency, *(amount.decimal for amount in amounts)])
    return "\ufeff" + written.getvalue()  # with the mark, spreadsheets read it as UTF-8
