"""Composed pictures against whole cars that Blender rendered directly, of configurations that no layer was made for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage.color import deltaE_ciede2000, rgb2lab

from configurator.config import ROOT
from configurator.imaging.artwork import load_artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import compose
from configurator.product.loader import load_product

PICCOLA = ROOT / "designs" / "piccola"
FOLDER = Path(__file__).parent / "references"
"""Made by `uv run designs/piccola/studio/render.py references --out tests/imaging/references`."""
REFERENCES: list[dict[str, Any]] = json.loads((FOLDER / "references.json").read_text())


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda each: f"{each['view']}-{each['scene']}")
def test_a_composed_picture_looks_like_a_whole_render(reference: dict[str, Any]) -> None:
    direct = np.asarray(Image.open(FOLDER / reference["file"]).convert("RGB"))
    picture = compose(
        load_artwork(PICCOLA / "artwork"),
        load_product(PICCOLA),
        reference["options"],
        reference["view"],
        reference["scene"],
        direct.shape[1],
        PlateStore(),
    )
    difference = deltaE_ciede2000(rgb2lab(direct), rgb2lab(np.asarray(picture)))
    assert difference.mean() < 2


def test_the_references_are_five_different_cars() -> None:
    assert len({frozenset(each["options"]) for each in REFERENCES}) == 5
    assert len({each["view"] for each in REFERENCES}) >= 3
