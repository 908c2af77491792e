"""The whole car in Blender: every part built once, shown or hidden by options."""

from __future__ import annotations

import bpy
import parts  # noqa: F401  # registers the parts
from choices import painter
from curve import linear_of_hex
from materials import ZONES, paint
from registry import PARTS
from solid import body


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


def dress(made, picked, view):
    """Show the parts that the options bring and that are seen in `view`, hide the others, and paint the zones."""
    for name, items in made.items():
        for item in items:
            item.hide_render = not (PARTS[name].is_shown(picked) and view in (PARTS[name].views or (view,)))
    for zone in ZONES:
        option = painter(zone, picked)
        paint(
            zone, linear_of_hex(option["paint"]) if option else (0.3, 0.3, 0.3), (option or {}).get("finish", "solid")
        )
