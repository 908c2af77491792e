"""Named materials, made once a scene. Zones are painted: their colour and finish change, everything else stays."""

from __future__ import annotations

from dataclasses import dataclass

import bpy
import numpy as np
from nodes import Nodes

ZONES = ("body", "roof", "mirrors", "dashboard", "seats")

PLAIN = {
    # name: colour (linear), metallic, roughness, coat
    "chrome": ((0.75, 0.76, 0.78), 1, 0.07, 0),
    "satin": ((0.62, 0.63, 0.65), 1, 0.28, 0),
    "steel": ((0.35, 0.36, 0.37), 1, 0.35, 0),
    "aluminium": ((0.72, 0.73, 0.75), 1, 0.22, 0),
    "black_plastic": ((0.012, 0.012, 0.013), 0, 0.45, 0),
    "black_gloss": ((0.006, 0.006, 0.007), 0, 0.08, 1),
    "rubber": ((0.014, 0.014, 0.014), 0, 0.7, 0),
    "dark": ((0.003, 0.003, 0.003), 0, 0.9, 0),
    "white_gloss": ((0.75, 0.74, 0.70), 0, 0.15, 1),
    "red_plastic": ((0.45, 0.01, 0.012), 0, 0.08, 1),
    "amber_plastic": ((0.7, 0.22, 0.01), 0, 0.08, 1),
    "leather": ((0.16, 0.07, 0.03), 0, 0.45, 0),
    "wood": ((0.22, 0.10, 0.04), 0, 0.35, 0.5),
    "carpet": ((0.105, 0.100, 0.092), 0, 0.95, 0),
    "tyre": ((0.0085, 0.0085, 0.009), 0, 0.5, 0),
    "tyre_letters": ((0.028, 0.028, 0.029), 0, 0.45, 0),
    "alloy": ((0.60, 0.61, 0.63), 1, 0.28, 0.6),
    "polished": ((0.70, 0.71, 0.73), 1, 0.13, 0),
    "wheel_silver": ((0.50, 0.51, 0.525), 0.75, 0.32, 1),
    "wheel_white": ((0.72, 0.71, 0.67), 0, 0.2, 1),
    "wheel_red": ((0.40, 0.010, 0.012), 0, 0.15, 1),
    "wheel_black": ((0.012, 0.012, 0.013), 0.3, 0.18, 1),
    "accent": ((0.06, 0.42, 0.50), 0, 0.2, 1),
    "accent_red": ((0.50, 0.012, 0.010), 0, 0.2, 1),
    "caliper": ((0.10, 0.102, 0.106), 0.6, 0.4, 0.4),
    "speaker": ((0.05, 0.05, 0.052), 0, 0.6, 0),
    "mat": ((0.20, 0.17, 0.13), 0, 0.95, 0),
    "vase": ((0.60, 0.72, 0.70), 0, 0.1, 1),
    "flower_heart": ((0.75, 0.42, 0.03), 0, 0.6, 0),
    "belt": ((0.05, 0.05, 0.052), 0, 0.7, 0),
    "piping": ((0.62, 0.58, 0.50), 0, 0.5, 0),
    "ivory": ((0.72, 0.66, 0.52), 0, 0.18, 0.6),
    "soft_black": ((0.026, 0.026, 0.027), 0, 0.75, 0),
    "wicker": ((0.42, 0.25, 0.11), 0, 0.6, 0),
    "petal": ((0.62, 0.05, 0.045), 0, 0.5, 0),
    "leaf": ((0.05, 0.19, 0.045), 0, 0.5, 0),
    "headliner": ((0.66, 0.64, 0.60), 0, 0.9, 0),
    "reflector": ((0.80, 0.81, 0.82), 1, 0.12, 0),
    "enamel_blue": ((0.006, 0.055, 0.09), 0, 0.06, 1),
    "enamel_sun": ((0.75, 0.42, 0.05), 0, 0.1, 1),
    "plate_white": ((0.72, 0.72, 0.70), 0, 0.3, 0.3),
    "plate_black": ((0.01, 0.01, 0.012), 0, 0.4, 0),
    "mirror": ((0.82, 0.84, 0.86), 1, 0.01, 0),
    "lamp_rim": ((0.20, 0.205, 0.21), 1, 0.2, 0),
    "tail_floor": ((0.30, 0.01, 0.012), 1, 0.25, 0),
    "red_gloss": ((0.42, 0.015, 0.012), 0, 0.2, 1),
    "blue_gloss": ((0.02, 0.09, 0.25), 0, 0.2, 1),
    "sea_gloss": ((0.02, 0.16, 0.19), 0, 0.2, 1),
    "cream_gloss": ((0.72, 0.62, 0.43), 0, 0.2, 1),
    "strap_red": ((0.30, 0.02, 0.015), 0, 0.8, 0),
    "tan_leather": ((0.30, 0.125, 0.042), 0, 0.38, 0.15),
    "saddle": ((0.085, 0.030, 0.013), 0, 0.45, 0.1),
    "brass": ((0.70, 0.50, 0.22), 1, 0.2, 0),
    "flag_red": ((0.50, 0.02, 0.02), 0, 0.85, 0),
    "flag_cream": ((0.75, 0.68, 0.52), 0, 0.85, 0),
}

