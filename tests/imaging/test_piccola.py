"""The Piccola's artwork: what can be chosen is seen, and nothing is too heavy."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from configurator.config import ROOT
from configurator.imaging.artwork import Artwork, load_artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import compose, visible_options
from configurator.product.definition import Product
from configurator.product.loader import load_product

FOLDER = ROOT / "designs" / "piccola"
PLAIN = {"market.nl", "trim.lido", "motor.brezza", "colour.latte", "roof.body", "mirrors.body", "stickers.none",
         "wheels.steel", "interior.cloth_sand"}  # fmt: skip

UNSEEN = {
    # what is under the skin, at home, in the boot or on paper
    *(f"market.{key}" for key in ("nl", "it", "de")),
    *(f"motor.{key}" for key in ("scintilla", "scintilla_lunga")),
    *(f"packs.{key}" for key in ("inverno", "comfort", "citta", "dolce_vita", "rally", "famiglia")),
    *(f"accessories.{key}" for key in (
        "heat_pump", "wallbox", "boot_organiser", "picnic_set", "safety_kit", "service_plan", "sill_plates",
    )),
    *(f"keys.{number}" for number in range(5)),
    # the plain choice of its group: seen as the absence of the others
    "roof.body", "mirrors.body", "stickers.none",
}  # fmt: skip


@pytest.fixture(scope="module")
def piccola() -> Product:
    return load_product(FOLDER)


@pytest.fixture(scope="module")
def art() -> Artwork:
    return load_artwork(FOLDER / "artwork")


def _with(product: Product, option: str) -> set[str]:
    group = product.group_by_key[product.options[option].group]
    return ({o for o in PLAIN if product.options[o].group != group.key} if group.kind == "one" else PLAIN) | {option}


def test_every_option_that_can_be_seen_is_visible_somewhere(piccola: Product, art: Artwork) -> None:
    invisible = {
        option for option in piccola.options
        if not any(option in visible_options(art, piccola, view.key, _with(piccola, option)) for view in art.views)
    }  # fmt: skip
    assert invisible == UNSEEN


def test_every_visible_option_changes_a_picture(piccola: Product, art: Artwork) -> None:
    store = PlateStore()
    for option in set(piccola.options) - UNSEEN:
        group = piccola.group_by_key[piccola.options[option].group]
        others = [o.id for o in group.options if o.id != option] if group.kind == "one" else []
        without = _with(piccola, others[0]) if others else PLAIN
        changed = 0
        for view in art.views:
            if option in visible_options(art, piccola, view.key, _with(piccola, option)):
                pictures = [
                    compose(art, piccola, o, view.key, "light", 320, store) for o in (_with(piccola, option), without)
                ]
                difference = np.subtract(*(np.asarray(picture).astype(int) for picture in pictures))
                changed += int((np.abs(difference).max(axis=2) > 5).sum())
        assert changed >= 4, option


def test_groups_name_only_views_that_exist(piccola: Product, art: Artwork) -> None:
    named = {group.view for group in piccola.groups if group.view}
    assert named
    assert named <= {view.key for view in art.views}


def test_layers_name_only_options_and_groups_that_exist(piccola: Product, art: Artwork) -> None:
    named = set().union(*(layer.when | layer.unless for layer in art.layers))
    assert named <= set(piccola.options)
    assert {group for groups in art.zones.values() for group in groups} <= set(piccola.group_by_key)


def _bytes_in(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def test_the_artwork_is_light_enough_to_be_kept_with_the_code() -> None:
    assert _bytes_in(FOLDER / "artwork") < 120_000_000
    heaviest = max((FOLDER / "artwork" / "options").iterdir(), key=lambda path: path.stat().st_size)
    assert heaviest.stat().st_size <= 20_000, heaviest
