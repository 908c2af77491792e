"""Named materials, made once a scene. Zones are painted: their colour and finish change, everything else stays."""

from __future__ import annotations

import bpy

FINISHES = ("solid", "metallic", "pearl", "chrome")
ZONES = ("body", "roof", "mirrors", "dashboard", "seats")

PLAIN = {
    # name: colour (linear), metallic, roughness, coat, transmission
    "chrome": ((0.75, 0.76, 0.78), 1, 0.07, 0, 0),
    "satin": ((0.62, 0.63, 0.65), 1, 0.28, 0, 0),
    "steel": ((0.35, 0.36, 0.37), 1, 0.35, 0, 0),
    "aluminium": ((0.72, 0.73, 0.75), 1, 0.22, 0, 0),
    "copper": ((0.65, 0.30, 0.17), 1, 0.15, 0, 0),
    "black_plastic": ((0.012, 0.012, 0.013), 0, 0.45, 0, 0),
    "black_gloss": ((0.006, 0.006, 0.007), 0, 0.08, 1, 0),
    "rubber": ((0.014, 0.014, 0.014), 0, 0.7, 0, 0),
    "dark": ((0.003, 0.003, 0.003), 0, 0.9, 0, 0),
    "white_gloss": ((0.75, 0.74, 0.70), 0, 0.15, 1, 0),
    "red_plastic": ((0.45, 0.01, 0.012), 0, 0.08, 1, 0),
    "amber_plastic": ((0.7, 0.22, 0.01), 0, 0.08, 1, 0),
    "leather": ((0.16, 0.07, 0.03), 0, 0.45, 0, 0),
    "wood": ((0.22, 0.10, 0.04), 0, 0.35, 0.5, 0),
    "carpet": ((0.02, 0.02, 0.022), 0, 0.95, 0, 0),
    "tyre": ((0.0045, 0.0045, 0.005), 0, 0.62, 0, 0),
    "tyre_letters": ((0.012, 0.012, 0.0125), 0, 0.5, 0, 0),
    "alloy": ((0.52, 0.53, 0.55), 1, 0.27, 0.6, 0),
    "polished": ((0.70, 0.71, 0.73), 1, 0.13, 0, 0),
    "wheel_silver": ((0.40, 0.41, 0.425), 0.75, 0.32, 1, 0),
    "wheel_white": ((0.72, 0.71, 0.67), 0, 0.2, 1, 0),
    "wheel_red": ((0.40, 0.010, 0.012), 0, 0.15, 1, 0),
    "wheel_black": ((0.012, 0.012, 0.013), 0.3, 0.18, 1, 0),
    "enamel": ((0.012, 0.055, 0.10), 0, 0.1, 1, 0),
    "accent": ((0.06, 0.42, 0.50), 0, 0.2, 1, 0),
    "accent_red": ((0.50, 0.012, 0.010), 0, 0.2, 1, 0),
    "caliper": ((0.10, 0.102, 0.106), 0.6, 0.4, 0.4, 0),
    "headliner": ((0.5, 0.48, 0.44), 0, 0.9, 0, 0),
    "reflector": ((0.80, 0.81, 0.82), 1, 0.12, 0, 0),
    "enamel_blue": ((0.006, 0.055, 0.09), 0, 0.06, 1, 0),
    "enamel_sun": ((0.75, 0.42, 0.05), 0, 0.1, 1, 0),
    "plate_white": ((0.72, 0.72, 0.70), 0, 0.3, 0.3, 0),
    "plate_black": ((0.01, 0.01, 0.012), 0, 0.4, 0, 0),
    "mirror": ((0.82, 0.84, 0.86), 1, 0.01, 0, 0),
    "lamp_rim": ((0.20, 0.205, 0.21), 1, 0.2, 0, 0),
    "tail_floor": ((0.30, 0.01, 0.012), 1, 0.25, 0, 0),
    "red_gloss": ((0.42, 0.015, 0.012), 0, 0.2, 1, 0),
    "blue_gloss": ((0.02, 0.09, 0.25), 0, 0.2, 1, 0),
    "sea_gloss": ((0.02, 0.16, 0.19), 0, 0.2, 1, 0),
    "cream_gloss": ((0.72, 0.62, 0.43), 0, 0.2, 1, 0),
    "strap_red": ((0.30, 0.02, 0.015), 0, 0.8, 0, 0),
    "tan_leather": ((0.30, 0.125, 0.042), 0, 0.38, 0.15, 0),
    "saddle": ((0.085, 0.030, 0.013), 0, 0.45, 0.1, 0),
    "brass": ((0.70, 0.50, 0.22), 1, 0.2, 0, 0),
    "flag_red": ((0.50, 0.02, 0.02), 0, 0.85, 0, 0),
    "flag_cream": ((0.75, 0.68, 0.52), 0, 0.85, 0, 0),
}


