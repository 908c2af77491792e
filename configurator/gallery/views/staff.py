"""What marketers do: feature designs on the front page, and hide from the gallery what does not belong there."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone, gettext
from flask_login import current_user

from configurator.database import utc_now
from configurator.gallery.forms import PLACES, FeatureForm, HideForm, feature_values
from configurator.gallery.service.featuring import (
    NotListedError,
    all_features,
    feature_by_id,
    feature_design,
    featured_now,
    remove_feature,
)
from configurator.gallery.service.moderating import hide_design, show_design
from configurator.gallery.views.design import page_values, shown_design
from configurator.gallery.views.front import showings
from configurator.gallery.views.room import blueprint
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role, staff_only


@blueprint.get("/staff/features")
@staff_only(Role.MARKETER)
def features() -> ResponseReturnValue:
    now = utc_now()
    return render_template(
        "gallery/features.html",
        features=all_features(),
        shown={feature.id for product in catalogue() for feature in featured_now(product.key, now)},
        places=PLACES,
        now=now,
        zone=zone_name(),
    )


@blueprint.route("/staff/features/new", methods=["GET", "POST"])
@staff_only(Role.MARKETER)
def new_feature() -> ResponseReturnValue:
    return _feature_page(FeatureForm(data={"code": request.args.get("code", "")}), None)


@blueprint.route("/staff/features/<int:feature_id>", methods=["GET", "POST"])
@staff_only(Role.MARKETER)
def edit_feature(feature_id: int) -> ResponseReturnValue:
    return _feature_page(FeatureForm(data=feature_values(feature_by_id(feature_id))), feature_id)


def _feature_page(form: FeatureForm, feature_id: int | None) -> ResponseReturnValue:
    if form.validate_on_submit():
        try:
            feature = feature_design(form.plan, current_user.id, feature_id)
            flash(gettext("“%(name)s” is planned. This is how it will look.", name=feature.design.name), "success")
            return redirect(url_for("gallery.preview_feature", feature_id=feature.id), 303)
        except NotFoundError:
            form.code.errors = [gettext("There is no design with this code.")]
        except NotListedError:
            form.code.errors = [gettext("This design is not in the gallery: only its author can put it there.")]
    page = render_template("gallery/feature.html", form=form, feature_id=feature_id, zone=zone_name())
    return page, 422 if form.errors else 200


@blueprint.get("/staff/features/<int:feature_id>/preview")
@staff_only(Role.MARKETER)
def preview_feature(feature_id: int) -> ResponseReturnValue:
    """The front page with the feature, now or when it begins; says when something else will stand in its place."""
    feature = feature_by_id(feature_id)
    at = max(feature.from_at, utc_now())
    is_behind = feature.is_active(at) and feature.id not in {
        shown.id for shown in featured_now(feature.design.product_key, at)
    }
    return render_template(
        "gallery/front.html", showings=showings(at, feature), preview=feature, is_behind=is_behind, at=at
    )


@blueprint.post("/staff/features/<int:feature_id>/remove")
@staff_only(Role.MARKETER)
def remove(feature_id: int) -> ResponseReturnValue:
    remove_feature(feature_id)
    flash(gettext("It is not featured any more."), "success")
    return redirect(url_for("gallery.features"), 303)


@blueprint.post("/staff/designs/<code>/hide")
@staff_only(Role.MARKETER)
def hide(code: str) -> ResponseReturnValue:
    design, form = shown_design(code), HideForm()
    if not form.validate_on_submit():
        return render_template("gallery/design.html", **page_values(design), hide_form=form), 422
    hide_design(design.id, current_user.id, form.reason.data or "")
    flash(gettext("“%(name)s” is hidden from the gallery.", name=design.name), "success")
    return redirect(url_for("gallery.design", code=design.code), 303)


@blueprint.post("/staff/designs/<code>/show")
@staff_only(Role.MARKETER)
def show(code: str) -> ResponseReturnValue:
    design = shown_design(code)
    show_design(design.id)
    flash(gettext("“%(name)s” may be in the gallery again.", name=design.name), "success")
    return redirect(url_for("gallery.design", code=design.code), 303)


def zone_name() -> str:
    """The time zone in which moments are typed and shown: the site's."""
    return str(get_timezone())