CLEAR, SMOKED = (0.80, 0.86, 0.83), (0.58, 0.64, 0.62)
"""Tints of window glass: of the windscreen and the side windows, and of the rear window."""


def material(name):
    """The plain material of that name from PLAIN."""
    made = bpy.data.materials.get(name)
    if made is None:
        colour, metallic, roughness, coat = PLAIN[name]
        made = bpy.data.materials.new(name)
        made.use_nodes = True
        shader = made.node_tree.nodes["Principled BSDF"]
        for key, value in {
            "Base Color": (*colour, 1), "Metallic": metallic, "Roughness": roughness, "Coat Weight": coat,
            "Coat Roughness": 0.03,
        }.items():  # fmt: skip
            shader.inputs[key].default_value = value
    return made


def glass(tint=CLEAR):
    """Thin window glass: it lets light straight through, tinted, and mirrors by Fresnel; no refraction, so no noise."""
    name = "glass {:.2f} {:.2f} {:.2f}".format(*tint)
    made = bpy.data.materials.get(name)
    if made is None:
        made = bpy.data.materials.new(name)
        nodes = Nodes(made)
        through = nodes.add("BsdfTransparent", None, Color=tint)
        mirror = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=0.0)
        pane = nodes.mixed(_fresnel(nodes, 0.075, 0.8), through.outputs[0], mirror.outputs[0])
        nodes.add("OutputMaterial", None, _0=pane)
    return made


def lamp(name, colour, strength, by_day=0.0):
    """A material named "lamp.<name>" that shines at night with `strength` (no unit), elsewhere with `by_day`.

    Scenes light it, see scenes.set_scene; unlit it is a glossy thing of its colour (linear). The first to ask for a
    name decides what it is.
    """
    made = bpy.data.materials.get(f"lamp.{name}")
    if made is None:
        made = bpy.data.materials.new(f"lamp.{name}")
        made.use_nodes = True
        shader = made.node_tree.nodes["Principled BSDF"]
        shader.inputs["Base Color"].default_value = (*colour, 1)
        shader.inputs["Roughness"].default_value = 0.15
        shader.inputs["Emission Color"].default_value = (*colour, 1)
        shader.inputs["Emission Strength"].default_value = 0
        made["lit"], made["by_day"] = strength, by_day
    return made


def indicator():
    """What front and side indicators shine with."""
    return lamp("indicator", (0.85, 0.30, 0.03), 4)


def _fresnel(nodes, facing, grazing):
    """Schlick's share of mirrored light, from `facing` to `grazing`. The same on a sheet's two sides, as the Fresnel
    node is not: that one would make windows seen from within mirrors."""
    away = nodes.add("LayerWeight", None, Blend=0.5).outputs["Facing"]
    return nodes.add("MapRange", None, _0=nodes.math("POWER", away, 5), _3=facing, _4=grazing).outputs[0]


def _flakes(nodes):
    """The normal, tilted at random from grain to grain of a millimetre; by how much is a value named "tilt"."""
    place = nodes.add("TexCoord").outputs["Object"]
    grains = nodes.add("TexVoronoi", None, _0=place, Scale=1000).outputs["Color"]
    tilt = nodes.add("Value")
    tilt.name = "tilt"
    way = nodes.add("VectorMath", {"operation": "SUBTRACT"}, _0=grains, _1=(0.5, 0.5, 0.5)).outputs[0]
    way = nodes.add("VectorMath", {"operation": "SCALE"}, _0=way, Scale=tilt.outputs[0]).outputs[0]
    tilted = nodes.add("VectorMath", {"operation": "ADD"}, _0=nodes.add("NewGeometry").outputs["Normal"], _1=way)
    return nodes.add("VectorMath", {"operation": "NORMALIZE"}, _0=tilted.outputs[0]).outputs[0]


