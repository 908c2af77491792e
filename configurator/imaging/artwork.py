"""A product's artwork: views, scenes, paint zones and layers, as `artwork/manifest.json` lists them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from configurator.product.definition import Option, Product, Text
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
    scenes: tuple[str, ...]
    """The scenes in which this view is offered; pages show the first one."""
    step: int | None = None
    """Place on the turntable, for the views that are its frames."""
    turn: int | None = None
    """The step from which this view is turned, for named views that can be."""

    def height_at(self, width: int) -> int:
        """Height in pixels of a picture of this view that is `width` pixels wide."""
        return round(self.height * width / self.width)


@dataclass(frozen=True)
class Layer:
    """One picture of the stack; what each kind does is said in `picture`."""

    number: int
    view: str
    kind: LayerKind
    box: Box
    file: str
    scene: str | None = None
    zone: str | None = None
    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    finish: frozenset[str] = frozenset()
    """The finishes of paint for which a zone has this light; none: all."""
    gain: int = 1
    """How many times the light of its file a zone has: a file's bytes are close together in the dark only."""

    def is_shown(self, options: frozenset[str], scene: str) -> bool:
        """Whether this layer takes part: one of `when` is chosen (if there are any), none of `unless`, right scene."""
        return (
            (self.scene is None or self.scene == scene)
            and (not self.when or not self.when.isdisjoint(options))
            and self.unless.isdisjoint(options)
        )


@dataclass(frozen=True)
class Artwork:
    """All pictures of one product. `version` is 12 hexadecimal digits: the digest of what the pictures are made of."""

    folder: Path
    version: str
    views: tuple[View, ...]
    """The views with a name."""
    turntable: tuple[View, ...]
    """The views all round, in the order in which they turn; none where there is no turntable."""
    scenes: tuple[str, ...]
    zones: Mapping[str, tuple[str, ...]]
    layers: tuple[Layer, ...]
    option_files: frozenset[str] = frozenset()
    """Names of the options' own pictures, in the folder `options`."""

    @cached_property
    def layers_of(self) -> Mapping[str, tuple[Layer, ...]]:
        """The layers of each view, from back to front."""
        return {view.key: tuple(layer for layer in self.layers if layer.view == view.key) for view in self._every_view}

    @cached_property
    def files(self) -> frozenset[str]:
        """The files of the layers."""
        return frozenset(layer.file for layer in self.layers)

    @property
    def _every_view(self) -> tuple[View, ...]:
        return (*self.views, *self.turntable)

    def view(self, key: str) -> View:
        """The view of that key; raises NotFoundError."""
        for view in self._every_view:
            if view.key == key:
                return view
        raise NotFoundError(f"no view {key!r}")

    def option_file(self, option: Option) -> str | None:
        """Name of an option's own picture; None where its paint serves."""
        names = (option.picture, *(f"{option.id}.{ending}" for ending in OPTION_ENDINGS))
        return next((name for name in names if name in self.option_files), None)

    def offers(self, view: str, scene: str) -> bool:
        """Whether there are pictures of this view in this scene."""
        return any(each.key == view and scene in each.scenes for each in self._every_view)

    def painted(self, product: Product) -> Artwork:
        """The same artwork, whose version tells the product's paints as well as its own files."""
        paints = "\n".join(f"{option.id} {option.paint} {option.finish}" for option in product.options.values())
        return replace(self, version=hashlib.blake2b(f"{self.version}\n{paints}".encode(), digest_size=6).hexdigest())

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
        scenes = tuple(manifest.get("scenes", ()))
        views = [_read_view(written, scenes) for written in manifest["views"]]
        layers = tuple(_read_layer(number, written) for number, written in enumerate(manifest.get("layers", ())))
        option_files = frozenset(path.name for path in (folder / "options").glob("*.*"))
        artwork = Artwork(
            folder=folder,
            version=_digest(folder, text, layers, option_files),
            views=tuple(view for view in views if view.step is None),
            turntable=tuple(sorted((view for view in views if view.step is not None), key=lambda view: view.step or 0)),
            scenes=scenes,
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


def _read_view(written: Mapping[str, Any], scenes: tuple[str, ...]) -> View:
    return View(
        key=written["key"],
        name=written.get("name", {}),
        width=written["width"],
        height=written["height"],
        scenes=tuple(written.get("scenes", scenes)),
        step=written.get("step"),
        turn=written.get("turn"),
    )


def _read_layer(number: int, written: Mapping[str, Any]) -> Layer:
    kind = LayerKind(written["kind"])
    left, top, right, bottom = map(int, written["box"])
    return Layer(
        number=number,
        view=written["view"],
        kind=kind,
        box=(left, top, right, bottom),
        file=written["file"],
        scene=written.get("scene"),
        zone=written.get("zone"),
        when=frozenset(written.get("when", ())),
        unless=frozenset(written.get("unless", ())),
        finish=frozenset(written.get("finish", ())),
        gain=int(written.get("gain", 1)),
    )


def _digest(folder: Path, manifest: bytes, layers: Iterable[Layer], option_files: Iterable[str]) -> str:
    digest = hashlib.blake2b(manifest, digest_size=6)
    names = {layer.file for layer in layers} | {f"options/{name}" for name in option_files}
    for name in sorted(names):
        digest.update(name.encode())
        with (folder / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "blake2b").digest())
    return digest.hexdigest()


def _check(artwork: Artwork) -> None:
    views = {view.key: view for view in (*artwork.views, *artwork.turntable)}
    for view in views.values():
        for scene in set(view.scenes) - set(artwork.scenes):
            raise FaultyArtworkError(f"{artwork.folder / MANIFEST}: view {view.key}: unknown scene {scene!r}")
    for layer in artwork.layers:
        left, top, right, bottom = layer.box
        reason = (
            f"unknown view {layer.view!r}" if layer.view not in views
            else f"unknown scene {layer.scene!r}" if layer.scene is not None and layer.scene not in artwork.scenes
            else f"unknown zone {layer.zone!r}" if layer.zone is not None and layer.zone not in artwork.zones
            else "a scene needs a scene" if layer.kind is LayerKind.SCENE and layer.scene is None
            else f"a {layer.kind} needs a zone"
            if layer.kind in (LayerKind.ZONE, LayerKind.STICKER) and layer.zone is None
            else "a scene fills its view"
            if layer.kind is LayerKind.SCENE and layer.box != (0, 0, views[layer.view].width, views[layer.view].height)
            else "only a zone has a gain, and a whole one"
            if layer.gain < 1 or (layer.gain != 1 and layer.kind is not LayerKind.ZONE)
            else "an empty box" if left >= right or top >= bottom
            else None
        )  # fmt: skip
        if reason:
            raise FaultyArtworkError(f"{artwork.folder / MANIFEST}: layer {layer.number}: {reason}")
