"""Light and surroundings of each scene: photo studio light and dark, the same piazza by day and by night."""

from __future__ import annotations

import bpy

from scenes.photo import dark, light
from scenes.piazza import day, night

SCENES = {"light": light, "dark": dark, "day": day, "night": night}
"""Builders by key. All that they build carries ["scene"], so that the next scene can take it away."""


def set_scene(name):
    """Take away the scene that is there and build `name`; the car's own lamps are lit at night."""
    for old in [each for each in bpy.data.objects if each.get("scene")]:
        bpy.data.objects.remove(old)
    SCENES[name]()
    for material in bpy.data.materials:
        if "lit" in material:
            shader = material.node_tree.nodes["Principled BSDF"]
            shader.inputs["Emission Strength"].default_value = (
                material["lit"] if name == "night" else material["by_day"]
            )
