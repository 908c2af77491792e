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
STEPS = 30


def test_whatever_happens_to_orders_it_adds_up(world: World) -> None:
    profile = settings(
        max_examples=LIVES or 10,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=not LIVES,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(lambda: Lives(world), settings=profile)
