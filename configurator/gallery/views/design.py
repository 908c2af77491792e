"""The page of one design, and what it is shared with: its QR code and its share card."""

from __future__ import annotations

from io import BytesIO

import segno
from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from configurator.accounts.visitors import current_visitor
from configurator.database import utc_now
from configurator.gallery.addresses import compose_address, order_address
from configurator.gallery.cards import ShareCard, kept_card
from configurator.gallery.changed import nearest_words
from configurator.gallery.forms import HideForm
from configurator.gallery.product_data import product_data
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import archived_product, design_by_code, designs_near, remixes_of
from configurator.gallery.then_and_now import chosen_options, look_today, open_options
from configurator.gallery.views.room import blueprint
from configurator.pictures.links import artwork_of, outdoor_scenes
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role, holds_any
from configurator.web.limits import PICTURES, limiter

FOR_EVER = "public, max-age=31536000, immutable"
AN_HOUR = "public, max-age=3600"


@blueprint.get("/d/<code>")
def design(code: str) -> ResponseReturnValue:
    """A design's page. Another way of writing its code leads here; a withdrawn design is gone, and says so."""
    found = design_by_code(code)
    if code != found.code:
        return redirect(url_for("gallery.design", code=found.code), 301)
    if found.withdrawn_at is not None:
        return render_template("gallery/withdrawn.html", design=found), 410
    return render_template("gallery/design.html", **page_values(found), hide_form=HideForm(formdata=None))


def page_values(found: SavedDesign) -> dict[str, object]:
    """What the page of a design shows."""
    now = catalogue().products.get(found.product_key)
    then = archived_product(found.product_key, found.product_version).on(found.saved_at.date())
    today = look_today(then, found.options, now, catalogue().rules(now.key), found.texts) if now else None
    card = share_card_of(found)
    order = order_address(found.code) if today and today.is_buildable else None
    visitor = current_visitor()
    is_own = visitor.owns(found.person_id, found.browser_digest)
    return {
        "design": found,
        "now": now,
        "then": then,
        "today": today,
        "nearest": nearest_words(found, now, today) if now and today else None,
        "chosen": chosen_options(then, found.options, found.texts),
        "open_ids": open_options(now, found.options, utc_now().date()) if now else frozenset(),
        "view": request.args.get("view", ""),
        "scene": request.args.get("scene", ""),
        "scenes": ("", *outdoor_scenes(now)) if now else (),
        "remixes": remixes_of(found.id),
        "near": designs_near(found) if now else (),
        "remix_address": _remix_address(now, today.nearest, found) if now and today else None,
        "order_address": order,
        "is_own": is_own,
        "may_claim": is_own and visitor.person_id is not None and found.person_id is None,
        "is_just_saved": is_own and "saved" in request.args,
        "may_moderate": holds_any(Role.MARKETER),
        "card": card,
        "address": url_for("gallery.design", code=found.code, _external=True),
        "data": product_data(found, then, card, order, today),
    }


def _remix_address(now: Product, nearest: Configuration, found: SavedDesign) -> str:
    """Words that don't fit any more travel along: the compose page says what to do about them."""
    texts = {**found.texts, **dict(nearest.texts)}
    kept = ((option_id, words) for option_id, words in texts.items() if option_id in nearest.options)
    return compose_address(now, nearest.options, found.code, kept)


@blueprint.get("/d/<code>/qr.svg")
@limiter.limit(PICTURES)
def qr(code: str) -> ResponseReturnValue:
    """The design's address to be scanned from a screen or a print."""
    found = shown_design(code)
    drawing = BytesIO()
    address = url_for("gallery.design", code=found.code, _external=True)
    segno.make(address, error="m", micro=False).save(drawing, kind="svg", scale=4, border=4, light="#fff")
    return Response(drawing.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": AN_HOUR})


@blueprint.get("/d/<code>/card.jpg", defaults={"digest": ""})
@blueprint.get("/d/<code>/card-<digest>.jpg")
@limiter.limit(PICTURES)
def card(code: str, digest: str) -> ResponseReturnValue:
    """The share card. An address with its digest may be kept for ever; every older one still gives a card."""
    shared = share_card_of(shown_design(code))
    if shared is None:
        raise NotFoundError(f"no artwork for the card of {code!r}")
    data = kept_card(current_app.extensions["officina-cards"], shared, digest)
    kept = FOR_EVER if digest == shared.digest else AN_HOUR
    return Response(data, mimetype="image/jpeg", headers={"Cache-Control": kept})


def share_card_of(found: SavedDesign) -> ShareCard | None:
    """The card of a design; None when its product is not offered any more."""
    now = catalogue().products.get(found.product_key)
    return ShareCard(found, now, artwork_of(now)) if now else None


def shown_design(code: str) -> SavedDesign:
    """A design that was not withdrawn. Raises NotFoundError."""
    found = design_by_code(code)
    if found.withdrawn_at is not None:
        raise NotFoundError(f"{code!r} was withdrawn")
    return found
