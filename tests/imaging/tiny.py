"""A tiny product with tiny drawn layers, nothing to do with cars: a lamp with a shade, a band and a foot."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from configurator.imaging.artwork import Box
from configurator.product.definition import GroupKind, Option, OptionGroup, Price, Product
from configurator.product.money import Money

FREE = Price(Money.zero("EUR"))


def _group(key: str, kind: GroupKind, **paints: str | None) -> OptionGroup:
    options = tuple(
        Option(
            key, name, {"en": name}, {}, FREE, paint=paint and paint[:7], finish=paint[8:] or None if paint else None
        )
        for name, paint in paints.items()
    )
    return OptionGroup(key, kind, {"en": key}, {}, "all", options)


def tiny_product() -> Product:
    groups = (
        _group("market", GroupKind.ONE, nl=None),
        _group("colour", GroupKind.ONE, red="#c81e28", black="#000000", white="#ffffff", steel="#8a929c metallic"),
        _group("band", GroupKind.ONE, same=None, blue="#2040a0"),
        _group("stickers", GroupKind.ANY, dot=None, stripe=None),
        _group("foot", GroupKind.ONE, round=None, square=None),
        _group("extras", GroupKind.ANY, key_ring=None, switch=None),
    )
    zero = Money.zero("EUR")
    today = date(2027, 1, 1)
    return Product(
        "lamp", {"en": "Lamp"}, {}, {}, ("en",), "EUR", FREE, zero, today, today, (), groups, (), (), "0" * 16, {}
    )


def write_artwork(folder: Path, width: int = 640, height: int = 360) -> None:
    """Random layers of all kinds, at boxes that no small size divides."""
    chance = random.Random(500)
    (folder / "front").mkdir(parents=True, exist_ok=True)

    def save(name: str, box: Box, light: tuple[int, int] = (0, 255), alpha: int | None = None) -> str:
        rows, columns = box[3] - box[1], box[2] - box[0]
        noise = np.frombuffer(chance.randbytes(rows * columns * 4), np.uint8).reshape(rows, columns, 4)
        pixels = (light[0] + noise / 255 * (light[1] - light[0])).round().astype(np.uint8)
        pixels[..., 3] = noise[..., 3] if alpha is None else alpha
        Image.fromarray(pixels).save(folder / name)
        return name

    body, band, sticker, foot = (101, 53, 411, 307), (150, 200, 381, 263), (47, 77, 301, 222), (203, 290, 333, 351)
    whole = (0, 0, width, height)

    def zone(
        name: str, box: Box, finish: list[str] | None = None, light: tuple[int, int] = (60, 230)
    ) -> dict[str, Any]:
        key = ".".join([name, *(finish or ["light"])])
        rows, columns = box[3] - box[1], box[2] - box[0]
        noise = np.frombuffer(chance.randbytes(rows * columns * 3), np.uint8).reshape(rows, columns, 3)
        pixels = (light[0] + noise / 255 * (light[1] - light[0])).round().astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"front/{key}.png")
        kept = {"finish": finish} if finish else {}
        return {"view": "front", "kind": "zone", "zone": name, "file": f"front/{key}.png", "box": box, **kept}

    def layer(kind: str, key: str, box: Box, light: tuple[int, int] = (0, 255), **more: object) -> dict[str, object]:
        file = save(f"front/{key}.png", box, light, 255 if kind == "scene" else None)
        return {"view": "front", "kind": kind, "file": file, "box": box, **more}

    layers = [
        layer("scene", "light", whole, (180, 235), scene="light"),
        layer("scene", "dark", whole, (0, 60), scene="dark"),
        layer("shape", "body", body, (0, 90)),
        zone("body", body, ["solid"]),
        zone("body", body, ["metallic", "pearl"], (0, 240)) | {"gain": 2},
        layer("shape", "band", band, (0, 90)),
        zone("band", band),
        layer("sticker", "dot", sticker, zone="body", when=["stickers.dot"]),
        layer("sticker", "stripe", sticker, zone="body", when=["stickers.stripe"]),
        layer("shape", "round", foot, when=["foot.round"]),
        layer("shape", "square", foot, when=["foot.square"]),
        layer("shape", "switch", foot, when=["extras.switch"], unless=["band.blue"]),
    ]
    manifest = {
        "views": [
            {"key": "front", "width": width, "height": height, "name": {"en": "Front"}, "scenes": ["light", "dark"]},
            *({"key": f"turn{step:02}", "width": 80, "height": 45, "step": step} for step in (1, 0)),
        ],
        "scenes": ["light", "dark", "night"],
        "zones": {"body": ["colour"], "band": ["band", "colour"]},
        "layers": layers,
    }
    (folder / "manifest.json").write_text(json.dumps(manifest))