def zone(name):
    """The paint of a zone: a clear coat over a base that is matt (solid), flakes that mirror (metallic) or both (pearl).

    Light from it is K + colour · D exactly: the colour enters only as a factor of the base, and the coat is the same
    for every finish, so that K is too (the layers of the artwork rely on both).
    """
    made = bpy.data.materials.get(f"zone.{name}")
    if made is None:
        made = bpy.data.materials.new(f"zone.{name}")
        nodes = Nodes(made)
        colour, ahead, aside = (nodes.add("RGB") for _ in range(3))
        matt = nodes.add("BsdfDiffuse", None, Color=colour.outputs[0])
        away = nodes.add("LayerWeight", None, Blend=0.5).outputs["Facing"]
        flop = nodes.blend(nodes.ramp(away, 0.0, 0.85), ahead.outputs[0], aside.outputs[0])
        flopped = nodes.add(
            "Mix", {"data_type": "RGBA", "blend_type": "MULTIPLY"}, _0=1.0, _6=colour.outputs[0], _7=flop
        ).outputs[2]
        metal = nodes.add("BsdfGlossy", None, Color=flopped, Normal=_flakes(nodes))
        base = nodes.add("MixShader", None, _1=matt.outputs[0], _2=metal.outputs[0])
        cloth = name == "seats"
        coat = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=0.6 if cloth else 0.025)
        share = _fresnel(nodes, 0.01, 0.15) if cloth else _fresnel(nodes, 0.045, 0.8)
        nodes.add("OutputMaterial", None, _0=nodes.mixed(share, base.outputs[0], coat.outputs[0]))
        colour.name, ahead.name, aside.name, metal.name, base.name = "colour", "ahead", "aside", "metal", "base"
        paint(name, (0, 0, 0))
    return made


def cloth_zone(name):
    """The same zone where it is cloth: woven and matt, paler where one looks along it. `paint` paints it with the zone."""
    made = bpy.data.materials.get(f"zone.{name}.cloth")
    if made is None:
        made = bpy.data.materials.new(f"zone.{name}.cloth")
        nodes = Nodes(made)
        colour = nodes.add("RGB")
        place = nodes.add("TexCoord").outputs["Object"]
        threads = [
            nodes.add("TexWave", {"bands_direction": way}, Vector=place, Scale=210).outputs["Fac"] for way in "XY"
        ]
        weave = nodes.add("Bump", None, Strength=0.35, Distance=0.0006, Height=nodes.math("MULTIPLY", *threads))
        matt = nodes.add("BsdfDiffuse", None, Color=colour.outputs[0], Normal=weave.outputs[0])
        sheen = nodes.add("BsdfGlossy", None, Color=(1, 1, 1), Roughness=0.55, Normal=weave.outputs[0])
        nodes.add(
            "OutputMaterial", None, _0=nodes.mixed(_fresnel(nodes, 0.012, 0.16), matt.outputs[0], sheen.outputs[0])
        )
        colour.name = "colour"
    return made


@dataclass(frozen=True)
class Finish:
    """How a paint is made: the share and roughness of its flakes, how much they tilt, and the factors of its colour
    where one looks straight at it and where the surface turns away."""

    flakes: float
    roughness: float
    tilt: float
    ahead: tuple[float, float, float] = (1, 1, 1)
    aside: tuple[float, float, float] = (1, 1, 1)


FINISHES = {
    "solid": Finish(0, 0.3, 0),
    "metallic": Finish(0.82, 0.42, 0.30, (1.42, 1.42, 1.42), (0.66, 0.66, 0.69)),
    "pearl": Finish(0.5, 0.46, 0.14, (1.26, 1.23, 1.18), (0.86, 0.91, 1.0)),
    "chrome": Finish(1, 0.04, 0),
}


def paint(name, colour, finish="solid"):
    """Give a zone its colour (linear, 0…1 each) and finish."""
    nodes, made = zone(name).node_tree.nodes, FINISHES[finish]
    for node, value in (("colour", colour), ("ahead", made.ahead), ("aside", made.aside)):
        nodes[node].outputs[0].default_value = (*value, 1)
    nodes["tilt"].outputs[0].default_value = made.tilt
    nodes["metal"].inputs["Roughness"].default_value = made.roughness
    nodes["base"].inputs[0].default_value = made.flakes
    cloth = bpy.data.materials.get(f"zone.{name}.cloth")
    if cloth:
        cloth.node_tree.nodes["colour"].outputs[0].default_value = (*colour, 1)


def picture(name, image, lit=0.0, by_day=0.0):
    """A glossy material that shows `image` (rows × columns × 3 bytes) by a mesh's UV; it shines by `lit` at night."""
    made = bpy.data.materials.get(f"picture.{name}")
    if made is None:
        made = bpy.data.materials.new(f"picture.{name}")
        made.use_nodes = True
        tree, rows, columns = made.node_tree, *image.shape[:2]
        shown = bpy.data.images.new(name, columns, rows)
        pixels = np.ones((rows, columns, 4), np.float32)
        pixels[..., :3] = image[::-1] / 255
        shown.pixels.foreach_set(pixels.ravel())
        shown.pack()
        texture, shader = tree.nodes.new("ShaderNodeTexImage"), tree.nodes["Principled BSDF"]
        texture.image = shown
        tree.links.new(texture.outputs[0], shader.inputs["Base Color"])
        tree.links.new(texture.outputs[0], shader.inputs["Emission Color"])
        shader.inputs["Emission Strength"].default_value = 0
        shader.inputs["Roughness"].default_value = 0.25
        if lit:
            made["lit"], made["by_day"] = lit, by_day
    return made
