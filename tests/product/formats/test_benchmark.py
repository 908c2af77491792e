"""Public feature models have the figures that were published of them, and stay what they are as products."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from configurator.product.formats.exporting import features_of_product
from configurator.product.formats.importing import write_product
from configurator.product.formats.inspecting import Inspection, inspect
from configurator.product.formats.reading import read_features
from configurator.product.formats.uvl import write_uvl

BENCHMARK = Path(__file__).parent / "benchmark"
PUBLISHED = {
    "subsea-control-system": {"features": 145, "constraints": 13, "core": 24, "dead": 0, "false": 1, "log": 11},
    "berkeleydb": {"features": 117, "constraints": 282, "core": 14, "dead": 6, "false": 20, "log": 2},
}
CHILDREN_OF_DEAD = {"berkeleydb": ("ChunkedNIO", "NIO", "DirectNIO")}
"""What is below a dead feature is dead; the published figures call it false optional as well."""


def told(name: str) -> Inspection:
    return inspect(BENCHMARK / f"{name}.uvl", seconds=0)


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_figures_are_those_that_were_published(name: str) -> None:
    found, published = told(name), PUBLISHED[name]
    assert len(found.names) == published["features"]
    assert found.constraints == published["constraints"]
    assert len(found.core) == published["core"]
    assert len(found.dead) == published["dead"]
    assert found.log10 is not None
    assert round(found.log10) == published["log"]
    below_dead = CHILDREN_OF_DEAD.get(name, ())
    assert set(below_dead) <= set(found.dead)
    assert len({*(found.false_optional or ()), *below_dead}) == published["false"]


@pytest.mark.parametrize("name", PUBLISHED)
def test_as_products_and_back_they_have_as_many_configurations(name: str, tmp_path: Path) -> None:
    product = write_product(read_features(BENCHMARK / f"{name}.uvl"), tmp_path / name, name, date(2026, 11, 22))
    assert inspect(tmp_path / name, seconds=0).configurations == told(name).configurations
    (tmp_path / "again.uvl").write_text(write_uvl(features_of_product(product)))
    assert inspect(tmp_path / "again.uvl", seconds=0).configurations == told(name).configurations
