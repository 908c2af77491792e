"""A small piazza by the sea: pale paving, painted houses on three sides, a low wall before the water.

By day the sun stands before the car's left side; at night lamps, windows and the car's own
lights shine on wet stone.
"""

from __future__ import annotations

from functools import cache

import bpy
import numpy as np
from curve import linear_of_hex
from nodes import Nodes

from scenes.facades import FINENESS, STONE, Elevation, houses, lightened
from scenes.skies import sky
from scenes.staging import MIDDLE, contact, far, glowing, picture, sheet, soft_box, spot, sun, world

SUN = np.array((-0.30, -0.78, 0.80))
"""Where the sun stands: before the flank and high, so that nose and tail turn into half shade."""
QUAY = -17.0
"""x of the wall before the sea."""
ROWS = {
    # name: lower left and lower right corner as seen from the car, seed, floors
    "far side": ((-14.0, 19.0), (26.0, 19.0), 3, (2, 3)),
    "end": ((26.0, 19.0), (26.0, -23.0), 8, (2, 3)),
    "near side": ((26.0, -23.0), (-14.0, -23.0), 5, (1, 2)),
}
HEAD_LAMPS = ((0.05, -0.5, 0.62), (0.05, 0.5, 0.62))
TAIL_LAMPS = ((3.56, -0.55, 0.7), (3.56, 0.55, 0.7))


@cache
def _row(name):
    left, right, seed, floors = ROWS[name]
    return houses(float(np.hypot(*np.subtract(right, left))), seed, floors)


@cache
def _wall():
    """The low wall before the sea, with iron lamp posts."""
    shape = (round(4.6 / FINENESS), round(46 / FINENESS))
    wall = Elevation(np.zeros((*shape, 3)), np.zeros(shape), np.zeros(shape), np.zeros(shape))
    iron, globe = linear_of_hex("#33403f"), linear_of_hex("#efe9da")
    for post in np.arange(3.0, 46, 8.5):
        wall.put(post - 0.05, post + 0.05, 0, 3.8, iron, 0.1)
        wall.put(post - 0.18, post + 0.18, 3.75, 4.15, globe, 0.2, lit=3.0)
    wall.put(0, 46, 0, 0.62, np.multiply(STONE, 0.9), 0.0)
    wall.put(0, 46, 0.62, 0.74, STONE, 0.1)
    return wall


def _stand(name, left, right, elevation, sunlight, skylight, window):
    """Put an elevation up between two points on the ground, in the light of the hour."""
    along = np.subtract(right, left) / np.hypot(*np.subtract(right, left))
    ahead = np.array((-along[1], along[0])) * -1
    facing = float(SUN[:2] @ ahead)
    slope = (float(SUN[:2] @ along) / max(facing, 0.05), SUN[2] / max(facing, 0.05))
    shines = None if sunlight is None or facing <= 0 else np.multiply(sunlight, facing / np.linalg.norm(SUN))
    light = lightened(elevation, shines, slope, skylight, window)
    height = light.shape[0] * FINENESS
    corners = [(*left, 0), (*right, 0), (*right, height), (*left, height)]
    sheet(name, corners, glowing(name, picture(name, light)))


def _surroundings(sunlight, skylight, window):
    for name, (left, right, *_) in ROWS.items():
        _stand(name, left, right, _row(name), sunlight, skylight, window)
    _stand("wall", (QUAY, -24.0), (QUAY, 22.0), _wall(), sunlight, skylight, window)


