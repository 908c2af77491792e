"""The public pages of editions: each with its live progress, and all of a product."""

from __future__ import annotations

from flask import Blueprint, Flask, jsonify, redirect, render_template
from flask.typing import ResponseReturnValue

from configurator.config import Settings
from configurator.database import utc_now
from configurator.gallery.addresses import compose_address
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import archived_product, design_by_code
from configurator.preorders.editions import staff_views
from configurator.preorders.editions.labels import badge, deadline_words, progress_words, units_words
from configurator.preorders.editions.ordering import can_order, keep_in_mind
from configurator.preorders.editions.reading import (
    EditionView,
    edition_by_id,
    edition_by_public_id,
    editions_of,
    fitting_editions,
)
from configurator.preorders.waiting.holding import held_for_this_browser
from configurator.product.configuration import Configuration
from configurator.product.definition import Option, OptionGroup, Product
from configurator.product.pricing import quote
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role, holds_any

A_MOMENT = "private, max-age=5"

blueprint = Blueprint("editions", __name__)


def register(app: Flask, _settings: Settings) -> None:
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        edition_by_id=edition_by_id,
        edition_picture=lambda edition, product: _example(edition, product).options,
        edition_words=progress,
        editions_on_sale=editions_on_sale,
        fitting_editions=fitting_editions,
        may_make_editions=lambda: holds_any(Role.PRODUCT_MANAGER),
    )
    staff_views.register(app)


@blueprint.get("/<product:product>/editions")
def listed(product: Product) -> ResponseReturnValue:
    """Every edition of a product."""
    return render_template("preorders/editions/listed.html", product=product, editions=editions_of(product.key))


@blueprint.get("/editions/<public_id>")
def one(public_id: str) -> ResponseReturnValue:
    """An edition: what every one of it has, what it costs, and how far it has come."""
    edition = edition_by_public_id(public_id)
    product = catalogue().products.get(edition.product_key)
    then = archived_product(edition.product_key, edition.product_version)
    example = _example(edition, product) if product else None
    return render_template(
        "preorders/editions/edition.html",
        edition=edition,
        product=product,
        then=then,
        example=example,
        total=quote(product, example).total if product and example else None,
        fixed=_by_group(then, edition.options),
        design=_shown_design(edition),
        progress=progress(edition),
        now=utc_now(),
    )


@blueprint.get("/editions/<public_id>/progress.json")
def state(public_id: str) -> ResponseReturnValue:
    """What changes on an edition's page while somebody looks at it."""
    response = jsonify(progress(edition_by_public_id(public_id)))
    response.headers["Cache-Control"] = A_MOMENT
    return response


@blueprint.get("/editions/<public_id>/compose")
def compose(public_id: str) -> ResponseReturnValue:
    """To the compose page, with what the edition fixes; what is ordered next in this browser is meant for it."""
    edition = edition_by_public_id(public_id)
    product = catalogue().product(edition.product_key)
    keep_in_mind(edition.public_id)
    return redirect(compose_address(product, _example(edition, product).options, edition.design_code or ""), 303)


def progress(edition: EditionView) -> dict[str, object]:
    """How far an edition has come, in numbers and in words."""
    now = utc_now()
    label, tone = badge(edition, now)
    return {
        "paid": edition.counted,
        "threshold": edition.threshold,
        "capacity": edition.capacity,
        "is_live": edition.is_on_sale(now) or edition.decided_at is None,
        "can_order": can_order(edition),
        "is_held": held_for_this_browser(edition) is not None,
        "tone": tone,
        "label": str(label),
        "progress": progress_words(edition),
        "units": units_words(edition, now),
        "deadline": deadline_words(edition, now),
    }


def editions_on_sale(product: Product) -> list[EditionView]:
    """What can be ordered of a product's editions, for other pages."""
    now = utc_now()
    return [edition for edition in editions_of(product.key) if edition.is_on_sale(now)]


def _example(edition: EditionView, product: Product) -> Configuration:
    """What it is pictured as: the design that it was made from, else what it fixes with the product's defaults."""
    design = _shown_design(edition)
    return catalogue().rules(product.key).nearest(design.options if design else edition.options)


def _shown_design(edition: EditionView) -> SavedDesign | None:
    """The design that it was made from, if that can be ordered as one of it."""
    design = design_by_code(edition.design_code) if edition.design_code else None
    if design is None or design.withdrawn_at is not None or design.hidden_at is not None:
        return None
    return design if edition.options <= design.options else None


def _by_group(product: Product, options: frozenset[str]) -> list[tuple[OptionGroup, list[Option]]]:
    found = [(group, [option for option in group.options if option.id in options]) for group in product.groups]
    return [(group, chosen) for group, chosen in found if chosen]
