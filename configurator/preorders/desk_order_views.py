"""One order on the desk: all that is known of it, and what the desk can do to it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from configurator.payments.labels import PAYMENT_LABELS, REFUND_LABELS, REFUND_TONES
from configurator.payments.service import payments_of, refunds_of
from configurator.preorders.desk import mails_of, names_of
from configurator.preorders.desk_work import (
    NotPossibleNowError,
    can_desk_cancel,
    cancel_for_buyer,
    lead_on,
    next_step,
    note_on,
    resend_mail,
)
from configurator.preorders.documents.service import documents_of
from configurator.preorders.documents.views import pdf_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.forms import NoteForm, ReasonForm, StepForm
from configurator.preorders.labels import MAIL_LABELS
from configurator.preorders.order import Order, order_by_number
from configurator.preorders.states import State
from configurator.web.catalogue import catalogue


def register(blueprint: Blueprint) -> None:
    """Add the pages to the desk's."""
    blueprint.add_url_rule("/<number>", "one", one)
    blueprint.add_url_rule("/<number>/documents/<document>.pdf", view_func=document)
    blueprint.add_url_rule("/<number>/on", view_func=on, methods=["POST"])
    blueprint.add_url_rule("/<number>/cancel", view_func=cancel, methods=["POST"])
    blueprint.add_url_rule("/<number>/note", view_func=note, methods=["POST"])
    blueprint.add_url_rule("/<number>/mails/<int:mail_id>", view_func=resend, methods=["POST"])


def one(number: str) -> ResponseReturnValue:
    """One order with its history, money and mails."""
    return _page(order_by_number(number.upper()))


def document(number: str, document: str) -> ResponseReturnValue:
    """One of the order's documents."""
    return pdf_of(order_by_number(number.upper()), document)


def on(number: str) -> ResponseReturnValue:
    """Lock an order for production, or note that it was handed over: whatever the page offered."""
    order, form = order_by_number(number.upper()), StepForm()
    if not form.validate_on_submit():
        return _page(order), 422
    try:
        lead_on(order, State(form.step.data or State.LOCKED), current_user.id)
    except NotPossibleNowError:
        return _changed(order)
    flash(gettext("Order %(number)s is led on.", number=order.number), "good")
    return _back(order)


def cancel(number: str) -> ResponseReturnValue:
    """Cancel an order for its buyer, who is told why."""
    order, form = order_by_number(number.upper()), ReasonForm()
    if not form.validate_on_submit():
        return _page(order, cancelling=form), 422
    try:
        cancel_for_buyer(order, current_user.id, form.reason.data or "")
    except NotPossibleNowError:
        return _changed(order)
    flash(gettext("Order %(number)s is cancelled.", number=order.number), "good")
    return _back(order)


def note(number: str) -> ResponseReturnValue:
    """Write something down that only the desk reads."""
    order, form = order_by_number(number.upper()), NoteForm()
    if not form.validate_on_submit():
        return _page(order, noting=form), 422
    note_on(order, current_user.id, form.text.data or "")
    return _back(order)


def resend(number: str, mail_id: int) -> ResponseReturnValue:
    """Send one of the order's mails once more."""
    order = order_by_number(number.upper())
    if FlaskForm().validate_on_submit():
        resend_mail(order, mail_id, current_user.id)
        flash(gettext("The mail goes out again."), "good")
    return _back(order)


def _back(order: Order) -> ResponseReturnValue:
    return redirect(url_for("desk.one", number=order.number), 303)


def _changed(order: Order) -> ResponseReturnValue:
    flash(gettext("Somebody else, or the payment service, was faster. This is how the order stands now."), "warning")
    return _back(order)


def _page(order: Order, cancelling: ReasonForm | None = None, noting: NoteForm | None = None) -> str:
    return render_template(
        "preorders/desk_order.html",
        order=order,
        product=catalogue().products.get(order.product_key),
        payments=payments_of(PURPOSE, order.public_id),
        refunds=refunds_of(PURPOSE, order.public_id),
        documents=documents_of(order.id),
        mails=mails_of(order.id),
        names=names_of(line.person_id for line in order.history if line.person_id),
        step=next_step(order),
        cancelling=(cancelling or ReasonForm()) if can_desk_cancel(order) else None,
        noting=noting or NoteForm(),
        mail_labels=MAIL_LABELS,
        payment_labels=PAYMENT_LABELS,
        refund_labels=REFUND_LABELS,
        refund_tones=REFUND_TONES,
    )
