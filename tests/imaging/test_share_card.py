"""Share cards: always the same size, never heavy, whatever the design is called."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from configurator.imaging.share_card import share_card


def _card(design: str, picture: Image.Image | None = None) -> Image.Image:
    picture = picture or Image.new("RGB", (1280, 720), "#f6f4f0")
    data = share_card(picture, product="Piccola", design=design, code="7K3M-QX9P", price="€ 15,480.00")
    assert len(data) < 300_000
    card = Image.open(BytesIO(data))
    assert (card.format, card.size, card.mode) == ("JPEG", (1200, 630), "RGB")
    return card


@pytest.mark.parametrize(
    "design",
    ["", "Lido", "Ω Пикколина", "a" * 80, "Sunday drive to the sea " * 12, "名前", "line\nbreak\x00\u202e", " \t "],
)
def test_a_card_is_made_for_any_name_and_the_margins_stay_empty(design: str) -> None:
    card = np.asarray(_card(design)).astype(int)
    ground = np.array([0xF6, 0xF4, 0xF0])
    assert np.abs(card[:, :40] - ground).max() < 12
    assert np.abs(card[:, -40:] - ground).max() < 12
    assert np.abs(card[:8] - ground).max() < 12
    assert np.abs(card[540:] - ground).max() > 100
    assert np.abs(card[8:112] - ground).max() > 100


def test_the_heaviest_picture_still_makes_a_light_card() -> None:
    noise = np.random.default_rng(1).integers(0, 256, (720, 1280, 3), dtype=np.uint8)
    _card("Noise", Image.fromarray(noise))


def test_the_picture_is_shown_in_its_own_colours() -> None:
    card = _card("Green", Image.new("RGB", (1280, 720), "#208040"))
    assert np.abs(np.subtract(card.getpixel((600, 320)), (0x20, 0x80, 0x40))).max() < 6
