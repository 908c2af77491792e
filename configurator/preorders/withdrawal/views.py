"""The pages to withdraw from a contract: open to everybody, at all times, without signing in."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from configurator.config import Settings
from configurator.preorders.addresses import order_at
from configurator.preorders.forms import new_order_key
from configurator.preorders.order_views import blueprint
from configurator.preorders.withdrawal import desk_views
from configurator.preorders.withdrawal.forms import WithdrawalForm
from configurator.preorders.withdrawal.service import receive_withdrawal
from configurator.web.languages import current_language
from configurator.web.limits import ORDER, limiter
from configurator.web.menus import add_menu_item

RECEIVED = "withdrawal"


def register(app: Flask, settings: Settings) -> None:
    add_menu_item(app, "footer", "preorders.withdraw", lazy_gettext("Withdraw from contract here"))
    desk_views.register(app, settings)


@blueprint.route("/withdraw", methods=["GET", "POST"])
@limiter.limit(ORDER, methods=["POST"])
def withdraw() -> ResponseReturnValue:
    """The statement; sent, the page that confirms it; confirmed, on to the page that says that it was received."""
    form = WithdrawalForm()
    if not form.is_submitted():
        return _form_page(form)
    if not form.validate():
        return _form_page(form), 422
    step = request.form.get("step")
    if step == "change":
        return _form_page(form)
    if step != "confirm":
        return render_template("preorders/withdrawal/confirm.html", form=form)
    received_at = receive_withdrawal(form.statement, form.form_key.data or "", current_language())
    session[RECEIVED] = received_at
    return redirect(url_for("preorders.withdrawal_received"), 303)


@blueprint.get("/withdraw/received")
def withdrawal_received() -> ResponseReturnValue:
    """The same page for everybody: what it led to is told by mail, to the address of the order only."""
    received_at = session.get(RECEIVED)
    if received_at is None:
        return redirect(url_for("preorders.withdraw"), 303)
    return render_template("preorders/withdrawal/received.html", received_at=received_at)


@blueprint.get("/orders/<token>/withdraw")
def withdraw_order(token: str) -> ResponseReturnValue:
    """The statement for one order, filled in for whoever has its link."""
    order = order_at(token)
    form = WithdrawalForm(formdata=None)
    form.name.data, form.number.data, form.email.data = order.buyer.name, order.number, order.buyer.email
    return _form_page(form)


def _form_page(form: WithdrawalForm) -> str:
    form.form_key.data = form.form_key.data or new_order_key()
    return render_template("preorders/withdrawal/form.html", form=form)
