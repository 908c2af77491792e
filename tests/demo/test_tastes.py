"""The planted tastes are found again in the data by counting, and none that were not planted."""

from __future__ import annotations

from math import exp, sqrt

import pytest

from configurator.demo.campaign import SyntheticDesign
from configurator.demo.tastes import PICCOLA, Pair
from configurator.product.rules import ProductRules

Z = 4.0
"""Bounds are this many standard errors wide: about one false alarm in 16,000 looks."""
UNPLANTED = [
    ("colour.pomodoro", "accessories.sound"),
    ("colour.menta", "stickers.gelato"),
    ("trim.corso", "colour.cielo"),
    ("roof.black", "accessories.service_plan"),
    ("mirrors.black", "stickers.none"),
    ("wheels.retro", "mirrors.chrome"),
    ("interior.cloth_sand", "stickers.none"),
    ("packs.inverno", "stickers.none"),
]


@pytest.fixture(scope="module")
def originals(large_campaign: list[SyntheticDesign]) -> list[SyntheticDesign]:
    """Without remixes and suggestions, each design is an independent draw, so that intervals are exact."""
    return [design for design in large_campaign if design.parent is None and not design.is_suggestion]


def in_market(designs: list[SyntheticDesign], market: str) -> list[frozenset[str]]:
    return [design.configuration.options for design in designs if design.person.market == market]


def share(designs: list[frozenset[str]], option_id: str) -> float:
    return sum(option_id in options for options in designs) / len(designs)


def weights(market: str, group: str, without: tuple[str, ...] = ()) -> dict[str, float]:
    region = PICCOLA.regions[market]
    found = {
        key: weight * region.get(f"{group}.{key}", 1)
        for key, weight in PICCOLA.groups[group].items()
        if key not in without
    }
    return {key: weight / sum(found.values()) for key, weight in found.items()}


def lift(designs: list[frozenset[str]], first: str, second: str) -> tuple[float, float]:
    """Lift and the standard error of its logarithm (delta method)."""
    n = len(designs)
    a = sum(first in options for options in designs)
    b = sum(second in options for options in designs)
    both = sum(first in options and second in options for options in designs)
    return both * n / (a * b), sqrt(max(0.0, 1 / both - 1 / a - 1 / b + 1 / n))


def assert_near(found: float, expected: float, n: int) -> None:
    assert abs(found - expected) <= Z * sqrt(expected * (1 - expected) / n), (found, expected)


@pytest.mark.parametrize("market", ["nl", "it", "de"])
def test_trims_are_taken_as_often_as_planted_in_each_market(originals: list[SyntheticDesign], market: str) -> None:
    designs = in_market(originals, market)
    for key, expected in weights(market, "trim").items():
        assert_near(share(designs, f"trim.{key}"), expected, len(designs))


@pytest.mark.parametrize("market", ["nl", "it", "de"])
def test_motors_and_colours_are_taken_as_planted_among_those_that_the_trim_allows(
    originals: list[SyntheticDesign], market: str
) -> None:
    kept_from = {
        "lido": {"motor": ("scintilla_lunga",), "colour": ("amarena", "rame")},
        "corso": {"motor": (), "colour": ("rame",)},
        "scatto": {"motor": ("scintilla",), "colour": ()},
        "prima": {"motor": (), "colour": ()},
    }
    for trim, groups in kept_from.items():
        designs = [options for options in in_market(originals, market) if f"trim.{trim}" in options]
        for group, forbidden in groups.items():
            for key, expected in weights(market, group, forbidden).items():
                assert_near(share(designs, f"{group}.{key}"), expected, len(designs))


@pytest.mark.parametrize(
    ("option_id", "more_in", "less_in"),
    [
        ("colour.pomodoro", "it", "nl"),
        ("colour.ardesia", "de", "it"),
        ("motor.brezza", "it", "nl"),
        ("stickers.tricolore", "it", "de"),
        ("stickers.waves", "nl", "it"),
        ("accessories.winter_tyres", "de", "it"),
        ("accessories.wind_deflectors", "it", "nl"),
    ],
)
def test_regions_differ_as_planted(
    large_campaign: list[SyntheticDesign], option_id: str, more_in: str, less_in: str
) -> None:
    more, less = in_market(large_campaign, more_in), in_market(large_campaign, less_in)
    a, b = share(more, option_id), share(less, option_id)
    assert a - b > Z * sqrt(a * (1 - a) / len(more) + b * (1 - b) / len(less))


@pytest.mark.parametrize("pair", PICCOLA.pairs, ids=lambda pair: f"{pair.first} + {pair.second}")
def test_planted_pairs_go_together(originals: list[SyntheticDesign], pair: Pair) -> None:
    found, error = lift(in_market(originals, "nl"), pair.first, pair.second)
    assert found > max(1.4, exp(2.5 * error))


@pytest.mark.parametrize(("first", "second"), UNPLANTED)
def test_pairs_that_nobody_planted_do_not(originals: list[SyntheticDesign], first: str, second: str) -> None:
    """Within one market: regions alone make options go together over all of them."""
    found, error = lift(in_market(originals, "nl"), first, second)
    assert exp(-Z * error) < found < exp(Z * error)
    assert error < 0.2, "too few to tell"


def test_no_planted_pair_is_forced_by_rules(piccola_rules: ProductRules) -> None:
    forced = piccola_rules.forced_pairs()
    assert not [pair for pair in PICCOLA.pairs if {(pair.first, pair.second), (pair.second, pair.first)} & forced]


def test_tastes_name_only_options_that_exist(piccola_rules: ProductRules) -> None:
    options = piccola_rules.product.options
    liked = {f"{group}.{key}" for group, keys in PICCOLA.groups.items() for key in keys}
    moved = {option_id for region in PICCOLA.regions.values() for option_id in region}
    paired = {option_id for pair in PICCOLA.pairs for option_id in (pair.first, pair.second)}
    assert liked | moved | paired <= options.keys()
    assert not [option_id for option_id in liked | moved | paired if options[option_id].retired]
