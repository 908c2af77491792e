"""Whole lives of preorders: whatever people, banks, accidents and time do, in whatever order, it all adds up.

OFFICINA_LIVES=2000 uv run pytest tests/preorders/life --no-cov    two thousand lives, other ones each time
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from configurator.preorders.states import State
from tests.payments.conftest import GOOD
from tests.preorders.life.machine import Lives
from tests.preorders.life.sale import NAMES
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


def unit(lives: Lives) -> int:
    """Somebody orders a unit of the edition and pays for it."""
    order = lives.order_unit(1)
    assert isinstance(order, int)
    lives.open_page(order)
    lives.pay(len(lives.world.pages) - 1, GOOD)
    lives.come_back(order)
    lives.all_is_well()
    return order


def work(lives: Lives, *names: str) -> None:
    for name in names:
        lives.work(name)
        lives.all_is_well()


def test_an_edition_that_fails_forgets_nobody(world: World) -> None:
    lives = Lives(world)
    one = lives.begin(edition=(4, 4), in_edition=True)
    lives.come_back(one)
    partly, disputed = unit(lives), unit(lives)
    lives.refund_part(partly, 400)
    lives.dispute(2)
    work(lives, "events", "refunds")
    assert [lives.fates[order].state for order in (one, partly, disputed)] == ["paid", "paid", "disputed"]
    unpaid = lives.order_unit(0)
    lives.wait(NAMES[0])
    lives.the_deadline_comes()
    work(lives, "editions", "waiting lists")
    assert lives.edition.state == "open", "while one may still have paid, nothing is decided"
    work(lives, "preorders", "editions", "waiting lists")
    assert lives.edition.state == "failed"
    assert [lives.fates[order].state for order in (one, partly, disputed, unpaid)] == [
        "cancelling",
        "cancelling",
        "disputed",
        "expired",
    ]
    lives.decide(0, "won")
    work(lives, "events")
    assert lives.fates[disputed].state == "paid"
    lives.teardown()
    assert {lives.fates[order].state for order in (one, partly, disputed)} == {"refunded"}
    assert lives.edition.live_entry(NAMES[0]) is None


def test_a_unit_that_comes_free_is_offered_by_turns_until_it_is_taken(world: World) -> None:
    lives = Lives(world)
    order = lives.begin(edition=(1, 1), in_edition=True)
    for who in NAMES:
        lives.wait(who)
    lives.cancel(order)
    lives.all_is_well()
    assert not isinstance(lives.order_unit(0), int)
    work(lives, "waiting lists", "waiting mails")
    for who in NAMES[1:]:
        assert not isinstance(lives.take_offer(0, who), int)
        lives.an_offer_runs_out()
        work(lives, "waiting lists", "waiting mails")
    taken = lives.take_offer(0, NAMES[2])
    assert isinstance(taken, int)
    lives.all_is_well()
    lives.open_page(taken)
    lives.pay(len(lives.world.pages) - 1, GOOD)
    lives.come_back(taken)
    lives.the_deadline_comes()
    work(lives, "editions")
    lives.lead_on(taken, State.LOCKED)
    lives.cancel_for_buyer(taken)
    assert not isinstance(lives.order_unit(0), int), "it is built, and stays used"
    lives.teardown()
    assert (lives.edition.state, lives.fates[taken].state) == ("confirmed", "refunded")


def test_a_refund_that_came_back_went_another_way_and_then_by_stripe_as_well(world: World) -> None:
    lives = Lives(world)
    order = lives.begin()
    lives.come_back(order)
    lives.cancel(order)
    work(lives, "refunds")
    assert lives.fates[order].state == "refunded"
    lives.fail_refund(0)
    work(lives, "events")
    assert lives.fates[order].state == "cancelling"
    lives.deal_with_failed_refund(0, by_hand=True)
    lives.refund_by_dashboard(0, 1000)
    work(lives, "events")
    assert lives.has_made_twice
    lives.all_is_well()
    lives.say_what_is_true(0, once=True)
    lives.teardown()
    assert not lives.has_made_twice
