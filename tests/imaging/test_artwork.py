"""Manifests: read, digested, and refused with a reason."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from configurator.imaging.artwork import FaultyArtworkError, load_artwork
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError


def _changed(folder: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_the_version_follows_every_file(drawn: Path) -> None:
    before = load_artwork(drawn).version
    assert load_artwork(drawn).version == before
    assert len(bytes.fromhex(before)) == 6
    path = drawn / "front/dot.png"
    path.write_bytes(path.read_bytes() + b"\0")
    assert load_artwork(drawn).version != before


def test_views_are_found_by_key(drawn: Path) -> None:
    artwork = load_artwork(drawn)
    assert artwork.view("front").height_at(160) == 90
    with pytest.raises(NotFoundError):
        artwork.view("top")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m["layers"][0].update(view="top"), "layer 0: unknown view 'top'"),
        (lambda m: m["layers"][0].update(scene="noon"), "layer 0: unknown scene 'noon'"),
        (lambda m: m["layers"][2].update(zone="lid"), "layer 2: unknown zone 'lid'"),
        (lambda m: m["layers"][4].pop("zone"), "layer 4: a sticker needs a zone"),
        (lambda m: m["layers"][6].update(box=[5, 5, 5, 9]), "layer 6: an empty box"),
        (lambda m: m["layers"][6].update(file="front/gone.png"), "gone.png"),
        (lambda m: m["layers"][6].update(kind="cloud"), "cloud"),
        (lambda m: m.pop("views"), "views"),
        (lambda m: m.pop("zones"), "layer 2: unknown zone 'body'"),
    ],
)
def test_a_faulty_manifest_is_refused_with_the_reason(
    drawn: Path, change: Callable[[dict[str, Any]], None], reason: str
) -> None:
    _changed(drawn, change)
    with pytest.raises(FaultyArtworkError, match=reason):
        load_artwork(drawn)


def test_a_missing_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FaultyArtworkError, match=r"manifest\.json"):
        load_artwork(tmp_path)


def test_a_product_may_have_no_pictures(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"views": []}')
    artwork = load_artwork(tmp_path)
    assert (artwork.views, artwork.scenes, artwork.layers) == ((), (), ())


def test_an_options_own_picture_is_found_and_belongs_to_the_version(drawn: Path, product: Product) -> None:
    before = load_artwork(drawn)
    option = product.options["foot.round"]
    assert before.option_file(option) is None
    (drawn / "options").mkdir()
    (drawn / "options" / "foot.round.svg").write_text("<svg/>")
    after = load_artwork(drawn)
    assert after.option_file(option) == "foot.round.svg"
    assert after.option_file(replace(option, picture="other.png")) == "foot.round.svg"
    (drawn / "options" / "other.png").write_bytes(b"png")
    assert load_artwork(drawn).option_file(replace(option, picture="other.png")) == "other.png"
    assert len({before.version, after.version, load_artwork(drawn).version}) == 3
