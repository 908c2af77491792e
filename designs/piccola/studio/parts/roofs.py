"""The roofs that are not of steel: panorama glass, and canvas that folds back."""

from __future__ import annotations

import bpy
import numpy as np
from cutting import cut, folded, line, shown, swept
from lofts import by, heights, loft
from materials import cloth_zone, material, zone
from meshes import rods
from nodes import Nodes
from panels import ROOF, pieces, roof
from registry import part

OVER = 0.002
"""How far these roofs lie above the skin: they cover the painted one."""
FRIT = 0.055
"""Width of the black border that is printed on the roof's glass."""
BRIDGE, BRIDGE_WIDE = 2.215, 0.085
"""x and width of the cross bar under the glass."""
BLIND = 2.70
"""x where the rolled-up sun blind shows its edge."""
FRAME = 0.042
"""Width of the painted frame round the canvas."""
RAISED = 0.012
"""How far the canvas stands above the skin at its rim."""
BOWS = (1.80, 2.03, 2.26, 2.49)
"""x of the bows under the canvas."""
BELLOWS, FOLD = 2.66, 0.058
"""x where the gathered folds begin, and how long each is."""


@part("roof.glass")
def glass_roof(body):
    """One pane from windscreen to rear window: black at its rim and over the cross bar, dark glass elsewhere."""
    pane = pieces(body)["roof"].moved(OVER)
    clear, border = cut(pane, lambda points: roof(points) + FRIT)
    bar, clear = cut(clear, lambda points: np.abs(points[:, 0] - BRIDGE) - BRIDGE_WIDE / 2)
    rim = folded(border, lambda _: 0.003, 0.011)
    made = [shown("roof glass", clear, roof_glass())]
    made += [shown("roof glass border", sheet, material("black_gloss")) for sheet in (rim, bar)]
    blind, _ = cut(pane, lambda points: np.maximum(roof(points) + FRIT - 0.01, BLIND - points[:, 0]))
    return [*made, shown("roof blind", blind.moved(-OVER / 2), material("headliner"))]


def roof_glass():
    """Darker than the windows, and coated: seen along it, it mirrors the sky by half at most."""
    name = "glass of the roof"
    made = bpy.data.materials.get(name)
    if made is None:
        made = bpy.data.materials.new(name)
        nodes = Nodes(made)
        through = nodes.add("BsdfTransparent", None, Color=(0.13, 0.145, 0.15))
        mirror = nodes.add("BsdfGlossy", None, Color=(0.93, 1.0, 0.98), Roughness=0.0)
        away = nodes.math("POWER", nodes.add("LayerWeight", None, Blend=0.5).outputs["Facing"], 5)
        share = nodes.ramp(away, 0, 1, 0.05, 0.42)
        nodes.add("OutputMaterial", None, _0=nodes.mixed(share, through.outputs[0], mirror.outputs[0]))
    return made


@part("car.roof_frame", when=("roof.fabric", "roof.fabric_bordeaux"))
def roof_frame(body):
    """The steel that is left round the canvas, and a chromed bead along its inner edge."""
    opening, frame = cut(pieces(body)["roof"].moved(OVER), lambda points: roof(points) + FRAME)
    points, normals = line(opening, opening.loops()[0])
    bead = [
        (0.004 * np.cos(a) + 0.003, 0.004 * np.sin(a) + 0.001) for a in np.linspace(0, 2 * np.pi, 10, endpoint=False)
    ]
    seal = [(-0.016, -0.004), (-0.014, 0.004), (-0.006, 0.006), (0.000, 0.003), (0.001, -0.004)]
    return [
        shown("roof frame", folded(frame, lambda _: 0.003, 0.011), zone("body")),
        swept("roof frame bead", points, normals, bead, material("chrome")),
        swept("canvas seal", points, normals, seal, material("rubber")),
    ]


@part("roof.fabric", when=("roof.fabric", "roof.fabric_bordeaux"), shade=True)
def canvas(body):
    """Cloth that is taut over the bows and gathered in folds at its rear end; two seams run along it."""
    rows = _outline_grid()
    points = np.concatenate([rows, (heights(body, rows) + _raise(rows))[..., None]], -1)
    skirt = [edge - by(0, 0, 0.012) for edge in (points[:, 0], points[:, -1])]
    points = np.concatenate([skirt[0][:, None], points, skirt[1][:, None]], 1)
    seams = []
    for y in (-0.29, 0.29):
        x = np.linspace(1.62, 2.90, 420)
        plan = np.stack([x, np.full_like(x, y)], -1)
        seams.append(np.c_[plan, heights(body, plan) + _raise(plan) + 0.0006])
    return [
        loft("canvas", points, cloth_zone("roof"), closed=False),
        rods("canvas seams", seams, 0.0026, cloth_zone("roof")),
    ]


def _outline_grid(lengthwise=420, crosswise=120):
    """Points (x, y) of the canvas: rows across the car, close together near its front and rear edges."""
    line = np.linspace(1.5, 3.0, 3001)
    within = line[_inside(np.stack([line, 0 * line], -1)) > 0]
    front, rear = within.min(), within.max()
    turn = np.linspace(-1, 1, lengthwise)
    x = (front + rear) / 2 + (rear - front) / 2 * (0.55 * turn + 0.45 * np.sin(turn * np.pi / 2)) * 0.9999
    low, half = np.zeros(lengthwise), np.full(lengthwise, 0.6)
    for _ in range(16):
        middle = (low + half) / 2
        good = _inside(np.stack([x, middle], -1)) > 0
        low, half = np.where(good, middle, low), np.where(good, half, middle)
    across = np.linspace(-1, 1, crosswise)
    across = 0.6 * across + 0.4 * np.sin(across * np.pi / 2)
    return np.stack([np.repeat(x[:, None], crosswise, 1), half[:, None] * across], -1)


def _inside(plan):
    """Metres from the canvas's edge inward, at points (… × 2)."""
    return -(FRAME + 0.006) - ROOF(plan)


def _raise(plan):
    """How far the cloth lies above the skin."""
    x, y = plan[..., 0], plan[..., 1]
    depth = np.clip(_inside(plan), 0, None)
    rim = np.sqrt(1 - (1 - np.clip(depth / 0.016, 0, 1)) ** 2)
    taut = np.clip(depth / 0.10, 0, 1)
    stations = np.array([1.575, *BOWS, BELLOWS])
    bay = np.interp(x, stations, np.arange(len(stations)))
    sag = 0.0075 * taut * np.abs(np.sin(np.pi * bay)) ** 0.85 * (x < BELLOWS)
    folds = (
        0.017 * np.clip(depth / 0.05, 0, 1) ** 0.7 * np.abs(np.sin(np.pi * (x - BELLOWS) / FOLD)) ** 0.6 * (x > BELLOWS)
    )
    dome = 0.010 * taut * (1 - (y / 0.52) ** 2)
    return RAISED * rim + dome - sag + folds
