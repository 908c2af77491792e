"""Whole lives of preorders: whatever people, banks, accidents and time do, in whatever order, it all adds up.

OFFICINA_LIVES=2000 uv run pytest tests/preorders/life --no-cov    two thousand lives, other ones each time
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.preorders.life.machine import Lives
from tests.preorders.life.world import World

LIVES = int(os.environ.get("OFFICINA_LIVES", "0"))
STEPS = 25


def test_whatever_happens_to_orders_it_adds_up(world: World) -> None:
    profile = settings(
        max_examples=LIVES or 8,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not LIVES,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(lambda: Lives(world), settings=profile)


def news(lives: Lives, of: str) -> None:
    """The last webhook of a kind arrives."""
    kinds = [str(event["type"]) for event in lives.world.has("event")]
    lives.deliver([len(kinds) - 1 - kinds[::-1].index(of)])


def test_a_dispute_of_which_we_hear_before_its_payment_waits_for_that(world: World) -> None:
    for closed in (False, True):
        for ends in (Lives.cancel, Lives.cancel_for_buyer):
            lives = Lives(world)
            order = lives.begin(skew=0)
            lives.dispute(0)
            if closed:
                lives.decide(0, "lost")
            news(lives, "charge.dispute.closed" if closed else "charge.dispute.created")
            assert lives.fates[order].state == ("charged_back" if closed else "disputed")
            lives.all_is_well()
            ends(lives, order)
            lives.teardown()


def test_a_dispute_and_an_order_that_was_cancelled_before_its_payment_was_known(world: World) -> None:
    lives = Lives(world)
    order = lives.begin(skew=0)
    lives.dispute(0)
    lives.cancel(order)
    lives.all_is_well()
    news(lives, "charge.dispute.created")
    lives.all_is_well()
    lives.teardown()
