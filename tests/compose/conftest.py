"""The compose page of the lamp. Only comparing by code reads the database, so SQLite alone is enough here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import chain, combinations, product
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.config import load_settings
from configurator.product.configuration import query_string
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.site import create_app
from configurator.web.catalogue import catalogue
from tests.conftest import DESIGNS, running

EXTRAS = ("dimmer", "timer", "usb", "tray", "evening_pack")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One site for the tests of a module: composing changes nothing."""
    folder = tmp_path_factory.mktemp("site")
    settings = load_settings(
        instance_path=folder,
        designs_path=DESIGNS,
        database_url=f"sqlite:///{folder / 'test.sqlite'}",
        rate_limits=False,
    )
    yield from running(create_app(settings))


@pytest.fixture
def lamp(app: Flask) -> Product:
    return catalogue().product("lamp")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("lamp")


def can_be_made(options: frozenset[str]) -> bool:
    """The lamp's rules, written again as Python, to hold the site's answers against."""
    has = options.__contains__
    return all(
        (
            not has("model.atelier") or has("extras.dimmer"),
            not has("extras.evening_pack") or (has("extras.dimmer") and has("extras.timer")),
            not (has("extras.dimmer") and has("bulb.cool")),
            not has("shade.paper") or has("bulb.cool") or has("bulb.smart"),
            not has("colour.brass") or has("model.atelier"),
            not (has("extras.tray") and (has("stand.wall") or has("stand.clamp"))),
            sum(has(f"extras.{extra}") for extra in ("timer", "usb", "tray")) <= 2,
            not (has("market.it") and has("bulb.smart")),
            not has("shade.disc"),
        )
    )


def all_lamps(lamp: Product) -> list[frozenset[str]]:
    """Every lamp there is, by trying them all."""
    ones = [[option.id for option in group.options] for group in lamp.groups if group.kind == "one"]
    extras = [f"extras.{extra}" for extra in EXTRAS]
    subsets = list(chain.from_iterable(combinations(extras, size) for size in range(len(extras) + 1)))
    tried = (frozenset((*one, *some)) for one in product(*ones) for some in subsets)
    return [options for options in tried if can_be_made(options)]


class Composer:
    """A visitor of the lamp's page, with what tests look at there."""

    def __init__(self, client: FlaskClient, lamp: Product) -> None:
        self.client, self.lamp = client, lamp

    def query(self, options: Iterable[str], was: Iterable[str] = ()) -> str:
        written = query_string(self.lamp, options)
        return f"{written}&was={'~'.join(was)}" if was else written

    def state(self, query: str = "") -> dict[str, Any]:
        response = self.client.get(f"/lamp/state.json?{query}")
        assert response.status_code == 200
        answer = response.json
        assert answer is not None
        return answer

    def html(self, query: str = "") -> str:
        response = self.client.get(f"/lamp?{query}")
        assert response.status_code == 200
        return response.text


@pytest.fixture
def composer(client: FlaskClient, lamp: Product) -> Composer:
    return Composer(client, lamp)


def inner(html: str, element_id: str) -> str:
    """The words inside the element of that id, without its tags."""
    found = re.search(rf'<(\w+)[^>]*\bid="{re.escape(element_id)}"[^>]*>(.*?)</\1>', html, re.DOTALL)
    assert found, element_id
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", found.group(2))).split())


def chosen_on(html: str) -> frozenset[str]:
    """The ids of the options whose inputs are checked."""
    return frozenset(re.findall(r'id="choice-([\w.]+)"[^>]* checked', html))


def options_in(query: str) -> frozenset[str]:
    """The ids of the options that a query string names."""
    return frozenset(pair.replace("=", ".") for pair in query.split("&"))
