"""The lamp, as a customer meets it."""

from configurator.product.definition import Product
from configurator.product.rules import ProductRules, State


def test_the_defaults_are_what_nobody_chose(lamp: Product, lamp_rules: ProductRules) -> None:
    assert lamp_rules.complete(()).options == set(lamp.defaults)


def test_a_conflict_names_the_rule_and_what_it_replaces(lamp_rules: ProductRules) -> None:
    start = lamp_rules.complete(())
    judgement = lamp_rules.judge(start)["colour.brass"]
    assert (judgement.state, [rule.key for rule in judgement.reasons]) == (State.CONFLICTING, ["brass-is-atelier"])
    change = lamp_rules.choose(start, "colour.brass")
    assert change.replaced == ("model.plain",)
    assert change.added == ("model.atelier", "extras.dimmer")
