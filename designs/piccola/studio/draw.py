# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy>=2.1", "scipy>=1.14", "pillow>=11"]
# ///
"""Draws the Piccola: every layer, the manifest and the options' pictures. `uv run designs/piccola/studio/draw.py`

The car is one solid made of a few outlines. Each view traces rays to it and lights it in an imagined photo studio,
once with black and once with white paint; parts, wheels and stickers become layers of their own. `--fine 0.5` draws
roughly and quickly, for trying things; `--out` draws somewhere else.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from body import Body
from outside import VIEWS, Outside
from sheet import Album

ZONES = {"body": ["colour"], "roof": ["roof", "colour"], "mirrors": ["mirrors", "colour"]}


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "artwork")
    options.add_argument("--fine", type=float, default=2)
    options.add_argument("--views", default=",".join(VIEWS))
    given = options.parse_args()
    started = time.monotonic()
    album, body = Album(given.out), Body()
    for key in given.views.split(","):
        Outside(album, body, key, given.fine).draw()
        print(f"{key} {time.monotonic() - started:.0f} s", flush=True)
    album.manifest(ZONES)


if __name__ == "__main__":
    main()
