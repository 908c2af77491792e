# /// script
# requires-python = ">=3.11"
# dependencies = ["officina", "numpy>=2.1", "scipy>=1.14", "pillow>=11"]
#
# [tool.uv.sources]
# officina = { path = "../../..", editable = true }
# ///
"""Draws the Piccola: every layer, the manifest and the options' pictures. `uv run designs/piccola/studio/draw.py`

The car is one solid made of a few outlines. Each view traces rays to it and lights it in an imagined photo studio,
once with black and once with white paint; parts, wheels and stickers become layers of their own. `--fine 0.5` draws
roughly and quickly, for trying things; `--out` draws somewhere else.
"""

from __future__ import annotations

import argparse
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from pathlib import Path

import thumbs
from body import Body
from interior import Inside
from outside import VIEWS, Outside
from sheet import Album

DESIGNS = Path(__file__).resolve().parent.parent

ZONES = {
    "body": ["colour"], "roof": ["roof", "colour"], "mirrors": ["mirrors", "colour"],
    "dashboard": ["colour"], "seats": ["interior"],
}  # fmt: skip


def draw_view(out, key, fine):
    """One view's part of the album."""
    album = Album(out)
    (Inside(album, fine) if key == "interior" else Outside(album, Body(), key, fine)).draw()
    return album


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=DESIGNS / "artwork")
    options.add_argument("--fine", type=float, default=1.5)
    options.add_argument("--views", default=",".join([*VIEWS, "interior"]))
    given = options.parse_args()
    views, album = given.views.split(","), Album(given.out)
    with ProcessPoolExecutor(len(views)) as pool:
        for made in pool.map(draw_view, repeat(given.out), views, repeat(given.fine)):
            album.views += made.views
            album.layers += made.layers
    album.manifest(ZONES)
    thumbs.write(DESIGNS, given.out)


if __name__ == "__main__":
    main()
