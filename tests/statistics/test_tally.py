"""Every number of the tally against counting by hand in plain Python."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from itertools import combinations

import pytest

from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.statistics.copy import Copy
from configurator.statistics.crowd import Crowd, Population
from configurator.statistics.tally import FEWEST, SMALLEST_CELL, tally
from tests.statistics.conftest import LampRow

Copied = Callable[[Sequence[LampRow]], Copy]

BY_HAND = {
    Population.SAVED: lambda rows: rows,
    Population.PERSON: lambda rows: list({row.person: row for row in rows}.values()),
    Population.PUBLISHED: lambda rows: [row for row in rows if row.is_published],
    Population.PREORDERED: lambda rows: [row for row in rows if row.preorders],
}


@pytest.mark.parametrize("population", list(Population))
@pytest.mark.parametrize("market", [None, "it"])
def test_each_option_is_counted_as_by_hand(
    copied: Copied, lamp_rows: list[LampRow], population: Population, market: str | None
) -> None:
    inside = [row for row in lamp_rows if market in (None, row.market)]
    by_hand = Counter(option for row in BY_HAND[population](inside) for option in row.options)
    counted = tally(copied(lamp_rows), Crowd(population, market=market), frozenset())
    assert {rate.option_id: rate.count for rate in counted.take_rates if rate.count} == by_hand
    assert counted.total == len(BY_HAND[population](inside))


def test_the_period_includes_its_first_and_last_day(copied: Copied, lamp_rows: list[LampRow]) -> None:
    since, until = date(2026, 8, 10), date(2026, 8, 20)
    inside = [row for row in lamp_rows if since <= row.saved_at.date() <= until]
    assert inside[0].saved_at.date() == since
    assert tally(copied(lamp_rows), Crowd(since=since, until=until), frozenset()).total == len(inside)


def test_each_pair_is_counted_as_by_hand_and_its_lift_follows(copied: Copied, lamp_rows: list[LampRow]) -> None:
    both = Counter(pair for row in lamp_rows for pair in combinations(sorted(row.options), 2))
    single = Counter(option for row in lamp_rows for option in row.options)
    pairs = tally(copied(lamp_rows), Crowd(), frozenset()).pairs
    assert len(pairs) > 50
    for pair in pairs:
        a, b = sorted((pair.first, pair.second))
        assert pair.count == both[a, b]
        assert pair.lift == pytest.approx(both[a, b] * len(lamp_rows) / (single[a] * single[b]))
        assert pair.interval.low <= pair.lift <= pair.interval.high


def test_pairs_that_the_rules_force_are_left_out(
    copied: Copied, lamp_rows: list[LampRow], lamp_rules: ProductRules
) -> None:
    copy, forced = copied(lamp_rows), lamp_rules.forced_pairs()
    everything = {(p.first, p.second) for p in tally(copy, Crowd(), frozenset()).pairs}
    assert everything & forced
    assert {(p.first, p.second) for p in tally(copy, Crowd(), forced).pairs} == everything - forced


def test_independent_tastes_are_rarely_called_telling(copied: Copied, lamp: Product) -> None:
    chance = random.Random(11)
    rows = [
        LampRow(n, tuple(sorted({f"{g.key}.{chance.choice(g.options).key}" for g in lamp.groups})), person=f"p{n}")
        for n in range(1, 3001)
    ]
    assert [pair for pair in tally(copied(rows), Crowd(), frozenset()).pairs if pair.is_telling] == []


def test_two_options_that_go_together_are_found(copied: Copied, lamp: Product) -> None:
    chance = random.Random(12)
    rows = []
    for n in range(1, 2001):
        choices = {group.key: chance.choice(group.options).id for group in lamp.groups}
        if choices["colour"] == "colour.red" and chance.random() < 0.5:
            choices["stand"] = "stand.clamp"
        rows.append(LampRow(n, tuple(sorted(choices.values())), person=f"p{n}"))
    first = tally(copied(rows), Crowd(), frozenset()).pairs[0]
    assert {first.first, first.second} == {"colour.red", "stand.clamp"}
    assert first.is_telling


def test_favourites_are_the_most_common_configurations(copied: Copied, lamp_rows: list[LampRow]) -> None:
    by_hand = Counter(frozenset(row.options) for row in lamp_rows)
    favourites = tally(copied(lamp_rows), Crowd(), frozenset(), favourites=4).favourites
    assert [f.count for f in favourites] == [count for _, count in by_hand.most_common(4)]
    assert all(by_hand[frozenset(f.options)] == f.count for f in favourites)


def test_small_cells_are_suppressed(copied: Copied, lamp_rows: list[LampRow]) -> None:
    counted = tally(copied(lamp_rows[:60]), Crowd(), frozenset())
    rare = [rate for rate in counted.take_rates if 0 < rate.count < SMALLEST_CELL]
    assert rare
    assert all(rate.is_suppressed for rate in rare)
    assert all(pair.count >= SMALLEST_CELL for pair in counted.pairs)
    assert all(favourite.count >= SMALLEST_CELL for favourite in counted.favourites)


def test_too_few_designs_are_called_too_few(copied: Copied, lamp_rows: list[LampRow]) -> None:
    counted = tally(copied(lamp_rows[: FEWEST - 1]), Crowd(), frozenset())
    assert counted.is_too_few
    assert counted.pairs == ()


def test_nobody_at_all_is_an_answer_too(copied: Copied) -> None:
    counted = tally(copied([]), Crowd(), frozenset())
    assert (counted.total, counted.people, counted.pairs, counted.favourites) == (0, 0, (), ())


def test_an_option_that_the_product_no_longer_knows_is_still_counted(copied: Copied, lamp_rows: list[LampRow]) -> None:
    old = [
        LampRow(row.design_id, tuple(o.replace("colour.red", "colour.gone") for o in row.options)) for row in lamp_rows
    ]
    counts = {rate.option_id: rate.count for rate in tally(copied(old), Crowd(), frozenset()).take_rates}
    assert counts["colour.gone"] == sum("colour.red" in row.options for row in lamp_rows) > 0


def test_people_are_told_apart_without_their_names(copied: Copied, lamp_rows: list[LampRow]) -> None:
    assert tally(copied(lamp_rows), Crowd(), frozenset()).people == len({row.person for row in lamp_rows})


def test_days_after_the_last_design_hold_nothing(copied: Copied, lamp_rows: list[LampRow]) -> None:
    after = lamp_rows[-1].saved_at.date() + timedelta(days=1)
    assert tally(copied(lamp_rows), Crowd(since=after), frozenset()).total == 0
