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


def test_frames_of_the_turntable_are_views_but_no_choices(drawn: Path) -> None:
    artwork = load_artwork(drawn)
    assert [view.key for view in artwork.views] == ["front"]
    assert [(view.key, view.step) for view in artwork.turntable] == [("turn00", 0), ("turn01", 1)]
    assert artwork.view("turn01").height == 45
    assert artwork.layers_of["turn00"] == ()


def test_a_view_is_offered_in_its_own_scenes(drawn: Path) -> None:
    artwork = load_artwork(drawn)
    assert [artwork.offers("front", scene) for scene in artwork.scenes] == [True, True, False]
    assert artwork.offers("turn00", "night")
    assert not artwork.offers("back", "light")


def test_the_version_of_painted_artwork_follows_the_paints(drawn: Path, product: Product) -> None:
    artwork = load_artwork(drawn)
    red = product.options["colour.red"]
    groups = tuple(
        replace(group, options=tuple(replace(red, paint="#c81e29") if o == red else o for o in group.options))
        for group in product.groups
    )
    versions = {artwork.painted(each).version for each in (product, product, replace(product, groups=groups))}
    assert len(versions) == 2
    assert artwork.version not in versions


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda m: m["layers"][0].update(view="top"), "layer 0: unknown view 'top'"),
        (lambda m: m["layers"][0].update(scene="noon"), "layer 0: unknown scene 'noon'"),
        (lambda m: m["layers"][3].update(zone="lid"), "layer 3: unknown zone 'lid'"),
        (lambda m: m["layers"][7].pop("zone"), "layer 7: a sticker needs a zone"),
        (lambda m: m["layers"][6].update(box=[5, 5, 5, 9]), "layer 6: an empty box"),
        (lambda m: m["layers"][6].update(file="front/gone.png"), "gone.png"),
        (lambda m: m["layers"][6].update(kind="cloud"), "cloud"),
        (lambda m: m["layers"][1].pop("scene"), "layer 1: a scene needs a scene"),
        (lambda m: m["layers"][1].update(gain=2), "layer 1: only a zone has a gain, and a whole one"),
        (lambda m: m["layers"][3].update(gain=0), "layer 3: only a zone has a gain, and a whole one"),
        (lambda m: m["layers"][1].update(box=[0, 0, 9, 9]), "layer 1: a scene fills its view"),
        (lambda m: m["views"][0].update(scenes=["noon"]), "view front: unknown scene 'noon'"),
        (lambda m: m.pop("views"), "views"),
        (lambda m: m.pop("zones"), "layer 3: unknown zone 'body'"),
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
