"""Whether a product's artwork has every picture that its definition and its manifest name, in the right size."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from configurator.product.definition import Option, Product
from configurator.product.faults import Fault
from configurator.product.parsing_options import FINISHES
from configurator.product.reading import Reader

MANIFEST = "artwork/manifest.json"
ENDINGS = ("svg", "png", "webp", "jpg")
KINDS = ("scene", "zone", "sticker", "shape")
LAYER_KEYS = ("view", "kind", "scene", "zone", "finish", "when", "unless", "box", "file", "gain", "hash")
PNG_HEADER = struct.Struct(">8s8xII")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def picture_faults(product: Product, artwork: Path) -> list[Fault]:
    """Everything that is wrong with the pictures of a product."""
    return [*_option_faults(product, artwork / "options"), *_manifest_faults(product, artwork)]


def _option_faults(product: Product, folder: Path) -> Iterator[Fault]:
    for option in product.options.values():
        key = f"{option.group}.options.{option.key}"
        if option.picture:
            if not (folder / option.picture).is_file():
                yield Fault("options.toml", f"{key}.picture", f"there is no file artwork/options/{option.picture}")
        elif not (_needs_no_picture(product, option) or _has_picture(option, folder)):
            expected = f"artwork/options/{option.id}.({'|'.join(ENDINGS)})"
            yield Fault("options.toml", key, f"has neither `paint` nor a picture {expected}")


def _needs_no_picture(product: Product, option: Option) -> bool:
    group = product.group_by_key[option.group]
    return bool(option.paint or group.is_market or group.numbers)


def _has_picture(option: Option, folder: Path) -> bool:
    return any((folder / f"{option.id}.{ending}").is_file() for ending in ENDINGS)


def _manifest_faults(product: Product, artwork: Path) -> list[Fault]:
    try:
        written = json.loads((artwork / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return [Fault(MANIFEST, "file", 'is missing; a product without pictures has one with {"views": []}')]
    except ValueError as error:
        return [Fault(MANIFEST, "file", f"is not JSON: {error}")]
    if not isinstance(written, dict):
        return [Fault(MANIFEST, "file", "should be one JSON object")]
    faults: list[Fault] = []
    manifest = Reader(MANIFEST, "", written, faults)
    manifest.refuse_unknown(("views", "scenes", "zones", "layers"))
    if manifest.table.get("views") != []:
        _check_manifest(product, artwork, manifest)
    return faults


def _check_manifest(product: Product, artwork: Path, manifest: Reader) -> None:
    scenes = manifest.strings("scenes")
    views = [_view(view, product, scenes) for view in manifest.rows("views")]
    zones = manifest.sub("zones")
    for zone in zones.table:
        for group in zones.strings(zone):
            if group not in product.group_by_key:
                zones.fault(zone, f"there is no group {group}")
    for layer in manifest.rows("layers"):
        kind = layer.choice("kind", KINDS)
        layer.refuse_unknown(LAYER_KEYS)
        _check_name(layer, "view", tuple(views), is_needed=True)
        _check_name(layer, "scene", scenes, is_needed=kind == "scene")
        _check_name(layer, "zone", tuple(zones.table), is_needed=kind in ("zone", "sticker"))
        layer.ids("when", product.options, default=[])
        layer.ids("unless", product.options, default=[])
        for finish in layer.strings("finish") if "finish" in layer else ():
            if finish not in FINISHES:
                layer.fault("finish", f"there is no finish {finish}")
        if "gain" in layer and (layer.count("gain") < 1 or kind != "zone"):
            layer.fault("gain", "should be 1 or more, and only zones have one")
        _check_file(layer, artwork, _box_size(layer))


def _view(view: Reader, product: Product, scenes: Sequence[str]) -> str:
    view.refuse_unknown(("key", "width", "height", "name", "scenes", "step", "turn"))
    view.count("width")
    view.count("height")
    for place in {"step", "turn"} & view.table.keys():
        view.count(place)
    if "step" not in view:
        view.text("name", product.languages)
    for scene in view.strings("scenes") if "scenes" in view else ():
        if scene not in scenes:
            view.fault("scenes", f"there is no scene {scene}")
    return view.string("key")


def _check_name(layer: Reader, key: str, known: tuple[str, ...], *, is_needed: bool) -> None:
    if is_needed or key in layer:
        name = layer.string(key)
        if name and name not in known:
            layer.fault(key, f"there is no {key} {name}")


def _box_size(layer: Reader) -> tuple[int, int] | None:
    box = layer.table.get("box")
    if not isinstance(box, list) or [type(edge) for edge in box] != [int] * 4:
        layer.fault("box", "should be four whole numbers: left, top, right, bottom")
        return None
    left, top, right, bottom = box
    if left >= right or top >= bottom:
        layer.fault("box", "is empty")
        return None
    return right - left, bottom - top


def _check_file(layer: Reader, artwork: Path, size: tuple[int, int] | None) -> None:
    name = layer.string("file")
    if not name:
        return
    path = (artwork / name).resolve()
    if not path.is_relative_to(artwork.resolve()):
        layer.fault("file", f"{name} is outside artwork/")
    elif not path.is_file():
        layer.fault("file", f"there is no file artwork/{name}")
    elif size and (found := _png_size(path)) and found != size:
        layer.fault("box", f"is {size[0]} × {size[1]}, but artwork/{name} is {found[0]} × {found[1]}")


def _png_size(path: Path) -> tuple[int, int] | None:
    """Width and height in pixels; None for a file that is no PNG."""
    with path.open("rb") as file:
        header = file.read(PNG_HEADER.size)
    if len(header) < PNG_HEADER.size:
        return None
    signature, width, height = PNG_HEADER.unpack(header)
    return (width, height) if signature == PNG_SIGNATURE else None
