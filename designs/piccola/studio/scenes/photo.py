"""The photo studio, light and dark: a floor that fades into a backdrop without horizon, and soft boxes all round.

Floor and backdrop look the same from every side, so that the car can be turned in front of the camera.
"""

from __future__ import annotations

import bpy
from nodes import Nodes

from scenes.staging import MIDDLE, far, sheet, soft_box, world


def _backdrop(nodes, middle, corner):
    """The backdrop's colour in the picture: `middle`, with a gentle vignette to `corner`."""
    window = nodes.add("TexCoord").outputs["Window"]
    away = nodes.add("VectorMath", {"operation": "DISTANCE"}, _0=window, _1=(0.5, 0.5, 0)).outputs[1]
    return nodes.blend(nodes.ramp(away, 0.25, 0.75), middle, corner)


def _world(middle, corner, fill, low, high):
    """Cameras see the backdrop; matt things are lit evenly by `fill`; reflections go from `low` at the horizon to `high`."""
    nodes = world()
    path = nodes.add("LightPath").outputs
    height = nodes.add("SeparateXYZ", None, _0=nodes.add("NewGeometry").outputs["Incoming"]).outputs[2]
    mirrored = nodes.blend(nodes.ramp(nodes.math("ABSOLUTE", height), 0.0, 0.8), low, high)
    lit = nodes.blend(path["Is Glossy Ray"], fill, mirrored)
    colour = nodes.blend(path["Is Camera Ray"], lit, _backdrop(nodes, middle, corner))
    nodes.add("OutputWorld", None, _0=nodes.add("Background", None, Color=colour).outputs[0])


def _floor(middle, corner, colour, gloss, roughness, near, gone, mirrored):
    """Matt `colour` with a sheen of weight `gloss`; between `near` and `gone` metres it becomes the backdrop, and in
    reflections `mirrored`, the colour of the horizon there."""
    material = bpy.data.materials.new("floor")
    material.cycles.emission_sampling = "NONE"
    nodes = Nodes(material)
    matt = nodes.add("BsdfDiffuse", None, Color=colour)
    sheen = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=roughness)
    floor = nodes.mixed(gloss, matt.outputs[0], sheen.outputs[0])
    glossy = nodes.add("LightPath").outputs["Is Glossy Ray"]
    back = nodes.add("Emission", None, Color=nodes.blend(glossy, _backdrop(nodes, middle, corner), mirrored))
    shader = nodes.mixed(nodes.ramp(far(nodes), near, gone), floor, back.outputs[0])
    nodes.add("OutputMaterial", None, _0=shader)
    low, high = (MIDDLE - 60, -60, 0), (MIDDLE + 60, 60, 0)
    sheet("floor", [low, (high[0], low[1], 0), high, (low[0], high[1], 0)], material)


def light():
    """Bright and calm: a white floor, a long box overhead, strips along the flanks, a wide box before the windscreen."""
    middle, corner = (0.845, 0.845, 0.835), (0.76, 0.76, 0.75)
    _world(middle, corner, (0.62, 0.63, 0.64), (0.20, 0.21, 0.22), (0.55, 0.56, 0.57))
    _floor(middle, corner, (0.80, 0.80, 0.79), 0.04, 0.15, 2.6, 6.0, (0.20, 0.21, 0.22))
    soft_box((MIDDLE, 0, 4.0), (MIDDLE, 0, 0), (7.5, 2.4), 1.9, soft=0.6)
    for side in (-1, 1):
        soft_box((MIDDLE, side * 5.6, 2.7), (MIDDLE, 0, 0.7), (8.5, 0.8), 3.2, soft=0.2)
    soft_box((-4.6, 0, 2.6), (1.0, 0, 0.8), (4.5, 1.6), 2.0, soft=0.4)
    soft_box((8.2, 0, 2.6), (2.6, 0, 0.8), (4.5, 1.6), 2.0, soft=0.4)


def dark():
    """Night in the studio: narrow boxes draw the roof and the flanks on a floor like a dark lake."""
    middle, corner = (0.0105, 0.012, 0.0145), (0.0055, 0.006, 0.0075)
    _world(middle, corner, (0.020, 0.023, 0.028), (0.004, 0.005, 0.006), (0.02, 0.023, 0.028))
    _floor(middle, corner, (0.016, 0.017, 0.019), 0.08, 0.16, 2.4, 6.0, (0.004, 0.005, 0.006))
    soft_box((MIDDLE, 0, 3.6), (MIDDLE, 0, 0), (7.5, 1.3), 1.6, soft=0.5)
    for side in (-1, 1):
        soft_box((MIDDLE, side * 4.6, 2.4), (MIDDLE, 0, 0.7), (7.5, 0.45), 4.0, soft=0.15)
    soft_box((-4.6, 0, 2.4), (1.0, 0, 0.8), (3.0, 0.8), 1.6, (0.9, 0.95, 1), soft=0.3)
    soft_box((8.2, 0, 2.4), (2.6, 0, 0.8), (3.0, 0.8), 2.4, (0.9, 0.95, 1), soft=0.3)
