"""The painted shell: wings, doors, bonnet, tailgate, bumpers and roof, with the gaps between them."""

from __future__ import annotations

import numpy as np
from cutting import folded, shown
from materials import material, zone
from measures import ARCH_RADIUS, WHEEL_RADIUS, WHEELS
from meshes import mesh
from panels import pieces, rounding
from registry import part

GROOVE = 0.011
"""How deep the gaps between panels are."""
WELL, WELL_RADIUS = 0.50, ARCH_RADIUS + 0.004
"""|y| of the wheel wells' inner walls, and their radius."""
OTHER_ROOFS = ("roof.glass", "roof.fabric", "roof.fabric_bordeaux")


@part("car.shell")
def shell(body):
    cut = pieces(body)
    panels = [
        shown(name, folded(cut[name], rounding, GROOVE), zone("body"))
        for name in ("wings", "doors", "bonnet", "tailgate", "flap", "bumpers")
    ]
    return [*panels, shown("grooves", cut["grooves"].moved(-GROOVE), material("dark"))]


@part("car.roof", unless=OTHER_ROOFS, closes=True)
def roof(body):
    return [shown("roof", folded(pieces(body)["roof"], depth=GROOVE), zone("roof"))]


@part("car.sill")
def sill(body):
    """What is dark around the painted panels: sill, cowl and underside."""
    floor = pieces(body)["underside"]
    edge = floor.loops()[0]
    return [
        shown("cowl", folded(pieces(body)["cowl"], depth=GROOVE), material("black_plastic")),
        shown("sill", folded(pieces(body)["sill"], depth=GROOVE), material("black_plastic")),
        mesh("underside", floor.vertices[edge], [range(len(edge))], material("dark")),
    ]


@part("car.wheel_wells")
def wheel_wells(body):
    """Dark linings from the edge of each wheel arch inward, closed by a round wall."""
    made = []
    angles = np.linspace(-0.35, np.pi + 0.35, 97)
    for axle, y in WHEELS:
        side = np.sign(y)
        arc = np.stack(
            [axle + WELL_RADIUS * np.cos(angles), 0 * angles, WHEEL_RADIUS + WELL_RADIUS * np.sin(angles)], -1
        )
        inner = arc + np.array([0, side * WELL, 0])
        outer = np.array([_rim(body, point, side) for point in arc])
        count = len(arc)
        faces = [(i, i + 1, count + i + 1, count + i) for i in range(count - 1)] + [tuple(range(count))]
        made.append(mesh("wheel well", np.vstack([inner, outer]), faces, material("dark")))
    return made


def _rim(body, point, side):
    """Where the well's lining ends behind the skin at a point of its arc."""
    try:
        return np.array(body.on_side(point[0], max(point[2], 0.215), side)[0]) - (0, side * 0.006, 0)
    except ValueError:
        return point + np.array([0, side * 0.7, 0])
