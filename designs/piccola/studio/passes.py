"""What Cycles is asked for, and what it answers: linear light, or where and what each point of the picture is."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
import OpenEXR
from cameras import VIEWS
from materials import ZONES
from mathutils import Vector

SOFT = ("BLACKMAN_HARRIS", 1.5)
"""How samples make a pixel: Cycles' own filter and its width in pixels."""
SOFT_COARSE = 2.2
"""The width with which coarse pixels are as soft as means of fine ones."""


@dataclass(frozen=True)
class Quality:
    """`width` in pixels of a still view and of a step of the turntable; samples a pixel."""

    width: int
    turn_width: int
    samples: int
    denoiser: str

    def width_of(self, view):
        return self.turn_width if view.startswith("turn") else self.width


QUALITIES = {
    "draft": Quality(640, 480, 4, "FAST"),
    "good": Quality(960, 640, 8, "FAST"),
    "fine": Quality(1440, 960, 8, "FAST"),
    "final": Quality(1920, 960, 160, "HIGH"),
}


def look(view):
    """Put the scene's camera where `view` is seen from, and set the size of the picture."""
    camera = VIEWS[view]
    scene = bpy.context.scene
    if scene.camera is None:
        scene.camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
        scene.collection.objects.link(scene.camera)
    scene.camera.location = camera.place
    scene.camera.rotation_euler = (Vector(camera.target) - Vector(camera.place)).to_track_quat("-Z", "Y").to_euler()
    scene.camera.data.lens = camera.lens
    scene.camera.data.clip_start = 0.02
    scene.render.resolution_x, scene.render.resolution_y = camera.size


def set_up(view, width, threads=0):
    """Camera, size and Cycles: few bounces, no caustics. `threads`: 0 for all cores."""
    look(view)
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.resolution_percentage = 100
    scene.render.resolution_y = round(width * scene.render.resolution_y / scene.render.resolution_x)
    scene.render.resolution_x = width
    scene.render.use_persistent_data = True
    scene.render.threads_mode = "FIXED" if threads else "AUTO"
    if threads:
        scene.render.threads = threads
    cycles = scene.cycles
    cycles.seed = 500
    cycles.pixel_filter_type, cycles.filter_width = SOFT
    cycles.debug_bvh_type = "DYNAMIC_BVH"  # showing and hiding parts then costs nothing
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transparent_max_bounces = 6, 2, 3, 12
    cycles.caustics_reflective = cycles.caustics_refractive = cycles.use_light_tree = False
    scene.view_settings.view_transform = "Raw"
    scene.render.image_settings.media_type = "MULTI_LAYER_IMAGE"
    scene.render.image_settings.file_format = "OPEN_EXR_MULTILAYER"
    scene.render.image_settings.color_depth = "32"
    scene.render.image_settings.exr_codec = "NONE"


def pixels_of(region):
    """The whole pixels of a region given as fractions: left, top, right, bottom."""
    wide, high = size()
    left, top, right, bottom = (round(part * full) for part, full in zip(region, (wide, high, wide, high), strict=True))
    return max(0, left), max(0, top), min(wide, max(right, left + 1)), min(high, max(bottom, top + 1))


def size():
    """Width and height of the picture in pixels."""
    render = bpy.context.scene.render
    return render.resolution_x, render.resolution_y


def light(samples, denoiser="FAST", box=None, see_through=False, coarse=1):
    """Linear light of a box of pixels (None: all), rows × columns × 4; the fourth is coverage, and 1 unless
    `see_through`. With `coarse` pixels are so many times larger, and each the mean of those that it stands for."""
    scene = bpy.context.scene
    scene.cycles.samples, scene.cycles.use_denoising, scene.cycles.denoising_quality = samples, True, denoiser
    # Noise in what guides the denoiser shows on glass and floors. Cleaning it first takes as long as two samples.
    careful = denoiser == "HIGH" or (coarse == 1 and not see_through)
    scene.cycles.denoising_prefilter = "ACCURATE" if careful else "FAST"
    scene.render.film_transparent = see_through
    if coarse == 1:
        return _rendered(box)["Combined"]
    wide, high = size()
    scene.render.resolution_x, scene.render.resolution_y = wide // coarse, high // coarse
    scene.cycles.filter_width = SOFT_COARSE
    answer = _rendered(box and tuple(edge // coarse for edge in box))["Combined"]
    scene.render.resolution_x, scene.render.resolution_y = wide, high
    scene.cycles.filter_width = SOFT[1]
    return answer


@dataclass(frozen=True)
class Places:
    """What the camera meets first (glass aside), on a grid `fine` times finer than the picture: rows × columns (× 3)."""

    position: np.ndarray
    normal: np.ndarray
    zone: np.ndarray
    """1 + the number of the zone in ZONES, 0 for what is not painted."""
    fine: int


def places(fine=3):
    """Positions (0 where there is nothing), normals and zones, each sample one ray. The caller hides glass and scenery."""
    scene, layer = bpy.context.scene, bpy.context.view_layer
    for number, zone in enumerate(ZONES, 1):
        for material in bpy.data.materials:
            if material.name.startswith(f"zone.{zone}"):
                material.pass_index = number
    layer.use_pass_position = layer.use_pass_normal = layer.use_pass_material_index = True
    cycles, before = scene.cycles, (scene.render.resolution_x, scene.render.resolution_y)
    cycles.samples, cycles.use_denoising, cycles.pixel_filter_type, cycles.filter_width = 1, False, "BOX", 0.01
    bounces, cycles.max_bounces = cycles.max_bounces, 0
    scene.render.film_transparent = False
    scene.render.resolution_x, scene.render.resolution_y = before[0] * fine, before[1] * fine
    answer = _rendered(None)
    scene.render.resolution_x, scene.render.resolution_y = before
    cycles.pixel_filter_type, cycles.filter_width = SOFT
    cycles.max_bounces = bounces
    layer.use_pass_position = layer.use_pass_normal = layer.use_pass_material_index = False
    return Places(answer["Position"], answer["Normal"], answer["Material Index"].round().astype(np.uint8), fine)


def _rendered(box):
    scene = bpy.context.scene
    scene.render.use_border = scene.render.use_crop_to_border = box is not None
    wide, high = size()
    left, top, right, bottom = box or (0, 0, wide, high)
    # Blender cuts the border's pixels down to whole ones: half a pixel more keeps them what they are.
    scene.render.border_min_x, scene.render.border_max_x = (left + 0.5) / wide, (right + 0.5) / wide
    scene.render.border_min_y, scene.render.border_max_y = (high - bottom + 0.5) / high, (high - top + 0.5) / high
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "light.exr"
        scene.render.filepath = str(path)
        bpy.ops.render.render(write_still=True)
        answer = {}
        for part in OpenEXR.File(str(path)).parts:
            channels = {name.rpartition(".")[2]: channel.pixels for name, channel in part.channels.items()}
            if len(channels) == 1:
                (answer[part.name().partition(".")[2]],) = channels.values()
            else:
                answer[part.name().partition(".")[2]] = np.stack([channels[axis] for axis in ("X", "Y", "Z")], -1)
        return answer
