"""The lamp's rules, as a customer meets them."""

import random

import pytest

from configurator.product.configuration import Choices, Configuration, market_of, parse_choices, query_string
from configurator.product.definition import Product, Rule
from configurator.product.errors import NotFoundError, RefusedError
from configurator.product.impact import impact
from configurator.product.rules import ContradictionError, ProductRules, State


def keys(rules: tuple[Rule, ...]) -> list[str]:
    return [rule.key for rule in rules]


@pytest.fixture
def plain(lamp_rules: ProductRules) -> Configuration:
    return lamp_rules.complete(())


@pytest.fixture
def atelier(lamp_rules: ProductRules) -> Configuration:
    return lamp_rules.complete(["model.atelier"])


def test_the_defaults_are_what_nobody_chose(lamp: Product, plain: Configuration) -> None:
    assert plain.options == set(lamp.defaults)


def test_what_a_choice_includes_comes_along_without_asking(lamp_rules: ProductRules, plain: Configuration) -> None:
    change = lamp_rules.choose(plain, "model.atelier")
    assert (change.replaced, change.added, change.needs_asking) == ((), ("extras.dimmer",), False)
    assert keys(change.reasons) == ["atelier-dimmer"]


def test_a_conflict_names_the_rule_and_what_it_replaces(lamp_rules: ProductRules, plain: Configuration) -> None:
    judgement = lamp_rules.judge(plain)["colour.brass"]
    assert (judgement.state, keys(judgement.reasons)) == (State.CONFLICTING, ["brass-is-atelier"])
    change = lamp_rules.choose(plain, "colour.brass")
    assert change.replaced == ("model.plain",)
    assert change.added == ("model.atelier", "extras.dimmer")
    assert keys(change.reasons) == ["brass-is-atelier"]


def test_a_conflict_through_two_rules_names_both(lamp_rules: ProductRules) -> None:
    cool = lamp_rules.complete(["bulb.cool"])
    judgement = lamp_rules.judge(cool)["model.atelier"]
    assert (judgement.state, keys(judgement.reasons)) == (State.CONFLICTING, ["atelier-dimmer", "dimmer-needs-led"])


def test_an_alternative_that_replaces_nothing_makes_a_choice_possible(lamp_rules: ProductRules) -> None:
    smart = lamp_rules.complete(["bulb.smart"])
    assert lamp_rules.judge(smart)["shade.paper"].state is State.POSSIBLE


def test_a_retired_option_is_impossible_and_can_not_be_chosen(lamp_rules: ProductRules, plain: Configuration) -> None:
    assert lamp_rules.judge(plain)["shade.disc"].state is State.IMPOSSIBLE
    with pytest.raises(ContradictionError):
        lamp_rules.choose(plain, "shade.disc")
    with pytest.raises(ContradictionError):
        lamp_rules.complete(["shade.disc"])


def test_an_included_extra_is_forced_by_what_includes_it(lamp_rules: ProductRules, atelier: Configuration) -> None:
    judgement = lamp_rules.judge(atelier)["extras.dimmer"]
    assert (judgement.state, keys(judgement.reasons)) == (State.FORCED, ["atelier-dimmer"])
    change = lamp_rules.drop(atelier, "extras.dimmer")
    assert (change.replaced, change.added) == (("model.atelier",), ("model.plain",))


def test_what_an_option_brought_leaves_silently_with_it(lamp_rules: ProductRules, atelier: Configuration) -> None:
    change = lamp_rules.choose(atelier, "model.plain")
    assert (change.replaced, change.added, change.released) == ((), (), ("extras.dimmer",))


def test_what_two_options_bring_stays_with_the_other(lamp_rules: ProductRules) -> None:
    both = lamp_rules.complete(["model.atelier", "extras.evening_pack"])
    assert "extras.dimmer" in lamp_rules.choose(both, "model.plain").after.options


def test_dropping_a_pack_drops_its_parts(lamp_rules: ProductRules) -> None:
    pack = lamp_rules.complete(["extras.evening_pack"])
    change = lamp_rules.drop(pack, "extras.evening_pack")
    assert (change.replaced, change.released) == ((), ("extras.dimmer", "extras.timer"))


def test_a_choice_that_was_only_free_returns_to_the_default(lamp_rules: ProductRules, atelier: Configuration) -> None:
    globe = lamp_rules.choose(atelier, "shade.globe").after
    change = lamp_rules.choose(globe, "model.plain")
    assert (change.replaced, change.added) == ((), ("shade.cone",))
    assert change.released == ("shade.globe", "extras.dimmer")