def _paving(wet):
    """Slabs of pale stone, a little different from one another, with joints; `wet` ones mirror where water stands."""
    material = bpy.data.materials.new("paving")
    nodes = Nodes(material)
    place = nodes.add("NewGeometry").outputs[0]
    turn = nodes.add("Mapping", None, Vector=place, Rotation=(0, 0, 0.38)).outputs[0]
    slabs = nodes.add(
        "TexBrick", {"offset": 0.5}, Vector=turn, Color1=(0.32, 0.292, 0.248), Color2=(0.40, 0.368, 0.316),
        Mortar=(0.19, 0.172, 0.144), Scale=1.0, Mortar_Size=0.011, Mortar_Smooth=0.6, Brick_Width=0.62, Row_Height=0.40,
    )  # fmt: skip
    grain = nodes.add("TexNoise", None, Vector=place, Scale=6.0, Detail=5.0, Roughness=0.65).outputs[0]
    broad = nodes.add("TexNoise", None, Vector=place, Scale=0.55, Detail=3.0).outputs[0]
    spots = nodes.math("MULTIPLY", nodes.ramp(grain, 0.25, 0.75, 0.80, 1.18), nodes.ramp(broad, 0.3, 0.7, 0.86, 1.12))
    tone = nodes.math("MULTIPLY", spots, 0.78 if wet else 1.0)
    stone = nodes.add("VectorMath", {"operation": "SCALE"}, _0=slabs.outputs[0], Scale=tone).outputs[0]
    # joints and grain fade with distance, where they would only shimmer
    near = nodes.ramp(far(nodes), 4.0, 13.0, 1.0, 0.25)
    stone = nodes.blend(near, (0.27, 0.25, 0.21) if wet else (0.35, 0.322, 0.276), stone)
    stone = nodes.add("VectorMath", {"operation": "SCALE"}, _0=stone, Scale=contact(nodes, 0.55, 0.4)).outputs[0]
    height = nodes.math("SUBTRACT", nodes.math("MULTIPLY", grain, 0.25), slabs.outputs["Fac"])
    bump = nodes.add("Bump", None, Strength=nodes.math("MULTIPLY", near, 0.35), Distance=0.012, Height=height)
    matt = nodes.add("BsdfDiffuse", None, Color=stone, Normal=bump.outputs[0])
    shader = matt.outputs[0]
    if wet:
        pools = nodes.ramp(broad, 0.3, 0.7)
        film = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=nodes.ramp(pools, 0, 1, 0.30, 0.18))
        away = nodes.add("LayerWeight", None, Blend=0.5).outputs["Facing"]
        share = nodes.ramp(nodes.math("POWER", away, 4), 0, 1, 0.03, 0.38)
        shader = nodes.mixed(share, shader, film.outputs[0])
    nodes.add("OutputMaterial", None, _0=shader)
    sheet("paving", [(QUAY - 0.3, -32, 0), (36, -32, 0), (36, 32, 0), (QUAY - 0.3, 32, 0)], material)


def _under(panorama):
    nodes = world()
    texture = nodes.add("TexEnvironment", {"image": picture("sky", panorama)})
    nodes.add("OutputWorld", None, _0=nodes.add("Background", None, Color=texture.outputs[0]).outputs[0])


def day():
    """A clear morning."""
    _under(
        sky(
            (0, 0.08, 0.3, 0.7, 1),
            [(0.78, 0.82, 0.84), (0.60, 0.72, 0.84), (0.34, 0.53, 0.80), (0.20, 0.38, 0.68), (0.15, 0.31, 0.60)],
            sea=(0.06, 0.17, 0.23),
            cloud=(0.95, 0.95, 0.94),
            glow=(SUN, (2.2, 1.9, 1.5), 0.02),
        )
    )
    sun(-SUN, 3.15, 2.2, (1, 0.91, 0.76))
    _surroundings((0.95, 0.82, 0.64), (0.25, 0.29, 0.35), (0, 0, 0))
    _paving(wet=False)


def night():
    """Half an hour after sunset."""
    _under(
        sky(
            (0, 0.06, 0.2, 0.5, 1),
            [(0.36, 0.24, 0.20), (0.15, 0.17, 0.28), (0.10, 0.145, 0.30), (0.065, 0.105, 0.25), (0.045, 0.08, 0.20)],
            sea=(0.015, 0.028, 0.06),
            cloud=(0.20, 0.16, 0.20),
        )
    )
    _surroundings(None, (0.075, 0.085, 0.13), (1.5, 0.82, 0.34))
    _paving(wet=True)
    # warm, but not so much that cool paints turn grey
    warm = (1, 0.86, 0.68)
    soft_box((-2.6, -5.4, 4.6), (1.2, 0, 0.5), (3.2, 0.9), 21.0, warm)
    soft_box((6.4, -4.6, 4.6), (2.4, 0, 0.5), (3.2, 0.9), 20.0, warm)
    soft_box((MIDDLE, -6.4, 3.0), (MIDDLE, 0, 0.6), (6.0, 1.2), 3.2, warm, soft=0.6)  # the flank
    soft_box((-4.4, 0.6, 3.6), (1.4, 0, 0.9), (3.0, 0.9), 12.0, warm)  # through the windscreen into the cabin
    soft_box((MIDDLE, 6.0, 4.8), (MIDDLE, 0, 0.6), (5.0, 0.7), 8.0, warm)
    for x, y, z in HEAD_LAMPS:
        spot((x - 0.06, y, z), (x - 3.8, y * 1.2, 0), 330, 95, (1, 0.93, 0.80), 0.10)
    for x, y, z in TAIL_LAMPS:
        spot((x + 0.06, y, z), (x + 3, y * 1.3, -0.6), 50, 120, (1, 0.03, 0.02), 0.08)
