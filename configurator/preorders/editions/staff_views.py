"""The product team's pages of editions: made from a design or a row of the tally, changed, closed."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm

from configurator.audit import list_actions
from configurator.database import utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import design_by_code
from configurator.preorders.desk import names_of
from configurator.preorders.editions.forms import EditionForm, form_of, suggested_terms, terms_values
from configurator.preorders.editions.labels import TERM_LABELS, badge
from configurator.preorders.editions.making import (
    ONGOING,
    DearDepositError,
    FixedTermsError,
    UnbuildableEditionError,
    change_edition,
    close_sale,
    make_edition,
    terms_of,
)
from configurator.preorders.editions.reading import EditionView, edition_by_public_id, every_edition
from configurator.product.definition import Product
from configurator.web.catalogue import catalogue
from configurator.web.filters import words
from configurator.web.guards import Role, add_staff_page, guard_blueprint

blueprint = Blueprint("staff_editions", __name__, url_prefix="/staff/editions")
guard_blueprint(blueprint, Role.PRODUCT_MANAGER)

NAMED = 3
"""How many options a suggested name strings together."""


def register(app: Flask) -> None:
    app.register_blueprint(blueprint)
    add_staff_page(app, "staff_editions.every", lazy_gettext("Editions"), Role.PRODUCT_MANAGER)


@blueprint.get("")
def every() -> ResponseReturnValue:
    """All editions with how far they are, the newest first."""
    now = utc_now()
    return render_template(
        "preorders/editions/staff_list.html",
        lines=[(edition, *badge(edition, now)) for edition in every_edition()],
        products=catalogue().products,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make an edition of a design (`?design=`) or of options (`?product=…&option=…`), which the form shows ticked."""
    design = design_by_code(request.args["design"]) if "design" in request.args else None
    product = catalogue().product(design.product_key if design else request.args.get("product", _first_product()))
    asked = design.options if design else frozenset(request.args.getlist("option"))
    offered = asked & product.options.keys()
    suggested = suggested_terms(
        product, _name(product, design, offered), offered - (_own(product) if design else set())
    )
    form = EditionForm(product, offered, data=terms_values(suggested))
    if form.validate_on_submit():
        try:
            rules = catalogue().rules(product.key)
            made = make_edition(product, rules, form.terms(suggested), current_user.id, design)
        except (UnbuildableEditionError, DearDepositError) as fault:
            _explain(form, fault)
        else:
            flash(gettext("“%(name)s” is on sale.", name=made.name), "success")
            return redirect(url_for("editions.one", public_id=made.public_id), 303)
    page = render_template(
        "preorders/editions/make.html",
        form=form,
        product=product,
        offered=offered,
        design=design,
        example=catalogue().rules(product.key).nearest(offered).options,
    )
    return page, 422 if form.errors else 200


@blueprint.route("/<public_id>", methods=["GET", "POST"])
def one(public_id: str) -> ResponseReturnValue:
    """How an edition stands, what was done to it, and a form with what may still change."""
    edition = edition_by_public_id(public_id)
    product = catalogue().product(edition.product_key)
    form = form_of(product, edition)
    if form.validate_on_submit():
        try:
            terms = form.terms(terms_of(edition))
            change_edition(edition, product, catalogue().rules(product.key), terms, current_user.id)
        except (UnbuildableEditionError, DearDepositError, FixedTermsError) as fault:
            _explain(form, fault)
        else:
            flash(gettext("Your changes are saved."), "success")
            return redirect(url_for("staff_editions.one", public_id=public_id), 303)
    return _page(edition, product, form), 422 if form.errors else 200


@blueprint.post("/<public_id>/close")
def close(public_id: str) -> ResponseReturnValue:
    """Sell no more units of an edition."""
    edition = edition_by_public_id(public_id)
    if FlaskForm().validate_on_submit():
        try:
            close_sale(edition, current_user.id)
            flash(gettext("The sale of “%(name)s” is over.", name=edition.name), "success")
        except FixedTermsError:
            flash(gettext("Its sale was over already."), "warning")
    return redirect(url_for("staff_editions.one", public_id=public_id), 303)


def _page(edition: EditionView, product: Product, form: EditionForm) -> str:
    actions = list_actions(edition.public_id)
    return render_template(
        "preorders/editions/staff_edition.html",
        edition=edition,
        product=product,
        form=form,
        badge=badge(edition, utc_now()),
        is_ongoing=edition.state in ONGOING,
        actions=actions,
        term_labels=TERM_LABELS,
        names=names_of(action.person_id for action in actions),
    )


def _explain(form: EditionForm, fault: Exception) -> None:
    """Say at the right field why what was filled in can't be."""
    if isinstance(fault, DearDepositError):
        form.deposit.errors = [gettext("That is more than one of them costs.")]
    elif isinstance(fault, UnbuildableEditionError):
        form.options.errors = [gettext("The rules let nobody have all of these together: untick some.")]
    else:
        name = form.deadline if "deadline" in form else form.name
        name.errors = [gettext("That can't change any more, or only the other way: somebody relies on it.")]


def _own(product: Product) -> set[str]:
    """What is each buyer's own: the market, and how many of something."""
    return {option.id for group in product.groups if group.is_market or group.numbers for option in group.options}


def _first_product() -> str:
    return next(iter(catalogue().products))


def _name(product: Product, design: SavedDesign | None, options: frozenset[str]) -> str:
    if design is not None:
        return design.name
    own = [option for option in product.in_order(options) if option not in product.defaults] or product.in_order(
        options
    )
    return ", ".join(words(product.options[option].name) for option in own[:NAMED])