def test_a_choice_that_was_paid_for_stays(lamp_rules: ProductRules, plain: Configuration) -> None:
    globe = lamp_rules.choose(plain, "shade.globe").after
    assert "shade.globe" in lamp_rules.choose(globe, "stand.wall").after.options


def test_a_choice_is_kept_rather_than_a_default(lamp_rules: ProductRules) -> None:
    cool = lamp_rules.complete(["bulb.cool", "shade.paper"])
    change = lamp_rules.choose(cool, "extras.dimmer")
    assert (change.replaced, change.added) == (("bulb.cool",), ("bulb.smart",))  # the paper shade stays


def test_the_market_gives_way_last(lamp_rules: ProductRules) -> None:
    italy = lamp_rules.complete(["market.it", "shade.paper", "bulb.cool"])
    change = lamp_rules.choose(italy, "extras.dimmer")
    assert "market.it" in change.after.options
    assert change.replaced == ("shade.paper", "bulb.cool")
    only_elsewhere = lamp_rules.choose(lamp_rules.complete(["market.it"]), "bulb.smart")
    assert (only_elsewhere.replaced, only_elsewhere.added) == (("market.it",), ("market.nl",))


def test_choosing_what_is_chosen_changes_nothing(lamp_rules: ProductRules, plain: Configuration) -> None:
    change = lamp_rules.choose(plain, "bulb.warm")
    assert (change.before, change.after, change.replaced, change.added) == (plain, plain, (), ())


def test_an_option_of_a_choose_one_group_can_not_be_dropped(lamp_rules: ProductRules, plain: Configuration) -> None:
    with pytest.raises(RefusedError):
        lamp_rules.drop(plain, "bulb.warm")


def test_an_unknown_option_is_not_found(lamp_rules: ProductRules, plain: Configuration) -> None:
    for ask in (lamp_rules.choose, lamp_rules.drop):
        with pytest.raises(NotFoundError):
            ask(plain, "bulb.gas")
    with pytest.raises(NotFoundError):
        lamp_rules.complete(["bulb.gas"])


def test_an_old_design_gets_the_nearest_that_can_be_built(lamp_rules: ProductRules) -> None:
    old = ["model.plain", "stand.clamp", "shade.disc", "colour.red", "bulb.smart", "market.de", "bulb.gas"]
    new = {"model.plain", "stand.clamp", "shade.cone", "colour.red", "bulb.smart", "market.de"}
    assert lamp_rules.nearest(old).options == new


def test_the_order_of_choices_makes_no_difference(lamp: Product, lamp_rules: ProductRules) -> None:
    chance = random.Random(1)
    for _ in range(50):
        choices = chance.sample(list(lamp.options), 8)
        assert lamp_rules.nearest(choices).key == lamp_rules.nearest(chance.sample(choices, 8)).key


def test_the_impact_of_each_option_is_the_price_of_its_change(lamp: Product, lamp_rules: ProductRules) -> None:
    found = impact(lamp, lamp_rules, lamp_rules.complete(["extras.timer"]))
    assert list(found) == list(lamp.options)
    assert found["colour.brass"].difference.decimal == "35.00"  # brass 15.00 and the Atelier it asks for, 20.00
    assert found["extras.timer"].difference.decimal == "-5.00"
    assert found["extras.evening_pack"].difference.decimal == "5.00"  # 10.00, and the timer is then included
    assert found["market.it"].difference.decimal == "-2.00"
    assert (found["bulb.warm"].added, found["bulb.warm"].difference.decimal) == ((), "0.00")
    assert (found["shade.disc"].added, found["shade.disc"].difference.decimal) == ((), "0.00")
    assert found["colour.brass"].judgement.state is State.CONFLICTING


def test_a_link_says_the_whole_configuration(lamp: Product, lamp_rules: ProductRules) -> None:
    chosen = lamp_rules.complete(["extras.usb", "extras.timer", "market.it"])
    query = query_string(lamp, chosen.options)
    assert query == ("model=plain&stand=foot&shade=cone&colour=cream&bulb=warm&extras=timer&extras=usb&market=it")
    parsed: dict[str, list[str]] = {}
    for pair in query.split("&"):
        parsed.setdefault(pair.split("=")[0], []).append(pair.split("=")[1])
    assert parse_choices(lamp, parsed) == Choices(chosen.options)
    asked = parse_choices(lamp, {"bulb": ["gas", "cool"], "view": ["front"]})
    assert asked == Choices(frozenset({"bulb.cool"}), (("bulb", "gas"),))
    assert market_of(lamp, chosen.options) == "it"
