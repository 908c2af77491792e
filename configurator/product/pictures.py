"""Whether a product's artwork has every picture that its definition and its manifest name, in the right size."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path

from configurator.product.definition import Option, Product
from configurator.product.faults import Fault
from configurator.product.reading import Reader

MANIFEST = "artwork/manifest.json"
ENDINGS = ("svg", "png", "webp", "jpg")
FILES_OF = {"scene": ("file",), "zone": ("black", "white"), "sticker": ("file",), "shape": ("file",)}
LAYER_KEYS = ("view", "kind", "scene", "zone", "when", "unless", "box")
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
        elif not (option.paint or option.group == product.market_group.key or _has_picture(option, folder)):
            expected = f"artwork/options/{option.id}.({'|'.join(ENDINGS)})"
            yield Fault("options.toml", key, f"has neither `paint` nor a picture {expected}")


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
    views = [_view(view, product) for view in manifest.rows("views")]
    scenes = manifest.strings("scenes")
    zones = manifest.sub("zones")
    for zone in zones.table:
        for group in zones.strings(zone):
            if group not in product.group_by_key:
                zones.fault(zone, f"there is no group {group}")
    for layer in manifest.rows("layers"):
        kind = layer.choice("kind", FILES_OF)
        layer.refuse_unknown((*LAYER_KEYS, *FILES_OF.get(kind, ("file", "black", "white"))))
        _check_name(layer, "view", tuple(views), is_needed=True)
        _check_name(layer, "scene", scenes, is_needed=kind == "scene")
        _check_name(layer, "zone", tuple(zones.table), is_needed=kind in ("zone", "sticker"))
        layer.ids("when", product.options, default=[])
        layer.ids("unless", product.options, default=[])
        size = _box_size(layer)
        for key in FILES_OF.get(kind, ()):
            _check_file(layer, key, artwork, size)


def _view(view: Reader, product: Product) -> str:
    view.refuse_unknown(("key", "width", "height", "name"))
    view.count("width")
    view.count("height")
    view.text("name", product.languages)
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


def _check_file(layer: Reader, key: str, artwork: Path, size: tuple[int, int] | None) -> None:
    name = layer.string(key)
    if not name:
        return
    path = (artwork / name).resolve()
    if not path.is_relative_to(artwork.resolve()):
        layer.fault(key, f"{name} is outside artwork/")
    elif not path.is_file():
        layer.fault(key, f"there is no file artwork/{name}")
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
