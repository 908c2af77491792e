"""The whole car in Blender: every part built once, shown or hidden by options."""

from __future__ import annotations

import tomllib
from pathlib import Path

import bpy
import parts  # noqa: F401  # registers the parts
from curve import linear_of_hex
from materials import ZONES, paint
from registry import PARTS
from solid import body

PRODUCT = Path(__file__).parent.parent
PAINTED_BY = {
    "body": ("colour",),
    "roof": ("roof", "colour"),
    "mirrors": ("mirrors", "colour"),
    "dashboard": ("colour",),
    "seats": ("interior",),
}
"""Which groups paint a zone: the first one with a chosen option that has a paint."""
PLAIN = (
    "trim.lido",
    "colour.menta",
    "roof.body",
    "mirrors.body",
    "stickers.none",
    "wheels.steel",
    "interior.cloth_sand",
)


def options():
    """All options of the product by id, as the product's file writes them."""
    groups = tomllib.loads((PRODUCT / "options.toml").read_text())
    return {f"{group}.{key}": option for group, rows in groups.items() for key, option in rows["options"].items()}


def chosen(written):
    """The plain car's options with those of `written` (ids, by comma) in the place of their groups' choices."""
    picked = [each for each in written.split(",") if each]
    taken = {each.split(".")[0] for each in picked} - {"accessories", "packs"}
    return [each for each in PLAIN if each.split(".")[0] not in taken] + picked


def build(voxel=0.01, only=None):
    """Empty Blender and build every part (or those named in `only`); returns {part name: its objects}."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    solid = body(voxel)
    made = {}
    for name, each in PARTS.items():
        if only is None or name in only:
            made[name] = [item for item in each.build(solid) if item is not None]
            for item in made[name]:
                item["part"] = name
    return made


def painter(zone, picked):
    """The chosen option that paints a zone, or None."""
    known = options()
    for group in PAINTED_BY[zone]:
        for each in picked:
            if each.startswith(group + ".") and "paint" in known[each]:
                return known[each]
    return None


def dress(made, picked):
    """Show the parts that the options bring, hide the others, and paint the zones."""
    for name, items in made.items():
        for item in items:
            item.hide_render = not PARTS[name].is_shown(picked)
    for zone in ZONES:
        option = painter(zone, picked)
        paint(
            zone, linear_of_hex(option["paint"]) if option else (0.3, 0.3, 0.3), (option or {}).get("finish", "solid")
        )
