"""The built car before one camera in one scene: what is seen of it, shown, held out and lit."""

from __future__ import annotations

import bpy
import numpy as np
from bpy_extras.object_utils import world_to_camera_view
from mathutils import Vector
from passes import WHOLE, Quality, light, places
from registry import PARTS


def _region(items, margin=0.012):
    """The part of the picture that objects fill, as fractions; None if it is out of sight."""
    scene = bpy.context.scene
    corners = [item.matrix_world @ Vector(corner) for item in items for corner in item.bound_box]
    seen = np.array([world_to_camera_view(scene, scene.camera, corner) for corner in corners])
    if (seen[:, 2] < 0).all():
        return None
    if (seen[:, 2] < 0.05).any():
        return WHOLE
    left, right, top, bottom = seen[:, 0].min(), seen[:, 0].max(), 1 - seen[:, 1].max(), 1 - seen[:, 1].min()
    region = (max(0, left - margin), max(0, top - margin), min(1, right + margin), min(1, bottom + margin))
    return region if region[0] < region[2] and region[1] < region[3] else None


def _meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


class Stage:
    """The built car in front of one camera in one scene."""

    def __init__(self, made, view, quality: Quality):
        self.view, self.quality = view, quality
        self.made = {
            name: items for name, items in made.items() if PARTS[name].views is None or view in PARTS[name].views
        }
        for name, items in made.items():
            for item in items:
                item.hide_render = name not in self.made
        bpy.context.view_layer.update()
        self.base = {name: items for name, items in self.made.items() if PARTS[name].is_base}
        self.shapes = self._seen(
            {name: items for name, items in self.made.items() if not PARTS[name].is_base and items}
        )

    def _seen(self, parts):
        eye = bpy.context.scene.camera.location
        regions = {name: _region(items) for name, items in parts.items()}
        near = {
            name: min(
                (eye - item.matrix_world @ (sum((Vector(c) for c in item.bound_box), Vector()) / 8)).length
                for item in items
            )
            for name, items in parts.items()
        }
        return {
            name: regions[name]
            for name in sorted(parts, key=lambda name: (PARTS[name].level, -near[name]))
            if regions[name]
        }

    def show(self, parts, held_out=True):
        """Show these shapes; the car and its surroundings are there, held out of the picture or not."""
        scenery = [item for item in bpy.data.objects if item.get("scene")]
        for name, items in self.made.items():
            for item in items:
                item.hide_render = not (name in self.base or name in parts)
                item.is_holdout = held_out and name not in parts
                item.visible_camera = True
        for item in scenery:
            item.is_holdout = held_out

    def light(self, region=WHOLE, see_through=False):
        return light(self.quality.samples, self.quality.denoiser, region, see_through)

    def groups(self):
        """Shapes that don't meet in the picture, together: lists of names."""
        groups: list[list[str]] = []
        for name, region in self.shapes.items():
            for group in groups:
                if not any(_meet(region, self.shapes[other]) for other in group):
                    group.append(name)
                    break
            else:
                groups.append([name])
        return groups


def what_is_where(stage):
    """Places of the car without shapes, seen through its windows."""
    stage.show((), held_out=False)
    _hide_glass(stage.base, True)
    where = places()
    _hide_glass(stage.base, False)
    return where


def _hide_glass(parts, hidden):
    """Take window glass out of the way of rays that ask what is where, or put it back."""
    for items in parts.values():
        for item in items:
            names = [slot.material.name for slot in item.material_slots if slot.material]
            if names and all(name.startswith("glass") for name in names):
                item.hide_render = hidden
