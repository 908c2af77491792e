"""The built car before one camera in one scene: what is seen of it, shown, held out and lit."""

from __future__ import annotations

import bpy
import numpy as np
from passes import Quality, light, pixels_of, places, size
from registry import PARTS
from sight import COLUMNS, ROWS, Eye, Sight, patches

COARSE = 2
"""How much larger pixels may be for what changes slowly over the picture: shadows, the glow of flakes."""
EDGES = 4
"""How many times the samples that parts held against nothing get: coverage is not denoised, so thin ones would be dotted."""
ROUND = 0.02
"""How far round a shape its shadow is looked for, and there fades out, as a fraction of the picture."""


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
        self.sights: dict[str, Sight] = {}
        """The shapes that are seen, from back to front."""

    def see(self, where):
        """Find out which shapes are seen, and where; `where` are the places of the car without them."""
        eye = Eye(where)
        sights = {
            name: sight
            for name, items in self.made.items()
            if not PARTS[name].is_base and (sight := eye.see(items)) is not None
        }
        self.sights = {
            name: sights[name] for name in sorted(sights, key=lambda name: (PARTS[name].level, -sights[name].near))
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

    def light(self, boxes=None, see_through=False, coarse=1):
        """Light of the whole picture, rendered only in `boxes` of pixels if there are any, 0 elsewhere."""
        wide, high = size()
        picture = np.zeros((high // coarse, wide // coarse, 4), np.float32)
        is_edged = see_through and coarse == 1 and not self.view.startswith("turn")
        samples = self.quality.samples * (EDGES if is_edged else 1)
        for box in boxes or [(0, 0, wide, high)]:
            left, top, right, bottom = (edge // coarse for edge in box)
            picture[top:bottom, left:right] = light(
                samples, self.quality.denoiser, box if boxes else None, see_through, coarse
            )
        return picture

    def boxes(self, names):
        """Boxes of pixels that hold all that is seen of some shapes."""
        seen = np.any([self.sights[name].seen for name in names], axis=0)
        return [
            self.even((left / COLUMNS, top / ROWS, right / COLUMNS, bottom / ROWS))
            for left, top, right, bottom in patches(seen)
        ]

    def mask(self, name):
        """The pixels in which a shape may be seen."""
        wide, high = size()
        return self.sights[name].seen[np.arange(high)[:, None] * ROWS // high, np.arange(wide) * COLUMNS // wide]

    def shade_box(self, name):
        """The box of pixels in which a shape's shadow is looked for."""
        left, top, right, bottom = self.sights[name].around
        return self.even((left - ROUND, top - ROUND, right + ROUND, bottom + ROUND))

    @staticmethod
    def even(region):
        """The pixels of a region, out to whole coarse ones."""
        wide, high = size()
        left, top, right, bottom = pixels_of(region)
        return (
            left // COARSE * COARSE, top // COARSE * COARSE,
            min(wide, -(-right // COARSE) * COARSE), min(high, -(-bottom // COARSE) * COARSE),
        )  # fmt: skip

    def groups(self):
        """Shapes that don't meet, together, the largest first: lists of names."""
        return _coloured(
            sorted(self.sights, key=lambda name: -self.sights[name].seen.sum()),
            lambda a, b: self.sights[a].meets(self.sights[b]),
        )

    def shading(self):
        """Shapes that throw a shadow in boxes that don't meet, together."""
        return _coloured(
            [name for name in self.sights if PARTS[name].shade],
            lambda a, b: _meet(self.shade_box(a), self.shade_box(b)),
        )


def _meet(a, b):
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _coloured(names, meet):
    """Groups of names of which no two meet: each goes to the first group that has room for it."""
    groups: list[list[str]] = []
    for name in names:
        group = next((group for group in groups if not any(meet(name, other) for other in group)), None)
        if group is None:
            groups.append(group := [])
        group.append(name)
    return groups


def what_is_where(stage):
    """Places of the car without shapes, seen through its windows."""
    stage.show((), held_out=False)
    scenery = [item for item in bpy.data.objects if item.get("scene")]
    _hide_glass(stage.base, True)
    for item in scenery:
        item.hide_render = True
    where = places(2 if stage.view.startswith("turn") else 3)
    _hide_glass(stage.base, False)
    for item in scenery:
        item.hide_render = False
    return where


def _hide_glass(parts, hidden):
    """Take window glass out of the way of rays that ask what is where, or put it back."""
    for items in parts.values():
        for item in items:
            names = [slot.material.name for slot in item.material_slots if slot.material]
            if names and all(name.startswith("glass") for name in names):
                item.hide_render = hidden
