# /// script
# requires-python = "==3.11.*"
# dependencies = ["bpy==5.0.1", "font-manrope", "numpy<2", "openexr", "pillow", "scikit-image", "scipy", "tqdm"]
# ///
"""Renders the Piccola. `uv run designs/piccola/studio/render.py --help`"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import references
from cameras import VIEWS
from crew import Order, render_all
from PIL import Image
from records import SCENES, write_manifest
from tqdm import tqdm

ARTWORK = Path(__file__).parent.parent / "artwork"


def take_a_look(asked):
    """One direct picture of a car with the options asked for."""
    from car import build, dress
    from choices import chosen
    from curve import to_bytes
    from passes import light, pixels_of, set_up
    from scenes import set_scene

    start = time.monotonic()
    made = build(asked.voxel)
    set_scene(asked.scene)
    dress(made, chosen(asked.options), asked.view)
    set_up(asked.view, asked.width)
    built = time.monotonic()
    box = pixels_of(map(float, asked.crop.split(","))) if asked.crop else None
    Image.fromarray(to_bytes(light(asked.samples, box=box)[..., :3])).save(asked.out)
    print(f"{asked.out}: built in {built - start:.1f} s, rendered in {time.monotonic() - built:.1f} s")


def render_layers(asked):
    """All layers asked for that are not there yet, and the manifest."""
    views = tuple(asked.view or VIEWS)
    order = Order(views, tuple(asked.scene or SCENES), asked.quality, asked.out, asked.layer, asked.again)
    start, bars = time.monotonic(), {}

    def told(view, done, of, what):
        bar = bars.setdefault(view, tqdm(total=of, desc=view, unit="step"))
        bar.total = max(bar.total, bar.n + of - done + 1)
        bar.set_postfix_str(what)
        bar.update()

    render_all(order, asked.workers, told)
    count = write_manifest(asked.out)
    size = sum(path.stat().st_size for path in asked.out.rglob("*.webp")) / 1e6
    print(f"{count} layers, {size:.1f} MB, in {asked.out}; this run took {(time.monotonic() - start) / 60:.1f} minutes")


def render_references(asked):
    """Whole cars for the test that holds composed pictures against direct ones."""
    for path in tqdm(references.render(asked.out, asked.samples), total=len(references.REFERENCES), unit="car"):
        tqdm.write(str(path))


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
    command = commands.add_parser("layers", help="the layers that the site composes pictures from")
    command.set_defaults(run=render_layers)
    command.add_argument("--view", action="append", choices=VIEWS, help="only this view (may be repeated)")
    command.add_argument("--scene", action="append", choices=SCENES, help="only this scene (may be repeated)")
    command.add_argument("--layer", help='only this part, "base" (the car and its zones) or "flat" (stickers, fabrics)')
    command.add_argument("--quality", choices=("draft", "good", "fine", "final"), default="draft")
    command.add_argument("--again", action="store_true", help="render what is there already as well")
    command.add_argument("--workers", type=int, default=2, help="processes; each holds the whole car")
    command.add_argument("--out", type=Path, default=ARTWORK)
    command = commands.add_parser("references", help="whole cars, rendered directly, that tests compare with")
    command.set_defaults(run=render_references)
    command.add_argument("--samples", type=int, default=64)
    command.add_argument("--out", type=Path, required=True)
    asked = parser.parse_args()
    asked.run(asked)


if __name__ == "__main__":
    main()
