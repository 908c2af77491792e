"""Whether a product's artwork has every picture that its definition and its manifest name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from configurator.product.definition import Option, Product
from configurator.product.faults import Fault

MANIFEST = "artwork/manifest.json"
ENDINGS = ("svg", "png", "webp", "jpg")


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
            yield Fault(
                "options.toml",
                key,
                f"has neither `paint` nor a picture artwork/options/{option.id}.({'|'.join(ENDINGS)})",
            )


def _has_picture(option: Option, folder: Path) -> bool:
    return any((folder / f"{option.id}.{ending}").is_file() for ending in ENDINGS)


def _manifest_faults(product: Product, artwork: Path) -> Iterator[Fault]:
    try:
        manifest = json.loads((artwork / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        yield Fault(MANIFEST, "file", 'is missing; a product without pictures has one with {"views": []}')
        return
    except ValueError as error:
        yield Fault(MANIFEST, "file", f"is not JSON: {error}")
        return
    if not isinstance(manifest, dict) or not isinstance(manifest.get("views"), list):
        yield Fault(MANIFEST, "views", "is missing; it should be a list")
        return
    zones = manifest.get("zones", {})
    for zone, groups in zones.items():
        for group in groups:
            if group not in product.group_by_key:
                yield Fault(MANIFEST, f"zones.{zone}", f"there is no group {group}")
    for place, layer in enumerate(manifest.get("layers", [])):
        yield from _layer_faults(product, artwork, manifest, f"layers[{place}]", layer)


def _layer_faults(
    product: Product, artwork: Path, manifest: Mapping[str, Any], key: str, layer: Mapping[str, Any]
) -> Iterator[Fault]:
    for name in ("file", "black", "white"):
        if name in layer and not (artwork / layer[name]).is_file():
            yield Fault(MANIFEST, f"{key}.{name}", f"there is no file artwork/{layer[name]}")
    for name in ("when", "unless"):
        for option_id in layer.get(name, ()):
            if option_id not in product.options:
                yield Fault(MANIFEST, f"{key}.{name}", f"there is no option {option_id}")
