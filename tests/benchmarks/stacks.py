"""The same pictures made in other ways: what one writes first with Pillow, with pyvips and with ImageMagick.

Pillow adds bytes, which is wrong but quick. The other two add light; the shoulder of the curve is left out for them.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from configurator.imaging.artwork import Artwork, Box, LayerKind, View
from configurator.imaging.light import linear_colour
from configurator.imaging.picture import UNPAINTED, finish_of, painter_of
from configurator.product.definition import Product

QUALITY = 88
MAGICK = shutil.which("magick") or shutil.which("convert-im6.q16")


@dataclass(frozen=True)
class Step:
    """A file to lay over the picture in `box`, or, with a paint, to add to it."""

    path: Path
    box: Box
    paint: str | None = None
    stickers: tuple[tuple[Path, Box], ...] = ()


@dataclass(frozen=True)
class Stack:
    name: str
    is_here: Callable[[], bool]
    make: Callable[[Sequence[Step], View, int], bytes]


def steps_of(artwork: Artwork, product: Product, options: frozenset[str], view: str, scene: str) -> list[Step]:
    """What has to be stacked for a configuration, from back to front."""
    shown = artwork.shown(view, scene, options)
    steps = []
    for layer in shown:
        path = artwork.folder / layer.file
        if layer.kind is LayerKind.ZONE:
            painter = painter_of(artwork, product, layer.zone, options)
            if layer.finish and finish_of(painter) not in layer.finish:
                continue
            paint = painter.paint or UNPAINTED if painter else UNPAINTED
            stickers = [(artwork.folder / s.file, s.box) for s in shown
                        if s.kind is LayerKind.STICKER and s.zone == layer.zone]  # fmt: skip
            steps.append(Step(path, layer.box, paint, tuple(stickers)))
        elif layer.kind is not LayerKind.STICKER:
            steps.append(Step(path, layer.box))
    return steps


def _pillow(steps: Sequence[Step], view: View, width: int) -> bytes:
    canvas = Image.new("RGBA", (view.width, view.height), "black")
    for step in steps:
        with Image.open(step.path) as image:
            if step.paint is None:
                canvas.alpha_composite(image.convert("RGBA"), step.box[:2])
                continue
            light = image.convert("RGB")
        coat = Image.new("RGBA", canvas.size, step.paint)
        for path, box in step.stickers:
            with Image.open(path) as image:
                coat.alpha_composite(image.convert("RGBA"), box[:2])
        added = ImageChops.multiply(light, coat.convert("RGB").crop(step.box))
        canvas.paste(ImageChops.add(canvas.crop(step.box).convert("RGB"), added), step.box)
    buffer = BytesIO()
    small = canvas.convert("RGB").resize((width, view.height_at(width)), Image.Resampling.BOX)
    small.save(buffer, "JPEG", quality=QUALITY, progressive=True)
    return buffer.getvalue()


def _vips(steps: Sequence[Step], view: View, width: int) -> bytes:
    import pyvips

    def read(path: Path, box: Box) -> tuple[Any, Any]:
        """Light weighed by coverage, and coverage, in a picture of the view's size."""
        image = pyvips.Image.new_from_file(str(path))
        cover = image[3].cast("float") / 255 if image.bands == 4 else image[0].new_from_image(1).cast("float")
        light = image[:3].colourspace("scrgb") * cover
        return tuple(each.embed(box[0], box[1], view.width, view.height) for each in (light, cover))

    canvas: Any = pyvips.Image.black(view.width, view.height, bands=3).cast("float")
    for step in steps:
        light, cover = read(step.path, step.box)
        if step.paint is None:
            canvas = canvas * (1 - cover) + light
            continue
        coat = canvas.new_from_image([float(share) for share in linear_colour(step.paint)])
        for path, box in step.stickers:
            on_top, covered = read(path, box)
            coat = coat * (1 - covered) + on_top
        canvas = canvas + light * coat
    small = canvas.resize(width / view.width, kernel="linear")
    data = small.copy(interpretation="scrgb").colourspace("srgb").jpegsave_buffer(Q=QUALITY, interlace=True)
    return bytes(data)


def _magick(steps: Sequence[Step], view: View, width: int) -> bytes:
    command = [str(MAGICK), "-size", f"{view.width}x{view.height}", "xc:black", "-colorspace", "RGB"]
    for step in steps:
        place = ["-geometry", f"+{step.box[0]}+{step.box[1]}"]
        read = [str(step.path), "-colorspace", "RGB"]
        if step.paint is None:
            command += ["(", *read, ")", *place, "-compose", "Over", "-composite"]
            continue
        coat = ["-size", f"{view.width}x{view.height}", f"xc:{step.paint}", "-colorspace", "RGB"]
        for path, box in step.stickers:
            coat += ["(", str(path), "-colorspace", "RGB", ")", "-geometry", f"+{box[0]}+{box[1]}",
                     "-compose", "Over", "-composite"]  # fmt: skip
        left, top, right, bottom = step.box
        cut = ["-crop", f"{right - left}x{bottom - top}+{left}+{top}", "+repage"]
        command += ["(", "(", *coat, *cut, ")", "(", *read, ")", "-compose", "Multiply", "-composite", ")",
                    *place, "-compose", "Plus", "-composite"]  # fmt: skip
    size = f"{width}x{view.height_at(width)}"
    command += ["-filter", "Box", "-resize", size, "-colorspace", "sRGB"]
    command += ["-interlace", "JPEG", "-quality", str(QUALITY), "jpg:-"]
    return subprocess.run(command, check=True, capture_output=True).stdout


STACKS = (
    Stack("Pillow, from disk", lambda: True, _pillow),
    Stack("pyvips, from disk", lambda: importlib.util.find_spec("pyvips") is not None, _vips),
    Stack("ImageMagick, from disk", lambda: MAGICK is not None, _magick),
)
