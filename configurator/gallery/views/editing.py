"""What its author does with a design, and the list of all that are theirs."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from configurator.accounts.visitors import current_visitor
from configurator.gallery.forms import PresentationForm, presentation_values
from configurator.gallery.service import claim_designs, designs_of, edit_design, withdraw_design
from configurator.gallery.views.design import shown_design
from configurator.gallery.views.room import blueprint
from configurator.product.errors import RefusedError
from configurator.web.catalogue import catalogue
from configurator.web.limits import SAVE, limiter


@blueprint.get("/designs")
def mine() -> ResponseReturnValue:
    visitor = current_visitor()
    designs = designs_of(visitor)
    unclaimed = [design for design in designs if design.person_id is None] if visitor.person_id is not None else []
    return render_template(
        "gallery/mine.html",
        designs=designs,
        unclaimed=unclaimed,
        is_signed_in=visitor.person_id is not None,
        products=catalogue().products,
    )


@blueprint.route("/d/<code>/edit", methods=["GET", "POST"])
@limiter.limit(SAVE, methods=["POST"])
def edit(code: str) -> ResponseReturnValue:
    design, visitor = shown_design(code), current_visitor()
    if not visitor.owns(design.person_id, design.browser_digest):
        raise RefusedError(f"{code!r} is somebody else's")
    form = PresentationForm(data=presentation_values(design))
    if form.validate_on_submit():
        edit_design(design.id, form.presentation, visitor)
        flash(gettext("Your changes are saved."), "success")
        return redirect(url_for("gallery.design", code=design.code), 303)
    now = catalogue().products.get(design.product_key)
    return render_template("gallery/edit.html", design=design, form=form, now=now), 422 if form.errors else 200


@blueprint.post("/d/<code>/withdraw")
@limiter.limit(SAVE)
def withdraw(code: str) -> ResponseReturnValue:
    design = shown_design(code)
    withdraw_design(design.id, current_visitor())
    flash(gettext("“%(name)s” is withdrawn.", name=design.name), "success")
    return redirect(url_for("gallery.mine"), 303)


@blueprint.post("/designs/claim")
@limiter.limit(SAVE)
def claim() -> ResponseReturnValue:
    claimed = claim_designs(current_visitor())
    message = ngettext(
        "%(num)s design is now kept with your account.", "%(num)s designs are now kept with your account.", claimed
    )
    flash(message, "success")
    return redirect(url_for("gallery.mine"), 303)
