"""The synthetic campaign looks like one: people, times, remixes, preorders."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest

from configurator.demo.campaign import OUTCOMES, SyntheticDesign
from configurator.preorders.states import State
from configurator.product.rules import ProductRules

Designs = list[SyntheticDesign]


def test_equal_seeds_give_equal_campaigns(small: partial, small_campaign: Designs) -> None:
    assert list(small(designs=2000)) == small_campaign


def test_other_seeds_give_other_campaigns(small: partial, small_campaign: Designs) -> None:
    assert [d.configuration for d in small(seed=501)] != [d.configuration for d in small_campaign]


PRINT_DIGESTS = """
from datetime import UTC, datetime
from pathlib import Path
from configurator.demo.campaign import campaign
from configurator.product.loader import product_without_pictures
from configurator.preorders.states import State
from configurator.product.rules import ProductRules
piccola = product_without_pictures(Path("designs/piccola"))
now = datetime(2026, 11, 21, tzinfo=UTC)
for design in campaign(piccola, ProductRules(piccola), 1, 300, 80, 30, 9, now):
    print(design.configuration.digest, design.created_at, design.name)
"""


def test_the_order_of_sets_in_a_process_changes_nothing(request: pytest.FixtureRequest) -> None:
    def told(hash_seed: str) -> str:
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        return subprocess.run(
            [sys.executable, "-c", PRINT_DIGESTS],
            env=environment,
            cwd=request.config.rootpath,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    assert told("1") == told("2") != ""


def test_every_design_is_valid_and_delivered_where_its_author_lives(
    small_campaign: Designs, piccola_rules: ProductRules
) -> None:
    for design in small_campaign:
        assert piccola_rules.is_valid(design.configuration.options)
        assert f"market.{design.person.market}" in design.configuration.options


def test_everybody_designs_and_some_design_a_lot(small_campaign: Designs) -> None:
    each = Counter(design.person.number for design in small_campaign)
    assert len(small_campaign) == 2000
    assert len(each) == 600
    assert max(each.values()) > 10 * 2000 / 600


def test_times_ascend_within_the_period(small_campaign: Designs, now: datetime) -> None:
    times = [design.created_at for design in small_campaign]
    assert times == sorted(times)
    assert now - timedelta(days=91) < times[0] < times[-1] < now


def test_the_launch_is_the_busiest_time_and_sundays_are_busier_than_tuesdays(large_campaign: Designs) -> None:
    start = large_campaign[0].created_at
    ages = [(design.created_at - start).days for design in large_campaign]
    assert sum(age < 7 for age in ages) > 2 * sum(40 <= age < 47 for age in ages)
    weekdays = Counter(
        design.created_at.weekday() for design, age in zip(large_campaign, ages, strict=True) if age > 30
    )
    assert weekdays[6] > 1.3 * weekdays[1]


def test_a_remix_comes_after_a_published_parent_and_keeps_some_of_it(small_campaign: Designs) -> None:
    remixes = [design for design in small_campaign if design.parent is not None]
    assert 300 < len(remixes) < 700
    for remix in remixes:
        parent = small_campaign[remix.parent]
        assert parent.is_published
        assert parent.number < remix.number
        assert len(parent.configuration.options & remix.configuration.options) >= 3


def test_few_designs_get_most_of_the_remixes(large_campaign: Designs) -> None:
    remixes = Counter(design.parent for design in large_campaign if design.parent is not None)
    counts = sorted(remixes.values(), reverse=True)
    assert counts[0] > 10 * counts[len(counts) // 2]
    assert sum(counts[: len(counts) // 5]) > 0.4 * sum(counts)


def test_preorders_follow_their_design_and_some_are_cancelled(small_campaign: Designs, now: datetime) -> None:
    orders = [(design.created_at, design.preorder) for design in small_campaign if design.preorder]
    states = Counter(order.state for _, order in orders)
    assert len(orders) == 60
    assert states.keys() == OUTCOMES.keys()
    assert states[State.PAID] > 30 > states[State.REFUNDED] > 3
    for created_at, order in orders:
        moments = [at for at in (created_at, order.placed_at, order.paid_at, order.over_at, now) if at is not None]
        assert moments == sorted(moments)
        assert (order.paid_at is not None) == (order.state in (State.PAID, State.REFUNDED))
        assert (order.over_at is None) == (order.state is State.PAID)


def test_stories_speak_the_language_of_the_market(small_campaign: Designs) -> None:
    told = {
        market: {d.story for d in small_campaign if d.person.market == market} - {""} for market in ("nl", "it", "de")
    }
    assert all(len(stories) > 100 for stories in told.values())
    assert not told["nl"] & told["it"] | told["it"] & told["de"] | told["nl"] & told["de"]


def test_some_configurations_are_shared_by_many(small_campaign: Designs) -> None:
    shared = Counter(design.configuration for design in small_campaign if design.is_suggestion)
    assert sum(shared.values()) == pytest.approx(0.04 * 0.75 * 2000, rel=0.4)
    assert len([count for count in shared.values() if count >= 5]) >= 4


def test_mail_to_synthetic_people_reaches_nobody(small_campaign: Designs) -> None:
    addresses = {design.person.email for design in small_campaign}
    assert len(addresses) == 600
    assert all(address.isascii() and address.endswith("@example.org") for address in addresses)


def test_a_product_without_written_tastes_gets_a_crowd_too(lamp_campaign: Designs) -> None:
    assert len({design.configuration for design in lamp_campaign}) > 1
