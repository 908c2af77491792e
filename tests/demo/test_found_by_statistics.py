"""From planting to page: the campaign is loaded, copied and tallied, and the tally finds what was planted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from configurator.demo.loading import CampaignSize, load_campaign
from configurator.demo.tastes import PICCOLA
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.statistics.crowd import Crowd, Population
from configurator.statistics.service import Statistics
from configurator.statistics.tally import Tally

SIZE = CampaignSize(designs=3000, people=900)
STRONG, COMMON = 2.5, 0.075
"""What a crowd of this size can show: a pair's strength, and the share of its first option."""


@pytest.fixture
def asked(
    app: Flask, tmp_path: Path, piccola: Product, piccola_rules: ProductRules, now: datetime
) -> Callable[..., Tally]:
    """Asks the statistics about some crowd of the campaign."""
    load_campaign(piccola, piccola_rules, now, SIZE)
    statistics = Statistics(tmp_path / "copies", b"a secret of the tests")
    return lambda **crowd: statistics.answer(piccola, piccola_rules, Crowd(**crowd)).tally


def test_the_tally_finds_the_planted_tastes(asked: Callable[..., Tally]) -> None:
    everybody = asked()
    assert (everybody.total, everybody.people) == (SIZE.designs, SIZE.people)
    assert asked(population=Population.PERSON).total == SIZE.people
    assert_planted_pairs_are_telling(everybody)
    assert_shares_differ(asked(market="it"), asked(market="nl"), "colour.pomodoro")
    assert_shares_differ(asked(market="de"), asked(market="it"), "accessories.winter_tyres")
    assert len(everybody.favourites) >= 4


def assert_planted_pairs_are_telling(tally: Tally) -> None:
    common = {rate.option_id for rate in tally.take_rates if rate.share >= COMMON}
    clear = [pair for pair in PICCOLA.pairs if pair.first in common and pair.strength >= STRONG]
    found = {frozenset((pair.first, pair.second)): pair for pair in tally.pairs}
    assert len(clear) >= 5
    for planted in clear:
        pair = found[frozenset((planted.first, planted.second))]
        assert pair.is_telling, planted
        assert pair.lift > 1, planted


def assert_shares_differ(more: Tally, less: Tally, option_id: str) -> None:
    in_more, in_less = (next(r for r in tally.take_rates if r.option_id == option_id) for tally in (more, less))
    assert in_more.interval.low > in_less.interval.high
