"""Pictures of single options, cut from the site's own composed pictures; drawings where no view shows them.

`uv run python designs/piccola/studio/option_pictures.py`, after the layers: in the site's environment, not Blender's.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import icons
import numpy as np
from PIL import Image

from configurator.imaging.artwork import load_artwork
from configurator.imaging.picture import compose
from configurator.product.loader import load_product

FOLDER = Path(__file__).parent.parent
SIZE = 288
MOST_BYTES = 20_000
WIDTH = 1440
GROUPS = ("trim", "colour", "roof", "mirrors", "stickers", "wheels", "interior", "accessories")
VIEWS = {
    "trim": ("front34",), "colour": ("front34",), "roof": ("rear34",), "mirrors": ("front34",), "wheels": ("wheel",),
    "interior": ("interior",), "stickers": ("front34", "side", "rear34"), "accessories.wheel_arches": ("side",),
    "accessories.side_mouldings": ("side",), "accessories.wind_deflectors": ("side",),
    "accessories": ("front34", "side", "rear34", "interior"),
}  # fmt: skip
"""From where an option, or the options of its group, may be seen; the one that shows most of it is taken."""
FRAMES = {
    "trim": (0.5, 0.5, 0.95),
    "colour": (0.47, 0.56, 0.42),
    "roof": (0.5, 0.42, 0.8),
    "wheels": (0.5, 0.52, 0.9),
    "mirrors": (0.555, 0.345, 0.26),
    "interior": (0.36, 0.58, 0.62),
}
"""Middle (across, down) and side of the square to cut, as shares of the picture's width, height and height."""
CARRIED_BY = {
    "pennant": "aerial", "roof_box": "roof_rack", "ski_carrier": "roof_rack", "surf_carrier": "roof_rack",
    "luggage_strap": "luggage_rack", "bike_carrier": "tow_hook",
}  # fmt: skip
"""Accessory → the one without which it would float."""


def write():
    """A picture for every option that a view shows, a drawing for some others. Returns how many were cut."""
    product, artwork = load_product(FOLDER), load_artwork(FOLDER / "artwork")
    start = set(tomllib.loads((FOLDER / "product.toml").read_text())["defaults"])
    icons.write(FOLDER / "artwork" / "options")
    count = 0
    for option in product.options.values():
        picture = (
            _cut(artwork, product, start, option) if option.group in GROUPS and option.id != "stickers.none" else None
        )
        drawing = FOLDER / "artwork" / "options" / f"{option.id}.svg"
        if picture is not None:
            drawing.unlink(missing_ok=True)
            _save(picture, drawing.with_suffix(".webp"))
            count += 1
    return count


def _save(picture, path):
    """In the best quality that is light enough."""
    for quality in (82, 72, 60):
        picture.save(path, quality=quality, method=6)
        if path.stat().st_size <= MOST_BYTES:
            break


def _cut(artwork, product, start, option):
    before, after = _with(product, start, option)
    views = VIEWS.get(option.id, VIEWS[option.group])
    pictures = {view: compose(artwork, product, after, view, "light", WIDTH) for view in views}
    changed = {
        view: _changed(picture, compose(artwork, product, before, view, "light", WIDTH))
        for view, picture in pictures.items()
    }
    view = max(views, key=lambda key: changed[key].sum())
    if option.group not in FRAMES and changed[view].sum() < 40:
        return None
    left, top, side = _frame(changed[view], option.group, pictures[view].size)
    return pictures[view].crop((left, top, left + side, top + side)).resize((SIZE, SIZE), Image.Resampling.LANCZOS)


def _with(product, start, option):
    """The plain car without the option, and with it."""
    group = product.group_by_key[option.group]
    carrier = CARRIED_BY.get(option.key)
    start = start | {f"accessories.{carrier}"} if carrier else start
    if group.kind != "one":
        return start - {option.id}, start | {option.id}
    others = {other.id for other in group.options}
    return start - others | {next(each for each in sorted(others) if each != option.id)}, start - others | {option.id}


def _changed(a, b):
    return np.abs(np.asarray(a).astype(int) - np.asarray(b)).max(-1) > 12


def _frame(changed, group, size):
    """Left, top and side, in pixels, of a square around what changed, with some of the car about it."""
    wide, high = size
    if group in FRAMES:
        across, down, share = FRAMES[group]
        x, y, side = across * wide, down * high, share * high
    else:
        rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
        x, y = (columns[0] + columns[-1]) / 2, (rows[0] + rows[-1]) / 2
        side = min(max(1.3 * max(np.ptp(rows), np.ptp(columns)), 0.22 * high), 0.96 * high)
    return round(np.clip(x - side / 2, 0, wide - side)), round(np.clip(y - side / 2, 0, high - side)), round(side)


if __name__ == "__main__":
    print(f"{write()} options have a picture of their own in {FOLDER / 'artwork' / 'options'}")
