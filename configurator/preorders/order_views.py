"""An order's own pages, behind its signed link: how it stands, paying, cancelling, a new link."""

from __future__ import annotations

from contextlib import suppress

from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm

from configurator.database import utc_now
from configurator.payments.service import DisputedError, PaymentUnavailableError
from configurator.preorders.addresses import ForgottenOrderError, expired_order_at, order_address, order_at, order_token
from configurator.preorders.changing import is_changeable
from configurator.preorders.documents.service import documents_of
from configurator.preorders.ending import went_back_another_way
from configurator.preorders.links import ExpiredLinkError
from configurator.preorders.order import Order
from configurator.preorders.queue import queue_position
from configurator.preorders.service import (
    NotCancellableError,
    NotPayableError,
    ask_new_link,
    cancel_preorder,
    is_cancellable,
    is_payable,
    open_deposit,
    settle_deposit,
)
from configurator.preorders.states import State
from configurator.preorders.withdrawal.service import is_withdrawable
from configurator.web.catalogue import catalogue
from configurator.web.limits import ORDER, limiter

LOOK_AGAIN_SECONDS = "4"
NEW_LINK = "5 per hour"
IN_HAND = "order_in_hand"
"""Where a browser's session keeps the order that it is changing."""

blueprint = Blueprint("preorders", __name__)


@blueprint.after_request
def private(response: Response) -> Response:
    """Nobody keeps or lists these pages."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.get("/orders/<token>")
def status(token: str) -> ResponseReturnValue:
    """How the order stands. Whoever comes back here does not change it any more."""
    session.pop(IN_HAND, None)
    return _page(order_at(token))


@blueprint.get("/orders/<token>/return")
def come_back(token: str) -> ResponseReturnValue:
    """Where Stripe sends the buyer: settles the payment here if no webhook was faster."""
    order = order_at(token)
    with suppress(PaymentUnavailableError):  # then the webhook or the poll will tell us; the page says that we wait
        order = settle_deposit(order)
    if order.state is not State.RESERVED:
        return redirect(url_for("preorders.status", token=token), 303)
    response = Response(_page(order, is_settling=True))
    response.headers["Refresh"] = LOOK_AGAIN_SECONDS
    return response


@blueprint.post("/orders/<token>/pay")
@limiter.limit(ORDER)
def pay_now(token: str) -> ResponseReturnValue:
    """Send the buyer to the payment page, again if need be."""
    return pay(order_at(token))


def pay(order: Order) -> ResponseReturnValue:
    """To the payment page of an order; to the order itself when there is nothing (more) to pay."""
    here = url_for("preorders.status", token=order_token(order))
    what = gettext("Deposit for preorder %(number)s", number=order.number)
    try:
        address = open_deposit(order, what, order_address(order, "preorders.come_back"), order_address(order))
    except NotPayableError:
        return redirect(here, 303)
    except PaymentUnavailableError:
        return _page(order, is_stripe_down=True), 503
    return redirect(address or here, 303)


@blueprint.route("/orders/<token>/cancel", methods=["GET", "POST"])
@limiter.limit(ORDER, methods=["POST"])
def cancel(token: str) -> ResponseReturnValue:
    """Ask once more, then cancel: a paid deposit goes back."""
    order = order_at(token)
    here = url_for("preorders.status", token=token)
    if not is_cancellable(order):
        tell_if_disputed(order)
        return redirect(here, 303)
    if not FlaskForm().validate_on_submit():
        return render_template("preorders/cancel.html", order=order, token=token)
    try:
        cancel_preorder(order)
    except (NotCancellableError, DisputedError):  # something was faster: the page shows what became of it
        tell_if_disputed(order_at(token))
        return redirect(here, 303)
    flash(gettext("Order %(number)s is cancelled.", number=order.number), "good")
    return redirect(here, 303)


def tell_if_disputed(order: Order) -> bool:
    """Say why what was asked for can't be done now, if that is because of a dispute."""
    is_disputed = order.state is State.DISPUTED
    if is_disputed:
        flash(gettext("Your bank disputes the deposit: until that is decided we can't change or cancel it."), "warning")
    return is_disputed


@blueprint.post("/orders/<token>/new-link")
@limiter.limit(NEW_LINK)
def new_link(token: str) -> ResponseReturnValue:
    """Mail a new link to the buyer whose link is over; the page never shows the address."""
    ask_new_link(expired_order_at(token))
    return render_template("preorders/link_sent.html")


@blueprint.errorhandler(ExpiredLinkError)
def _expired_link(_error: ExpiredLinkError) -> ResponseReturnValue:
    return render_template("preorders/link_expired.html", token=(request.view_args or {})["token"]), 410


@blueprint.errorhandler(ForgottenOrderError)
def _forgotten(_error: ForgottenOrderError) -> ResponseReturnValue:
    return render_template("preorders/forgotten.html"), 410


def _page(order: Order, *, is_settling: bool = False, is_stripe_down: bool = False) -> str:
    return render_template(
        "preorders/status.html",
        order=order,
        token=order_token(order),
        product=catalogue().products.get(order.product_key),
        can_pay=is_payable(order),
        can_cancel=is_cancellable(order),
        can_change=is_changeable(order) and order.product_key in catalogue().products,
        queue_position=queue_position(order),
        can_withdraw=is_withdrawable(order, utc_now()),
        documents=documents_of(order.id),
        went_another_way=went_back_another_way(order),
        is_settling=is_settling,
        is_stripe_down=is_stripe_down,
    )
