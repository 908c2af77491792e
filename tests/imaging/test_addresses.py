"""Names of pictures: one for each picture, and nothing else is understood."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.imaging.addresses import parse_picture_name, picture_name
from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import LIVE_FORMATS, SIZES, compose, visible_options
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError


def _random_options(product: Product, chance: random.Random) -> set[str]:
    options = {chance.choice(group.options).id for group in product.groups if group.kind == "one"}
    return options | {
        option for option in product.options if option.startswith(("stick", "ext")) and chance.random() < 0.5
    }


def test_names_round_trip_and_tell_all_that_is_seen(artwork: Artwork, product: Product) -> None:
    chance = random.Random(3)
    pictures: dict[str, bytes] = {}
    for _ in range(120):
        options = _random_options(product, chance)
        width, scene, file_format = (
            chance.choice(SIZES[:2]),
            chance.choice(artwork.views[0].scenes),
            chance.choice(LIVE_FORMATS),
        )
        name = picture_name(artwork, product, options, "front", scene, width, file_format)
        asked = parse_picture_name(artwork, product, name)
        assert (asked.view, asked.scene, asked.width, asked.file_format) == ("front", scene, width, file_format)
        assert asked.options == visible_options(artwork, product, "front", options)
        picture = compose(artwork, product, options, "front", scene, width).tobytes()
        assert pictures.setdefault(name, picture) == picture


def test_a_name_is_readable(artwork: Artwork, product: Product) -> None:
    options = ["stickers.stripe", "stickers.dot", "foot.round", "market.nl", "colour.red", "band.same"]
    name = picture_name(artwork, product, options, "front", "light", 640)
    assert name == "front.light.640.colour.red~stickers.dot.stripe~foot.round.jpg"


@pytest.mark.parametrize(
    "name",
    [
        "", ".", "jpg", "....jpg", "front.light.640.jpg",
        "front.light.641.colour.red~foot.round.jpg", "front.light.0640.colour.red~foot.round.jpg",
        "front.light.٦٤٠.colour.red~foot.round.jpg", "front.light.-640.colour.red~foot.round.jpg",
        "side.light.640.colour.red~foot.round.jpg", "front.noon.640.colour.red~foot.round.jpg",
        "front.light.640.colour.red~foot.round.png", "front.light.640.colour.red~foot.round.JPG",
        "front.light.640.colour.purple~foot.round.jpg", "front.light.640.colour.red.black~foot.round.jpg",
        "front.light.640.foot.round~colour.red.jpg", "front.light.640.market.nl~colour.red~foot.round.jpg",
        "front.light.640.colour.red~stickers.stripe.dot~foot.round.jpg",
        "front.light.640.colour.red~colour.red~foot.round.jpg", "front.light.640.colour~foot.round.jpg",
        "front.light.640.band.blue~colour.red~foot.round.jpg.jpg", "../front.light.640.plain.jpg",
    ],
)  # fmt: skip
def test_a_name_that_we_did_not_write_is_refused(artwork: Artwork, product: Product, name: str) -> None:
    with pytest.raises(NotFoundError):
        parse_picture_name(artwork, product, name)


def test_nothing_seen_has_a_name_too(artwork: Artwork, product: Product) -> None:
    name = picture_name(artwork, product, ["market.nl"], "front", "dark", 160, "webp")
    assert name == "front.dark.160.plain.webp"
    assert parse_picture_name(artwork, product, name).options == ()


@given(text=st.text(max_size=60))
def test_any_text_is_either_a_name_or_not_found(artwork: Artwork, product: Product, text: str) -> None:
    with pytest.raises(NotFoundError):
        parse_picture_name(artwork, product, f"front.light.{text}")
