"""What scenes are made of: soft boxes, spots, sheets with a picture, the world."""

from __future__ import annotations

import math

import bpy
import numpy as np
from mathutils import Vector
from measures import LENGTH, WHEELS
from nodes import Nodes

MIDDLE = LENGTH / 2
"""x of the car's middle: the centre of every scene."""


def staged(name, data, place=(0, 0, 0), towards=None):
    """Link an object that belongs to the scene; its -z axis looks at `towards`."""
    made = bpy.data.objects.new(name, data)
    made.location = place
    if towards is not None:
        made.rotation_euler = (Vector(towards) - Vector(place)).to_track_quat("-Z", "Y").to_euler()
    made["scene"] = True
    bpy.context.scene.collection.objects.link(made)
    return made


def far(nodes):
    """Metres from the car's middle over the ground."""
    flat = nodes.add("VectorMath", {"operation": "MULTIPLY"}, _0=nodes.add("NewGeometry").outputs[0], _1=(1, 1, 0))
    return nodes.add("VectorMath", {"operation": "DISTANCE"}, _0=flat.outputs[0], _1=(MIDDLE, 0, 0)).outputs[1]


def contact(nodes, under, tyres):
    """1 in the open, less where the car keeps light from the ground: `under` beneath its body, times `tyres` at the wheels."""
    place = nodes.add("SeparateXYZ", None, _0=nodes.add("NewGeometry").outputs[0]).outputs

    def beyond(axis, middle, half):
        return nodes.math("SUBTRACT", nodes.math("ABSOLUTE", nodes.math("SUBTRACT", place[axis], middle)), half)

    def length(a, b):
        return nodes.math("SQRT", nodes.math("ADD", nodes.math("MULTIPLY", a, a), nodes.math("MULTIPLY", b, b)))

    sides = [
        nodes.math("MAXIMUM", beyond(axis, at, half), 0.0) for axis, at, half in ((0, MIDDLE, 1.40), (1, 0.0, 0.50))
    ]
    shade = nodes.ramp(length(*sides), 0.0, 0.34, under, 1.0)
    for x, y in WHEELS:
        away = length(nodes.math("DIVIDE", beyond(0, x, 0.0), 0.20), nodes.math("DIVIDE", beyond(1, y, 0.0), 0.15))
        shade = nodes.math("MULTIPLY", shade, nodes.ramp(away, 0.35, 1.0, tyres, 1.0))
    return shade


def soft_box(place, towards, size, light, colour=(1, 1, 1), soft=0.3):
    """A lamp of `size` metres that shines with radiance `light` in its middle and fades over `soft` metres at its edges.

    Cameras do not see it, reflections do.
    """
    lamp = bpy.data.lights.new("soft box", "AREA")
    lamp.shape, lamp.size, lamp.size_y, lamp.color = "RECTANGLE", *size, colour
    lamp.energy = light * math.pi * size[0] * size[1]
    nodes = Nodes(lamp)
    across = nodes.add("SeparateXYZ", None, _0=nodes.add("NewGeometry").outputs["Parametric"]).outputs
    edges = [nodes.math("MULTIPLY", nodes.math("PINGPONG", across[i], 0.5), size[i] / soft) for i in (0, 1)]
    both = nodes.math("MULTIPLY", *(nodes.ramp(edge, 0, 1) for edge in edges))
    shine = nodes.add("Emission", None, Strength=both)
    nodes.add("OutputLight", None, _0=shine.outputs[0])
    made = staged("soft box", lamp, place, towards)
    made.visible_camera = False
    return made


def spot(place, towards, energy, degrees, colour=(1, 1, 1), radius=0.1):
    """A round beam with a soft edge."""
    lamp = bpy.data.lights.new("spot", "SPOT")
    lamp.energy, lamp.color, lamp.spot_size, lamp.spot_blend = energy, colour, math.radians(degrees), 0.9
    lamp.shadow_soft_size = radius
    made = staged("spot", lamp, place, towards)
    made.visible_camera = made.visible_glossy = False
    return made


def sun(towards, strength, degrees, colour):
    lamp = bpy.data.lights.new("sun", "SUN")
    lamp.energy, lamp.color, lamp.angle = strength, colour, math.radians(degrees)
    return staged("sun", lamp, (0, 0, 0), towards)


def sheet(name, corners, material):
    """A flat rectangle between four corners, from the lower left round; its picture is not mirrored."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(corners, [], [(0, 1, 2, 3)])
    data.uv_layers.new().data.foreach_set("uv", (0, 0, 1, 0, 1, 1, 0, 1))
    data.materials.append(material)
    return staged(name, data)


def picture(name, pixels):
    """A Blender image of linear light (rows × columns × 3 or 4; the first row on top)."""
    rows, columns, channels = pixels.shape
    old = bpy.data.images.get(name)
    if old:
        bpy.data.images.remove(old)
    made = bpy.data.images.new(name, columns, rows, alpha=True, float_buffer=True)
    made.colorspace_settings.name = "Non-Color"
    made.alpha_mode = "CHANNEL_PACKED"
    whole = np.ones((rows, columns, 4), np.float32)
    whole[..., :channels] = pixels[::-1]
    made.pixels.foreach_set(whole.ravel())
    made.update()
    return made


def glowing(name, image):
    """A material that shines with its picture, and is not there where the picture has no alpha."""
    material = bpy.data.materials.new(name)
    material.cycles.emission_sampling = "NONE"  # seen, and felt in passing; too wide and dim to be aimed at
    nodes = Nodes(material)
    texture = nodes.add("TexImage", {"image": image, "extension": "EXTEND"})
    shine = nodes.add("Emission", None, Color=texture.outputs[0])
    mix = nodes.mixed(texture.outputs[1], nodes.add("BsdfTransparent").outputs[0], shine.outputs[0])
    nodes.add("OutputMaterial", None, _0=mix)
    return material


def world():
    """A fresh world for the scene; returns its nodes."""
    made = bpy.data.worlds.new("world")
    bpy.context.scene.world = made
    return Nodes(made)
