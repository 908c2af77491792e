"""Ordering a design: its page with the form, and the way to the payment page."""

from __future__ import annotations

from flask import Flask, redirect, render_template, request, session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from configurator.accounts.visitors import recognise_browser
from configurator.config import Settings
from configurator.database import utc_now
from configurator.gallery.addresses import compose_address
from configurator.gallery.changed import nearest_words
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import archived_product, design_by_code
from configurator.gallery.then_and_now import Today
from configurator.preorders import change_views, desk_views, following, mass
from configurator.preorders.addresses import order_token
from configurator.preorders.editions import views as edition_views
from configurator.preorders.editions.letters import edition_terms
from configurator.preorders.editions.ordering import asked_offer
from configurator.preorders.editions.reading import EditionView, fitting_editions
from configurator.preorders.forms import PreorderForm, new_order_key
from configurator.preorders.labels import ACTOR_LABELS, HAPPENING_LABELS, STATE_LABELS, STATE_TONES, country_name
from configurator.preorders.offer import Offer, OutlivedDesignError, offer_design
from configurator.preorders.order import Order
from configurator.preorders.order_views import blueprint, pay
from configurator.preorders.seals import quote_seals
from configurator.preorders.service import NotOnSaleError, order_of_form, place_preorder
from configurator.preorders.states import State
from configurator.preorders.terms import withdrawal_terms
from configurator.preorders.waiting import views as waiting_views
from configurator.preorders.waiting.holding import held_for_this_browser
from configurator.preorders.withdrawal import views as withdrawal_views
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue
from configurator.web.languages import current_language
from configurator.web.limits import ORDER, limiter

FORM_KEY = "order_form"


def register(app: Flask, settings: Settings) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        country_name=country_name,
        order_token=order_token,
        withdrawal_terms=withdrawal_terms,
        state_labels=STATE_LABELS,
        state_tones=STATE_TONES,
        happening_labels=HAPPENING_LABELS,
        actor_labels=ACTOR_LABELS,
        order_in_hand=change_views.order_in_hand,
    )
    following.register()
    mass.register()
    desk_views.register(app, settings)
    withdrawal_views.register(app, settings)
    edition_views.register(app, settings)
    waiting_views.register(app, settings)


@blueprint.route("/d/<code>/preorder", methods=["GET", "POST"])
@limiter.limit(ORDER, methods=["POST"])
def order(code: str) -> ResponseReturnValue:
    """What is ordered and at what price; a sent form becomes an order and leads to the payment page."""
    design = _orderable(code)
    if request.method == "GET" and (change := change_views.change_in_hand(design.code)):
        return redirect(change, 303)
    product, rules = catalogue().product(design.product_key), catalogue().rules(design.product_key)
    try:
        whole = offer_design(design, archived_product(design.product_key, design.product_version), product, rules)
    except OutlivedDesignError as outlived:
        return _outlived_page(design, product, outlived.today), 409
    offer, elsewhere = asked_offer(whole)
    if elsewhere is not None:
        return redirect(elsewhere, 303)
    form = PreorderForm(offer.country)
    if not form.is_submitted():
        return _form_page(offer, form, _fresh(offer, form))
    is_complete, is_seen = form.validate(), quote_seals().holds(form.seal.data or "", offer.quote, offer.design.code)
    if not is_complete or not is_seen:
        return _form_page(offer, form, price_changed=not is_seen), 422
    try:
        key, held = form.order_key.data or "", held_for_this_browser(offer.edition) if offer.edition else None
        placed = place_preorder(offer, form.buyer, key, current_language(), recognise_browser(), held)
    except NotOnSaleError:  # while the form was filled in; the design itself can still be ordered
        return _form_page(whole, form, gone=offer.edition), 409
    return pay(placed)


def _orderable(code: str) -> SavedDesign:
    design = design_by_code(code)
    if design.withdrawn_at is not None or design.hidden_at is not None:
        raise NotFoundError(f"{design.code} is not shown any more")
    return design


def _fresh(offer: Offer, form: PreorderForm) -> Order | None:
    """Give an empty form its key: two tabs of one browser share it until one of them was sent.

    Returns the order that waits for its deposit, if that is what the browser's last form became.
    """
    kept = session.get(FORM_KEY, {})
    key = kept.get("key", "") if kept.get("design") == offer.design.code else ""
    sent = order_of_form(key, offer) if key else None
    if not key or sent is not None:
        key = new_order_key()
        session[FORM_KEY] = {"design": offer.design.code, "key": key}
    form.order_key.data = key
    form.email.data = getattr(current_user, "email", "")
    return sent if sent is not None and sent.state is State.RESERVED else None


def _form_page(
    offer: Offer,
    form: PreorderForm,
    open_order: Order | None = None,
    *,
    price_changed: bool = False,
    gone: EditionView | None = None,
) -> str:
    form.seal.data = quote_seals().seal(offer.quote, offer.design.code)
    return render_template(
        "preorders/order.html",
        offer=offer,
        form=form,
        still_open=offer.still_open(utc_now().date()),
        compose_address=compose_address(
            offer.product, offer.configuration.options, offer.design.code, offer.configuration.texts
        ),
        open_order=open_order,
        price_changed=price_changed,
        gone=gone,
        terms=edition_terms(offer.edition) if offer.edition and not offer.edition.is_built else None,
        editions=[] if offer.edition else fitting_editions(offer.product.key, offer.configuration.options),
    )


def _outlived_page(design: SavedDesign, product: Product, today: Today) -> str:
    return render_template(
        "preorders/outlived.html",
        design=design,
        product=product,
        today=today,
        nearest=nearest_words(design, product, today),
        nearest_address=compose_address(product, today.nearest.options, design.code, today.nearest.texts),
    )
