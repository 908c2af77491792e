"""Light and surroundings of each scene: photo studio light and dark, outdoors by day and by night."""

from __future__ import annotations

import bpy
from mathutils import Vector


def _area(place, target, size, energy, colour=(1, 1, 1)):
    light = bpy.data.lights.new("area", "AREA")
    light.shape, light.size, light.size_y, light.energy, light.color = "RECTANGLE", *size, energy, colour
    made = bpy.data.objects.new("area", light)
    made.location = place
    made.rotation_euler = (Vector(target) - Vector(place)).to_track_quat("-Z", "Y").to_euler()
    made["scene"] = True
    bpy.context.scene.collection.objects.link(made)


def _ground(colour, roughness):
    bpy.ops.mesh.primitive_plane_add(size=80, location=(1.8, 0, 0))
    made = bpy.context.object
    made["scene"] = True
    material = bpy.data.materials.new("ground")
    material.use_nodes = True
    shader = material.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value, shader.inputs["Roughness"].default_value = (*colour, 1), roughness
    made.data.materials.append(material)


def _sky(colour, strength):
    world = bpy.data.worlds.new("sky")
    world.use_nodes = True
    bpy.context.scene.world = world
    world.node_tree.nodes["Background"].inputs[0].default_value = (*colour, 1)
    world.node_tree.nodes["Background"].inputs[1].default_value = strength


def light():
    _area((1.8, 0, 4.2), (1.8, 0, 0), (6, 1.6), 230)
    _area((-1.5, -5.5, 2.6), (1.5, 0, 0.7), (5, 1.2), 200)
    _area((-5, 1.0, 2.2), (0.5, 0, 0.7), (1.2, 3), 90)
    _area((7, -3, 2.0), (2.5, 0, 0.8), (2.5, 1.5), 90)
    _ground((0.82, 0.83, 0.85), 0.45)
    _sky((0.93, 0.95, 1), 0.45)


SCENES = {"light": light}


def set_scene(name):
    """Take away the scene that is there and build `name`."""
    for old in [each for each in bpy.data.objects if each.get("scene")]:
        bpy.data.objects.remove(old)
    SCENES[name]()
    for material in bpy.data.materials:
        if "lit" in material:
            shader = material.node_tree.nodes["Principled BSDF"]
            shader.inputs["Emission Strength"].default_value = material["lit"] if name == "night" else 0
