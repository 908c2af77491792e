"""The pages of the gallery."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext

from configurator.config import Settings
from configurator.gallery.addresses import compose_address
from configurator.gallery.views import browsing, design, editing, front, saving, staff
from configurator.gallery.views.room import blueprint
from configurator.web.guards import Role, add_staff_page
from configurator.web.menus import add_menu_item

FORM_PAGES = (saving.save, editing.edit, staff.new_feature, staff.edit_feature, staff.hide)
"""Their forms check their tokens themselves, so that nothing typed is lost with an old token."""

__all__ = ["browsing", "design", "front", "register"]


def register(app: Flask, settings: Settings) -> None:
    app.register_blueprint(blueprint)
    app.extensions["officina-cards"] = settings.instance_path / "cards"
    app.extensions["officina-counted"] = {}
    app.jinja_env.globals["compose_address"] = compose_address
    for view in FORM_PAGES:
        app.extensions["csrf"].exempt(view)
    add_menu_item(app, "site", "gallery.browse", lazy_gettext("Gallery"))
    add_menu_item(app, "site", "gallery.mine", lazy_gettext("My designs"))
    add_staff_page(app, "gallery.features", lazy_gettext("Featured designs"), Role.MARKETER)
