"""The photo studio, light and dark: a floor that fades into a backdrop without horizon, and soft boxes all round.

Floor and backdrop look the same from every side, so that the car can be turned in front of the camera.
"""

from __future__ import annotations

import bpy
from nodes import Nodes

from scenes.staging import MIDDLE, contact, far, sheet, soft_box, world


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
    shade = nodes.add("VectorMath", {"operation": "SCALE"}, _0=colour, Scale=contact(nodes, 0.42, 0.35))
    matt = nodes.add("BsdfDiffuse", None, Color=shade.outputs[0])
    sheen = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=roughness)
    floor = nodes.mixed(gloss, matt.outputs[0], sheen.outputs[0])
    glossy = nodes.add("LightPath").outputs["Is Glossy Ray"]
    back = nodes.add("Emission", None, Color=nodes.blend(glossy, _backdrop(nodes, middle, corner), mirrored))
    shader = nodes.mixed(nodes.ramp(far(nodes), near, gone), floor, back.outputs[0])
    nodes.add("OutputMaterial", None, _0=shader)
    low, high = (MIDDLE - 60, -60, 0), (MIDDLE + 60, 60, 0)
    sheet("floor", [low, (high[0], low[1], 0), high, (low[0], high[1], 0)], material)


def light():
    """Bright and calm: a white floor, a long box overhead, strips along the flanks, a wide box before each end."""
    middle, corner, horizon = (0.86, 0.86, 0.85), (0.785, 0.785, 0.775), (0.16, 0.17, 0.18)
    _world(middle, corner, (0.50, 0.505, 0.51), horizon, (0.45, 0.46, 0.47))
    _floor(middle, corner, (0.82, 0.82, 0.81), 0.04, 0.15, 2.6, 6.0, horizon)
    soft_box((MIDDLE, 0, 4.0), (MIDDLE, 0, 0), (8.0, 2.6), 2.7, soft=0.7)
    for side in (-1, 1):
        soft_box((MIDDLE, side * 5.6, 2.6), (MIDDLE, 0, 0.7), (9.0, 0.7), 4.5, soft=0.15)
        soft_box((MIDDLE, side * 6.0, 1.25), (MIDDLE, 0, 0.6), (9.0, 0.22), 3.0, soft=0.06)
    for end, before in ((-4.6, 1.0), (8.2, 2.6)):
        soft_box((end, 0, 2.6), (before, 0, 0.8), (4.5, 1.6), 2.2, soft=0.4)


def dark():
    """Night in the studio: narrow boxes draw the roof, the shoulders and the flanks over a floor like a dark lake."""
    middle, corner, horizon = (0.0105, 0.012, 0.0145), (0.0055, 0.006, 0.0075), (0.003, 0.0035, 0.004)
    _world(middle, corner, (0.016, 0.019, 0.024), horizon, (0.016, 0.019, 0.024))
    _floor(middle, corner, (0.016, 0.017, 0.019), 0.08, 0.22, 2.0, 5.2, horizon)
    for side in (-1, 1):
        soft_box((MIDDLE, side * 2.3, 3.5), (MIDDLE, side * 0.5, 0.6), (8.0, 0.7), 6.5, soft=0.25)
        soft_box((MIDDLE, side * 5.2, 1.75), (MIDDLE, 0, 0.65), (8.5, 0.2), 9.0, soft=0.06)
    for end, before in ((-4.2, 1.0), (7.8, 2.6)):
        soft_box((end, 0, 3.2), (before, 0, 0.7), (2.6, 0.6), 4.5, (0.85, 0.92, 1), soft=0.2)
