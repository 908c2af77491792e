"""Intervals against published values and against the bootstrap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.statistics.intervals import lift_intervals, wilson


# R. G. Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score without continuity correction)
@pytest.mark.parametrize(("count", "total", "low", "high"), [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
])  # fmt: skip
def test_wilson_gives_the_published_intervals(count: int, total: int, low: float, high: float) -> None:
    interval = wilson(count, total)
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@given(st.integers(1, 10_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilson_stays_between_0_and_1_and_around_the_share(case: tuple[int, int]) -> None:
    count, total = case
    interval = wilson(count, total)
    assert 0 <= interval.low <= count / total + 1e-12
    assert count / total - 1e-12 <= interval.high <= 1


@pytest.mark.parametrize("total", [1, 7, 211, 2000, 123_457])
def test_none_and_all_are_exact_ends(total: int) -> None:
    assert wilson(0, total).low == 0
    assert wilson(total, total).high == 1


def test_a_lift_interval_agrees_with_the_bootstrap() -> None:
    chance = np.random.default_rng(500)
    total, cells = 4000, np.array([0.20, 0.15, 0.10, 0.55])
    counts = np.round(cells * total).astype(int)
    resampled = chance.multinomial(total, cells, size=20_000) / total
    lifts = resampled[:, 0] / ((resampled[:, 0] + resampled[:, 1]) * (resampled[:, 0] + resampled[:, 2]))
    both, first, second = (np.array([float(n)]) for n in (counts[0], counts[0] + counts[1], counts[0] + counts[2]))
    lift, low, high = lift_intervals(both, first, second, total, comparisons=1)
    assert lift[0] == pytest.approx(0.20 / (0.35 * 0.30))
    assert (low[0], high[0]) == pytest.approx(np.quantile(lifts, [0.025, 0.975]), rel=0.01)


def test_more_comparisons_make_each_interval_wider() -> None:
    counts = [np.array([n]) for n in (50.0, 100.0, 200.0)]
    _, low_one, high_one = lift_intervals(*counts, 1000, comparisons=1)
    _, low_many, high_many = lift_intervals(*counts, 1000, comparisons=5000)
    assert low_many < low_one < high_one < high_many
