"""Hints are exactly what writing out every configuration shows to be idle, forced or contradictory."""

from __future__ import annotations

import re
from functools import cache
from itertools import combinations

from configurator.product.definition import GroupKind, OptionGroup, Price, Product, Rule, RuleKind
from configurator.product.definition import Option as ProductOption
from configurator.product.hints import MOST_PAIRS, Hint, hints_for
from configurator.product.money import Money
from tests.product.oracle import Oracle
from tests.product.random_products import product_of, random_product
from tests.product.seeds import each_seed

SEEDS = range(250)


@cache
def told(seed: int) -> tuple[Product, Oracle, tuple[Hint, ...]]:
    """A random product, all that it can be, and its hints."""
    product = random_product(seed)
    return product, Oracle(product), hints_for(product).hints


def named(hint: Hint) -> list[str]:
    """Keys of the rules that a reason names."""
    return re.findall(r"rule ([\w-]+)", hint.reason)


@each_seed(SEEDS)
def test_idle_rules_are_those_that_can_all_be_left_out(seed: int) -> None:
    product, oracle, every = told(seed)
    hints = [hint for hint in every if hint.key.startswith("rule ")]
    idle = {hint.key.removeprefix("rule ") for hint in hints}
    needed = [rule for rule in product.rules if rule.key not in idle]
    everything = oracle.valid_with(product.rules)
    assert oracle.valid_with(needed) == everything
    for rule in needed:
        others = oracle.valid_with([other for other in needed if other is not rule])
        if rule.kind is RuleKind.INCLUDES:
            assert any(options.intersection(rule.when) for options in others)
        else:
            assert others != everything
    for hint in hints:
        rule = next(rule for rule in product.rules if hint.key == f"rule {rule.key}")
        why = [other for other in product.rules if other.key in named(hint)]
        assert all(other in needed for other in why)
        applies = any(not rule.when or options.intersection(rule.when) for options in everything)
        assert hint.reason.startswith("never applies" if everything and not applies else ("says nothing", "never"))
        assert oracle.valid_with(why) == oracle.valid_with([*why, rule])
        for left_out in why:
            rest = [other for other in why if other is not left_out]
            without = oracle.valid_with(rest)
            if hint.reason.startswith("says"):
                assert without != oracle.valid_with([*rest, rule])


@each_seed(SEEDS)
def test_forced_choices_are_those_that_every_configuration_has(seed: int) -> None:
    product, oracle, every = told(seed)
    valid = oracle.valid
    core = frozenset.intersection(*valid) if valid else frozenset()
    extras = [id_ for id_ in product.options if id_.startswith("x.") and id_ in core]
    hints = [hint for hint in every if "every product has it" in hint.reason]
    assert [hint.key.replace(".options", "") for hint in hints] == extras
    for hint in hints:
        why = [rule for rule in product.rules if rule.key in named(hint)]
        option_id = hint.key.replace(".options", "")
        assert all(option_id in options for options in oracle.valid_with(why))
        for left_out in why:
            rest = oracle.valid_with([rule for rule in why if rule is not left_out])
            assert not all(option_id in options for options in rest)


@each_seed(SEEDS)
def test_contradictory_pairs_are_those_that_no_group_and_no_rule_forbids_by_itself(seed: int) -> None:
    product, oracle, every = told(seed)
    valid = oracle.valid
    possible = [id_ for id_ in product.options if any(id_ in options for options in valid)]
    single = [oracle.valid_with([rule]) for rule in product.rules] + [oracle.valid_with([])]

    def is_hidden(pair: frozenset[str]) -> bool:
        return not any(pair <= options for options in valid) and all(
            any(pair <= options for options in alone) for alone in single
        )

    hints = [hint for hint in every if "no product has both" in hint.reason]
    expected = [" and ".join(pair) for pair in combinations(possible, 2) if is_hidden(frozenset(pair))]
    assert [hint.key for hint in hints] == expected[:MOST_PAIRS]
    for hint in hints:
        pair = set(hint.key.split(" and "))
        why = [rule for rule in product.rules if rule.key in named(hint)]
        assert len(why) > 1
        assert not any(pair <= options for options in oracle.valid_with(why))
        for left_out in why:
            rest = oracle.valid_with([rule for rule in why if rule is not left_out])
            assert any(pair <= options for options in rest)


def many_extras(size: int) -> Product:
    """Extras a0…, b0… and c0…, where each a requires its b, and the b exclude all c: hidden pairs without end."""
    free = Price(Money(0, "EUR"))
    extras = [ProductOption("x", f"{letter}{number}", {}, {}, free) for letter in "abc" for number in range(size)]
    market = ProductOption("market", "nl", {}, {}, free)
    groups = (
        OptionGroup("market", GroupKind.ONE, {}, {}, "all", (market,), is_market=True),
        OptionGroup("x", GroupKind.ANY, {}, {}, "all", tuple(extras)),
    )
    every = {letter: tuple(f"x.{letter}{number}" for number in range(size)) for letter in "abc"}
    rules = [Rule(f"a{n}", RuleKind.REQUIRES, (every["a"][n],), (every["b"][n],), {}) for n in range(size)]
    return product_of(groups, (*rules, Rule("no-c", RuleKind.EXCLUDES, every["b"], every["c"], {})))


def test_many_pairs_are_counted_rather_than_listed() -> None:
    hints = hints_for(many_extras(9))
    assert hints.is_whole
    assert len(hints.hints) == MOST_PAIRS + 1
    assert hints.hints[-1].reason == f"{9 * 9 - MOST_PAIRS} more pairs of options are forbidden by several rules"


def test_looking_ends_when_its_time_is_up() -> None:
    hints = hints_for(many_extras(30), seconds=0)
    assert not hints.is_whole
