"""Changing what was ordered: the order is taken along while composing, and a page confirms old, new and difference."""

from __future__ import annotations

from flask import flash, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField

from configurator.gallery.addresses import compose_address
from configurator.gallery.service import archived_product, design_by_code
from configurator.preorders.addresses import order_at
from configurator.preorders.changing import NotChangeableError, change_order, hindrance, is_changeable, new_quote
from configurator.preorders.links import ExpiredLinkError
from configurator.preorders.offer import Offer, OutlivedDesignError, offer_design
from configurator.preorders.order import Order
from configurator.preorders.order_views import IN_HAND, blueprint, tell_if_disputed
from configurator.preorders.seals import quote_seals
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue
from configurator.web.changes import change_words
from configurator.web.limits import ORDER, limiter


class SealedForm(FlaskForm):
    """That the buyer agrees to exactly the quote that the page showed."""

    seal = HiddenField()


def order_in_hand() -> dict[str, str] | None:
    """The order that this browser is changing, for the bar on top of the pages: its number and the address to it."""
    kept = session.get(IN_HAND)
    return {"number": kept["number"], "token": kept["token"]} if kept else None


def change_in_hand(code: str) -> str | None:
    """Where a design is confirmed for the order that this browser is changing; None when there is no such order."""
    kept = session.get(IN_HAND)
    if not kept:
        return None
    try:
        is_open = is_changeable(order_at(kept["token"]))
    except (NotFoundError, ExpiredLinkError):
        is_open = False
    if is_open:
        return url_for("preorders.confirm_change", token=kept["token"], code=code)
    session.pop(IN_HAND)
    return None


@blueprint.post("/orders/<token>/change")
@limiter.limit(ORDER)
def change(token: str) -> ResponseReturnValue:
    """Take the order along and go to compose, where its configuration is."""
    order = order_at(token)
    if not is_changeable(order) or not FlaskForm().validate_on_submit():
        tell_if_disputed(order)
        return redirect(url_for("preorders.status", token=token), 303)
    session[IN_HAND] = {"token": token, "number": order.number}
    product = catalogue().product(order.product_key)
    words = [(line.option_id, line.words) for line in order.quote.lines if line.option_id and line.words]
    known = order.options & product.options.keys()
    return redirect(compose_address(product, known, order.design_code, words), 303)


@blueprint.route("/orders/<token>/change/<code>", methods=["GET", "POST"])
@limiter.limit(ORDER, methods=["POST"])
def confirm_change(token: str, code: str) -> ResponseReturnValue:
    """Show the old and the new quote with the difference; confirmed, the order is one for this design."""
    order, design = order_at(token), design_by_code(code)
    here = url_for("preorders.status", token=token)
    if not is_changeable(order) or design.withdrawn_at is not None or design.hidden_at is not None:
        if not tell_if_disputed(order):
            flash(gettext("This order can't be changed to that design."), "warning")
        return redirect(here, 303)
    product = catalogue().product(design.product_key)
    then = archived_product(design.product_key, design.product_version)
    try:
        offer = offer_design(design, then, product, catalogue().rules(product.key))
    except OutlivedDesignError:
        return redirect(url_for("gallery.design", code=design.code), 303)
    form, quote = SealedForm(), new_quote(order, offer)
    if not form.is_submitted():
        return _confirm_page(token, order, offer)
    if not form.validate() or not quote_seals().holds(form.seal.data or "", quote, offer.design.code):
        return _confirm_page(token, order, offer, price_changed=True), 422
    try:
        change_order(order, offer)
    except NotChangeableError:
        flash(gettext("The order was not changed. This is how it stands now."), "warning")
        return redirect(here, 303)
    session.pop(IN_HAND, None)
    flash(gettext("Order %(number)s is changed. A mail confirms it.", number=order.number), "good")
    return redirect(here, 303)


def _confirm_page(token: str, order: Order, offer: Offer, *, price_changed: bool = False) -> str:
    quote, product = new_quote(order, offer), offer.product
    is_same_product = order.product_key == product.key
    before = order.options & product.options.keys()
    return render_template(
        "preorders/change.html",
        token=token,
        order=order,
        offer=offer,
        quote=quote,
        difference=quote.total - order.quote.total,
        changes=change_words(product, before, offer.configuration, order.quote.total) if is_same_product else None,
        hindrance=hindrance(order, offer),
        seal=quote_seals().seal(quote, offer.design.code),
        price_changed=price_changed,
    )