def material(name):
    """The plain material of that name from PLAIN; other modules may add to PLAIN before anything is built."""
    made = bpy.data.materials.get(name)
    if made is None:
        colour, metallic, roughness, coat, transmission = PLAIN[name]
        made = bpy.data.materials.new(name)
        made.use_nodes = True
        shader = made.node_tree.nodes["Principled BSDF"]
        for key, value in {
            "Base Color": (*colour, 1), "Metallic": metallic, "Roughness": roughness, "Coat Weight": coat,
            "Coat Roughness": 0.03, "Transmission Weight": transmission,
        }.items():  # fmt: skip
            shader.inputs[key].default_value = value
    return made


def glass(tint=(0.75, 0.82, 0.80)):
    """Thin window glass: it lets light straight through, tinted, and reflects by Fresnel; no refraction, so no noise."""
    name = "glass {:.2f} {:.2f} {:.2f}".format(*tint)
    made = bpy.data.materials.get(name)
    if made is None:
        made = bpy.data.materials.new(name)
        made.use_nodes = True
        tree = made.node_tree
        tree.nodes.clear()
        out, mix = tree.nodes.new("ShaderNodeOutputMaterial"), tree.nodes.new("ShaderNodeMixShader")
        through, mirror = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeBsdfGlossy")
        fresnel = tree.nodes.new("ShaderNodeFresnel")
        fresnel.inputs["IOR"].default_value = 1.5
        through.inputs["Color"].default_value = (*tint, 1)
        mirror.inputs["Roughness"].default_value = 0.0
        tree.links.new(fresnel.outputs[0], mix.inputs[0])
        tree.links.new(through.outputs[0], mix.inputs[1])
        tree.links.new(mirror.outputs[0], mix.inputs[2])
        tree.links.new(mix.outputs[0], out.inputs[0])
    return made


def lamp(name, colour, strength):
    """A material that shines (linear colour, watts per square metre and steradian are arbitrary); scenes set it.

    Named "lamp.<name>": by day its strength is 0 and its colour is that of the unlit lamp; see scenes.py.
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
        made["lit"] = strength
    return made


def zone(name):
    """The paint of a zone: a clear coat over a base that is diffuse (solid), glossy (metallic) or both (pearl).

    Light from it is K + colour · D exactly: the colour enters only as a factor of the base (artwork layers rely on it).
    """
    made = bpy.data.materials.get(f"zone.{name}")
    if made is None:
        made = bpy.data.materials.new(f"zone.{name}")
        made.use_nodes = True
        tree = made.node_tree
        tree.nodes.clear()
        node = tree.nodes.new
        diffuse, metal, base = node("ShaderNodeBsdfDiffuse"), node("ShaderNodeBsdfGlossy"), node("ShaderNodeMixShader")
        coat, fresnel, mix, out = (
            node("ShaderNodeBsdfGlossy"),
            node("ShaderNodeFresnel"),
            node("ShaderNodeMixShader"),
            node("ShaderNodeOutputMaterial"),
        )
        diffuse.name, metal.name, base.name, mix.name = "diffuse", "metal", "base", "coat"
        coat.inputs["Roughness"].default_value = 0.03 if name != "seats" else 0.6
        fresnel.inputs["IOR"].default_value = 1.5 if name != "seats" else 1.15
        metal.inputs["Roughness"].default_value = 0.32
        for a, b in (
            (diffuse.outputs[0], base.inputs[1]),
            (metal.outputs[0], base.inputs[2]),
            (fresnel.outputs[0], mix.inputs[0]),
            (base.outputs[0], mix.inputs[1]),
            (coat.outputs[0], mix.inputs[2]),
            (mix.outputs[0], out.inputs[0]),
        ):
            tree.links.new(a, b)
        paint(name, (0, 0, 0))
    return made


def paint(name, colour, finish="solid"):
    """Give a zone its colour (linear, 0…1 each) and finish."""
    nodes = zone(name).node_tree.nodes
    nodes["diffuse"].inputs["Color"].default_value = (*colour, 1)
    nodes["metal"].inputs["Color"].default_value = (*colour, 1)
    nodes["metal"].inputs["Roughness"].default_value = {"solid": 0.3, "metallic": 0.32, "pearl": 0.5, "chrome": 0.08}[
        finish
    ]
    nodes["base"].inputs[0].default_value = {"solid": 0.0, "metallic": 0.85, "pearl": 0.4, "chrome": 1.0}[finish]
