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
import time
from pathlib import Path

import thumbs
from body import Body
from outside import VIEWS, Outside
from sheet import Album

DESIGNS = Path(__file__).resolve().parent.parent

ZONES = {"body": ["colour"], "roof": ["roof", "colour"], "mirrors": ["mirrors", "colour"]}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=DESIGNS / "artwork")
    options.add_argument("--fine", type=float, default=2)
    options.add_argument("--views", default=",".join(VIEWS))
    given = options.parse_args()
    started = time.monotonic()
    album, body = Album(given.out), Body()
    for key in given.views.split(","):
        Outside(album, body, key, given.fine).draw()
        print(f"{key} {time.monotonic() - started:.0f} s", flush=True)
    album.manifest(ZONES)
    thumbs.write(DESIGNS, given.out)
    print(f"options {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
