"""Pictures of single options, cut from the site's own composed pictures, or drawn."""

from __future__ import annotations

import tomllib

import icons
import numpy as np
import wheels
from camera import HEIGHT, WIDTH
from light import linear, srgb
from PIL import Image

from configurator.imaging.artwork import load_artwork
from configurator.imaging.picture import compose
from configurator.product.loader import product_from_sources

SIZE = (320, 240)
GROUND = icons.GROUND
GROUPS = ("trim", "roof", "mirrors", "stickers", "accessories", "interior")
VIEW = {
    "trim": "front34", "roof": "rear34", "mirrors": "front34", "interior": "interior",
    "stickers.checker": "rear34", "stickers.sunrays": "rear34", "accessories.chrome_kit": "front34",
    "accessories.wheel_arches": "side", "accessories.side_mouldings": "side", "accessories.wind_deflectors": "side",
}  # fmt: skip
"""From where an option or the options of a group are best seen; otherwise from where most of it is seen."""

CARRIED_BY = {
    "pennant": "aerial", "roof_box": "roof_rack", "ski_carrier": "roof_rack", "surf_carrier": "roof_rack",
    "luggage_strap": "luggage_rack", "bike_carrier": "tow_hook",
}  # fmt: skip
"""Accessory → the one without which it would float."""


def write(designs, folder):
    """A picture for every option that has no drawing: wheels by themselves, the rest on the car."""
    sources = {name: (designs / name).read_text() for name in ("product.toml", "options.toml", "rules.toml")}
    product = product_from_sources(designs.name, sources)
    artwork = load_artwork(folder)
    start = set(tomllib.loads(sources["product.toml"])["defaults"])
    icons.write(folder / "options")
    for key in wheels.DESIGNS:
        _save(_wheel(key), folder, f"wheels.{key}")
    for option in product.options.values():
        if option.group in GROUPS and option.id not in icons.ICONS:
            _save(_cut(artwork, product, start, option), folder, option.id)


def _save(image, folder, option):
    image.save(folder / "options" / f"{option}.webp", quality=84, method=6)


def _wheel(key):
    face = wheels.face(key)
    tyre = np.clip(0.5 - (wheels.R - 0.248) / 0.0009, 0, 1)[..., None]
    groove = 1 + 0.8 * np.exp(-(((wheels.R - 0.236) / 0.004) ** 2)) + 0.5 * np.exp(-(((wheels.R - 0.222) / 0.003) ** 2))
    light = linear(GROUND) * (1 - tyre) + 0.016 * groove[..., None] * tyre
    light = light * (1 - face[..., 3:]) + face[..., :3]
    small = Image.fromarray(np.round(srgb(light) * 255).astype(np.uint8)).resize((228, 228), Image.Resampling.LANCZOS)
    image = Image.new("RGB", SIZE, GROUND)
    image.paste(small, ((SIZE[0] - 228) // 2, (SIZE[1] - 228) // 2))
    return image


def _cut(artwork, product, start, option):
    group = product.group_by_key[option.group]
    if group.kind == "one":
        others = {other.id for other in group.options}
        alike = next(o.id for o in group.options if o.id != option.id)
        before, after = start - others | {alike}, start - others | {option.id}
    else:
        before, after = start, start | {option.id}
    carrier = CARRIED_BY.get(option.key)
    if carrier:
        before, after = before | {f"accessories.{carrier}"}, after | {f"accessories.{carrier}"}
    wanted = VIEW.get(option.id, VIEW.get(option.group))
    wanted = wanted if wanted in [v.key for v in artwork.views] else None
    views = [wanted] if wanted else [view.key for view in artwork.views if view.key != "interior"]
    pictures = {view: compose(artwork, product, after, view, "light", WIDTH) for view in views}
    changed = {
        view: _changed(picture, compose(artwork, product, before, view, "light", WIDTH))
        for view, picture in pictures.items()
    }
    view = max(views, key=lambda key: changed[key].sum())
    return pictures[view].crop(_frame(changed[view], option.group)).resize(SIZE, Image.Resampling.LANCZOS)


def _changed(a, b):
    return np.abs(np.asarray(a).astype(int) - np.asarray(b)).max(-1) > 10


def _frame(changed, group):
    """A 4:3 box around what changed, with some of the car about it."""
    whole = (WIDTH * 0.125, 0, WIDTH * 0.875, HEIGHT)
    if group in ("trim", "interior") or not changed.any():
        return whole
    if group == "roof":
        return (WIDTH * 0.19, HEIGHT * 0.06, WIDTH * 0.815, HEIGHT * 0.89)
    rows, columns = np.flatnonzero(changed.any(1)), np.flatnonzero(changed.any(0))
    wide = max((columns[-1] - columns[0]) * 1.35, (rows[-1] - rows[0]) * 1.35 * 4 / 3, WIDTH * 0.16)
    wide = min(wide, HEIGHT * 4 / 3)
    x, y = (columns[0] + columns[-1]) / 2, (rows[0] + rows[-1]) / 2
    left = min(max(0, x - wide / 2), WIDTH - wide)
    top = min(max(0, y - wide * 3 / 8), HEIGHT - wide * 3 / 4)
    return tuple(round(v) for v in (left, top, left + wide, top + wide * 3 / 4))
