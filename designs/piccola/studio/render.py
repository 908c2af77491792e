# /// script
# requires-python = "==3.11.*"
# dependencies = ["bpy==5.0.1", "font-manrope", "numpy<2", "pillow", "scikit-image", "scipy", "tqdm"]
# ///
"""Renders the Piccola. `uv run designs/piccola/studio/render.py --help`"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import bpy
import numpy as np
from cameras import VIEWS, look
from car import build, chosen, dress
from curve import to_bytes
from PIL import Image
from scenes import SCENES, set_scene


def tune(samples, width, view, crop=None):
    """Settings of Cycles: few bounces, no caustics, denoised; `crop` is left, top, right, bottom as fractions."""
    scene, full = bpy.context.scene, VIEWS[view].size[0]
    scene.render.engine = "CYCLES"
    scene.render.resolution_percentage = round(100 * (width or full) / full)
    scene.render.use_persistent_data = True
    scene.render.film_transparent = False
    cycles = scene.cycles
    cycles.samples, cycles.seed, cycles.use_denoising, cycles.denoising_quality = samples, 500, True, "FAST"
    cycles.max_bounces, cycles.diffuse_bounces, cycles.glossy_bounces, cycles.transparent_max_bounces = 6, 2, 3, 12
    cycles.caustics_reflective = cycles.caustics_refractive = cycles.use_light_tree = False
    scene.view_settings.view_transform = "Raw"
    scene.render.image_settings.file_format = "OPEN_EXR"
    scene.render.use_border = scene.render.use_crop_to_border = crop is not None
    if crop:
        left, top, right, bottom = crop
        scene.render.border_min_x, scene.render.border_max_x = left, right
        scene.render.border_min_y, scene.render.border_max_y = 1 - bottom, 1 - top


def rendered():
    """Linear light (rows × columns × 4) of what the camera sees."""
    with tempfile.TemporaryDirectory() as folder:
        bpy.context.scene.render.filepath = f"{folder}/light.exr"
        bpy.ops.render.render(write_still=True)
        image = bpy.data.images.load(f"{folder}/light.exr")
        pixels = np.empty(image.size[0] * image.size[1] * 4, np.float32)
        image.pixels.foreach_get(pixels)
        pixels = pixels.reshape(image.size[1], image.size[0], 4)[::-1]
        bpy.data.images.remove(image)
    return pixels


def take_a_look(asked):
    """One direct picture of a car with the options asked for."""
    start = time.monotonic()
    made = build(asked.voxel)
    set_scene(asked.scene)
    dress(made, chosen(asked.options))
    look(asked.view)
    tune(asked.samples, asked.width, asked.view, tuple(map(float, asked.crop.split(","))) if asked.crop else None)
    built = time.monotonic()
    Image.fromarray(to_bytes(rendered()[..., :3])).save(asked.out)
    print(f"{asked.out}: built in {built - start:.1f} s, rendered in {time.monotonic() - built:.1f} s")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("look", help="one direct picture of one car")
    command.set_defaults(run=take_a_look)
    command.add_argument("--view", choices=VIEWS, default="front34")
    command.add_argument("--scene", choices=SCENES, default="light")
    command.add_argument("--options", default="", help="option ids by comma, instead of the plain car's")
    command.add_argument("--width", type=int, default=640)
    command.add_argument("--samples", type=int, default=8)
    command.add_argument("--voxel", type=float, default=0.015, help="fineness of the body's mesh in metres")
    command.add_argument("--crop", help="left,top,right,bottom as fractions of the picture")
    command.add_argument("--out", type=Path, default=Path("look.png"))
    asked = parser.parse_args()
    asked.run(asked)


if __name__ == "__main__":
    main()
