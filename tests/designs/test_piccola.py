"""Piccola, the product in the box: as large as the real thing was."""

from __future__ import annotations

import tomllib
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "designs" / "piccola"


def read(name: str) -> dict:
    return tomllib.loads((FOLDER / name).read_text())


def test_piccola_has_the_scale_of_the_real_launch():
    counts = {
        group: sum(not option.get("retired") for option in body["options"].values())
        for group, body in read("options.toml").items()
    }
    assert counts == {
        "market": 3,
        "trim": 4,
        "motor": 3,
        "colour": 14,
        "roof": 6,
        "mirrors": 5,
        "stickers": 1 + 19,
        "wheels": 9,
        "interior": 15,
        "packs": 6,
        "accessories": 40,
    }
