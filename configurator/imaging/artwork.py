"""A product's artwork: views, scenes, paint zones and layers, as `artwork/manifest.json` lists them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from configurator.product.definition import Option, Text
from configurator.product.errors import NotFoundError, OfficinaError

MANIFEST = "manifest.json"
OPTION_ENDINGS = ("svg", "png", "webp", "jpg")

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels of the view."""


class FaultyArtworkError(OfficinaError):
    """A manifest that can't be used; the message names the layer and the reason."""


class LayerKind(StrEnum):
    SCENE = "scene"
    ZONE = "zone"
    STICKER = "sticker"
    SHAPE = "shape"


@dataclass(frozen=True)
class View:
    """One side from which the product is seen; width and height in pixels are those of its largest picture."""

    key: str
    name: Text
    width: int
    height: int

    def height_at(self, width: int) -> int:
        """Height in pixels of a picture of this view that is `width` pixels wide."""
        return round(self.height * width / self.width)


@dataclass(frozen=True)
class Layer:
    """One picture of the stack. `files` is one file, or, for a zone, its black and its white render."""

    number: int
    view: str
    kind: LayerKind
    box: Box
    files: tuple[str, ...]
    scene: str | None = None
    zone: str | None = None
    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()

    def is_shown(self, options: frozenset[str], scene: str) -> bool:
        """Whether this layer takes part: one of `when` is chosen (if there are any), none of `unless`, right scene."""
        return (
            (self.scene is None or self.scene == scene)
            and (not self.when or not self.when.isdisjoint(options))
            and self.unless.isdisjoint(options)
        )


@dataclass(frozen=True)
class Artwork:
    """All pictures of one product. `version` is 12 hexadecimal digits: the digest of the manifest and its files."""

    folder: Path
    version: str
    views: tuple[View, ...]
    scenes: tuple[str, ...]
    zones: Mapping[str, tuple[str, ...]]
    layers: tuple[Layer, ...]
    option_files: frozenset[str] = frozenset()
    """Names of the options' own pictures, in the folder `options`."""

    @cached_property
    def layers_of(self) -> Mapping[str, tuple[Layer, ...]]:
        """The layers of each view, from back to front."""
        return {view.key: tuple(layer for layer in self.layers if layer.view == view.key) for view in self.views}

    def view(self, key: str) -> View:
        """The view of that key; raises NotFoundError."""
        for view in self.views:
            if view.key == key:
                return view
        raise NotFoundError(f"no view {key!r}")

    def option_file(self, option: Option) -> str | None:
        """Name of an option's own picture; None where its paint serves."""
        names = (option.picture, *(f"{option.id}.{ending}" for ending in OPTION_ENDINGS))
        return next((name for name in names if name in self.option_files), None)

    def shown(self, view: str, scene: str, options: Iterable[str]) -> tuple[Layer, ...]:
        """The layers of a view that these options bring to light, from back to front."""
        chosen = frozenset(options)
        return tuple(layer for layer in self.layers_of[view] if layer.is_shown(chosen, scene))


def load_artwork(folder: Path) -> Artwork:
    """Read the manifest in `folder` and digest its files, without decoding them.

    Raises FaultyArtworkError for a manifest that is missing or names what does not exist.
    """
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
        manifest = json.loads(text)
        views = tuple(View(v["key"], v["name"], v["width"], v["height"]) for v in manifest["views"])
        layers = tuple(_read_layer(number, written) for number, written in enumerate(manifest.get("layers", ())))
        option_files = frozenset(path.name for path in (folder / "options").glob("*.*"))
        artwork = Artwork(
            folder=folder,
            version=_digest(folder, text, layers, option_files),
            views=views,
            scenes=tuple(manifest.get("scenes", ())),
            zones={zone: tuple(groups) for zone, groups in manifest.get("zones", {}).items()},
            layers=layers,
            option_files=option_files,
        )
    except OSError as fault:
        raise FaultyArtworkError(f"{path}: {fault}") from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise FaultyArtworkError(f"{path}: {fault!r}") from fault
    _check(artwork)
    return artwork


def _read_layer(number: int, written: Mapping[str, Any]) -> Layer:
    kind = LayerKind(written["kind"])
    left, top, right, bottom = map(int, written["box"])
    files = (written["black"], written["white"]) if kind is LayerKind.ZONE else (written["file"],)
    return Layer(
        number=number,
        view=written["view"],
        kind=kind,
        box=(left, top, right, bottom),
        files=files,
        scene=written.get("scene"),
        zone=written.get("zone"),
        when=frozenset(written.get("when", ())),
        unless=frozenset(written.get("unless", ())),
    )


def _digest(folder: Path, manifest: bytes, layers: Iterable[Layer], option_files: Iterable[str]) -> str:
    digest = hashlib.blake2b(manifest, digest_size=6)
    names = {name for layer in layers for name in layer.files} | {f"options/{name}" for name in option_files}
    for name in sorted(names):
        digest.update(name.encode())
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "blake2b").digest())
    return digest.hexdigest()


def _check(artwork: Artwork) -> None:
    views = {view.key for view in artwork.views}
    for layer in artwork.layers:
        left, top, right, bottom = layer.box
        reason = (
            f"unknown view {layer.view!r}" if layer.view not in views
            else f"unknown scene {layer.scene!r}" if layer.scene is not None and layer.scene not in artwork.scenes
            else f"unknown zone {layer.zone!r}" if layer.zone is not None and layer.zone not in artwork.zones
            else f"a {layer.kind} needs a zone"
            if layer.kind in (LayerKind.ZONE, LayerKind.STICKER) and layer.zone is None
            else "an empty box" if left >= right or top >= bottom
            else None
        )  # fmt: skip
        if reason:
            raise FaultyArtworkError(f"{artwork.folder / MANIFEST}: layer {layer.number}: {reason}")
