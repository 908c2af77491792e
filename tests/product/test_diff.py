"""Differences between versions are exactly those that writing out every configuration of both shows."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from itertools import combinations

from configurator.product.definition import GroupKind, OptionGroup, Price, Product, Rule, RuleKind
from configurator.product.diff import Difference, Fates, Turned, difference
from configurator.product.money import Money
from configurator.product.rules import ProductRules
from tests.product.oracle import Oracle
from tests.product.random_products import random_product
from tests.product.seeds import each_seed

SEEDS = range(200)


def versions(seed: int) -> tuple[Product, Product]:
    """A random product, and another version: some rules gone, changed or new, options retired or back."""
    chance, old = random.Random(seed), random_product(seed)
    ones = {tuple(option.id for option in group.options) for group in old.groups}
    others = [
        rule
        for rule in random_product(seed + 10_000).rules
        if rule.ids <= old.options.keys() and (rule.table is None or ones.issuperset(rule.table.columns))
    ]
    rules = [rule for rule in old.rules if chance.random() < 0.7] + [
        replace(rule, key=f"n{rule.key}") for rule in others[:2]
    ]
    groups = tuple(
        replace(
            group,
            options=tuple(
                replace(option, retired=option.retired ^ (chance.random() < 0.1 and place > 0 and not group.is_market))
                for place, option in enumerate(group.options)
            ),
        )
        for group in old.groups
    )
    return old, replace(old, rules=tuple(rules), groups=groups, version="1" * 16)


@cache
def told(seed: int) -> tuple[Product, Product, Oracle, Oracle, Difference]:
    """Two versions, all that each can be, and what is said to differ."""
    old, new = versions(seed)
    return old, new, Oracle(old), Oracle(new), difference(old, new)


def names(turned: tuple[Turned, ...]) -> list[tuple[str, ...]]:
    return [one.options for one in turned]


@each_seed(SEEDS)
def test_what_became_possible_or_impossible_is_what_all_configurations_show(seed: int) -> None:
    old, new, earlier, later, found = told(seed)
    were, are = earlier.valid, later.valid
    offered = [id_ for id_ in new.options if not new.options[id_].retired and not old.options[id_].retired]
    before = [id_ for id_ in offered if any(id_ in options for options in were)]
    after = [id_ for id_ in offered if any(id_ in options for options in are)]
    assert names(found.options_possible) == [(id_,) for id_ in after if id_ not in before]
    assert names(found.options_impossible) == [(id_,) for id_ in before if id_ not in after]
    pairs = list(combinations([id_ for id_ in offered if id_ in before and id_ in after], 2))
    could = [pair for pair in pairs if any(options.issuperset(pair) for options in were)]
    can = [pair for pair in pairs if any(options.issuperset(pair) for options in are)]
    assert names(found.pairs_possible) == [pair for pair in can if pair not in could]
    assert names(found.pairs_impossible) == [pair for pair in could if pair not in can]


@each_seed(SEEDS)
def test_the_rules_to_blame_are_a_smallest_reason(seed: int) -> None:
    old, new, before, after, found = told(seed)
    blamed = [
        (new, after, found.options_impossible + found.pairs_impossible),
        (old, before, found.options_possible + found.pairs_possible),
    ]
    for product, oracle, turned in blamed:
        for one in turned[:5]:
            why = [rule for rule in product.rules if rule.key in one.rules]
            kept = oracle.valid_with(why)
            assert not any(options.issuperset(one.options) for options in kept)
            for left_out in why:
                rest = [rule for rule in why if rule is not left_out]
                assert any(options.issuperset(one.options) for options in oracle.valid_with(rest))


@each_seed(SEEDS)
def test_the_fate_of_a_configuration_is_its_validity_before_and_after(seed: int) -> None:
    old, new, before, after, _ = told(seed)
    fates, were, are = Fates(old, new), set(before.valid), set(after.valid)
    for options in before.buildable[::7]:
        fate = fates.of(options)
        assert (fate.was_valid, fate.is_valid) == (options in were, options in are)
        assert bool(fate.reasons) is fate.is_hit


def test_lists_of_options_rules_and_prices_name_what_differs(lamp: Product) -> None:
    dear = Price(Money(99900, "EUR"))
    groups = []
    for group in lamp.groups:
        options = tuple(
            replace(o, price=dear) if o.id == "shade.paper" else o for o in group.options if o.id != "extras.usb"
        )
        groups.append(replace(group, options=options))
    tray = groups[-1].options[-1]
    groups[-1] = replace(groups[-1], options=(*groups[-1].options, replace(tray, key="hook")))
    kept = [rule for rule in lamp.rules if "extras.usb" not in rule.ids]
    changed, reworded, gone, *rest = kept
    rules = (
        replace(changed, options=changed.options[:-1] or ("bulb.cool",), when=changed.when),
        replace(reworded, text={"en": "Said otherwise."}),
        *rest,
        replace(gone, key="new-one"),
    )
    new = replace(lamp, groups=tuple(groups), rules=rules, deposit=Money(1200, "EUR"))
    found = difference(lamp, new)
    assert found.options_added == (f"{tray.group}.hook",)
    assert found.options_removed == ("extras.usb",)
    assert found.rules_added == ("new-one",)
    assert set(found.rules_removed) == {gone.key, *(rule.key for rule in lamp.rules if "extras.usb" in rule.ids)}
    assert found.rules_changed == (changed.key,)
    assert found.rules_reworded == (reworded.key,)
    assert [(change.what, change.market) for change in found.prices] == [("deposit", ""), ("shade.paper", "")]
    assert found.prices[0].after == "12.00 EUR"


def test_nothing_differs_between_a_product_and_itself(lamp: Product) -> None:
    assert difference(lamp, lamp).is_nothing


def test_a_new_question_is_answered_for_saved_designs_unless_no_answer_goes_with_them(lamp: Product) -> None:
    option = replace(lamp.groups[0].options[0], group="cord", key="red")
    new = replace(lamp, groups=(*lamp.groups, OptionGroup("cord", GroupKind.ONE, {}, {}, "light", (option,))))
    designs = [ProductRules(lamp).complete(choices).options for choices in ([], ["extras.usb"])]
    fates = Fates(lamp, new)
    assert not any(fates.of(options).is_hit for options in designs)
    strict = replace(new, rules=(*new.rules, Rule("bare", RuleKind.EXCLUDES, ("cord.red",), ("extras.usb",), {})))
    stricter = Fates(lamp, strict)
    assert [stricter.of(options).reasons for options in designs] == [(), ("group cord wants a choice",)]
