"""What designs have where a number is asked for: in the order of the numbers, with their mean."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import mean

import pytest

from configurator.product.definition import Product
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules
from configurator.statistics.copy import Copy, refresh
from configurator.statistics.crowd import Crowd
from configurator.statistics.exports import pair_table, take_rate_table
from configurator.statistics.intervals import Interval
from configurator.statistics.tally import TakeRate, Tally, tally
from configurator.statistics.views import _rates_by_group, means
from tests.conftest import GIFTS
from tests.statistics.conftest import LampRow, source_of


@pytest.fixture(scope="module")
def mug() -> Product:
    return load_product(GIFTS / "mug")


@pytest.fixture(scope="module")
def rows(mug: Product) -> list[LampRow]:
    chance, rules = random.Random(3), ProductRules(mug)
    return [LampRow(design_id=number, options=tuple(sorted(rules.sample(chance).options))) for number in range(1, 301)]


@pytest.fixture
def counted(mug: Product, rows: list[LampRow], tmp_path: Path) -> Tally:
    copy = Copy(mug, tmp_path / "copy", b"a secret of the tests")
    refresh(copy, source_of(rows))
    return tally(copy, Crowd(), ProductRules(mug).forced_pairs())


def number_in(row: LampRow, group: str) -> int:
    (option_id,) = (option_id for option_id in row.options if option_id.startswith(f"{group}."))
    return int(option_id.partition(".")[2])


def test_the_mean_is_that_of_the_designs(mug: Product, rows: list[LampRow], counted: Tally) -> None:
    found = means(mug, counted)
    assert found.keys() == {"spoons", "sugar"}
    for group in found:
        assert found[group] == pytest.approx(mean(number_in(row, group) for row in rows))


def test_numbers_stand_in_their_order_and_other_options_by_their_count(mug: Product, counted: Tally) -> None:
    rates = _rates_by_group(mug, counted)
    assert [rate.option_id for rate in rates["sugar"]] == ["sugar.10", "sugar.40", "sugar.70", "sugar.100"]
    counts = [rate.count for rate in rates["extras"]]
    assert counts == sorted(counts, reverse=True)


def test_answers_from_before_that_were_no_numbers_come_last_and_count_in_no_mean(mug: Product) -> None:
    wide = Interval(0.0, 1.0)
    rates = tuple(TakeRate(f"spoons.{key}", 10, 0.1, wide) for key in ("many", "12", "2"))
    before = Tally(100, 100, rates, (), ())
    assert [rate.option_id for rate in _rates_by_group(mug, before)["spoons"]] == [
        "spoons.2",
        "spoons.12",
        "spoons.many",
    ]
    assert means(mug, before) == {"spoons": 7.0}


def test_exports_name_numbers_so_that_they_can_be_told_apart(mug: Product, counted: Tally) -> None:
    names = {row[:3] for row in take_rate_table(mug, "en", counted).rows}
    assert ("spoons.2", "Spoons", "2") in names
    pairs = pair_table(mug, "nl", counted).rows
    assert any("Lepels: " in str(row) for row in pairs)
