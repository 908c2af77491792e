"""The links in the header and footer of every page, put there by the rooms that own the pages."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString


@dataclass(frozen=True)
class MenuItem:
    label: str | LazyString
    address: str
    is_current: bool


def register(app: Flask) -> None:
    app.extensions["officina-menus"] = {"site": [], "footer": []}
    app.jinja_env.globals.update(site_menu=lambda: _menu("site"), footer_menu=lambda: _menu("footer"))


def add_menu_item(app: Flask, menu: str, endpoint: str, label: str | LazyString, **values: str) -> None:
    """Add a link to the "site" (header) or the "footer" menu, in the order of the calls."""
    app.extensions["officina-menus"][menu].append((endpoint, label, values))


def _menu(menu: str) -> list[MenuItem]:
    items = (
        (url_for(endpoint, **values), label)
        for endpoint, label, values in current_app.extensions["officina-menus"][menu]
    )
    return [MenuItem(label, address, request.path == address) for address, label in items]
