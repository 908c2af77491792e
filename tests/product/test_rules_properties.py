"""What holds of the rules of any product: with rules of every kind, markets, dates, numbers and words."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Product, RuleKind
from configurator.product.rules import ContradictionError, ProductRules, State
from tests.product.oracle import Options, Oracle
from tests.product.random_products import DAYS, NUMBER, product_by

ON_DAYS = st.sampled_from([day + timedelta(days=more) for day in DAYS for more in (-1, 0, 1)])
CHANCES = st.integers(0, 2**32).map(random.Random)
"""By seeds: what Hypothesis draws one by one makes products that are much alike, and few that conflict."""
Case = tuple[Product, date, random.Random]
CASES = st.tuples(CHANCES.map(lambda chance: product_by(chance, is_rich=True)), ON_DAYS, CHANCES)


def property_of_rules(test: Callable[[Case], None]) -> Callable[[], None]:
    """The same forty products on every machine, however long it takes to make one."""
    checks = [HealthCheck.too_slow, HealthCheck.filter_too_much]
    profile = settings(max_examples=40, derandomize=True, deadline=None, database=None, suppress_health_check=checks)
    return profile(given(case=CASES)(test))


def buildable(case: Case) -> tuple[ProductRules, Oracle, random.Random]:
    """The rules and the oracle of a day on which the product can be built."""
    product, day, chance = case
    oracle = Oracle(product, day)
    assume(oracle.valid)
    return ProductRules(product, on=day), oracle, chance


def some_choices(oracle: Oracle, chance: random.Random) -> Options:
    """A part of some configuration."""
    whole = chance.choice(oracle.valid)
    return frozenset(chance.sample(sorted(whole), chance.randint(0, min(4, len(whole)))))


@property_of_rules
def test_possible_options_stay_possible_when_chosen(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    choices = some_choices(oracle, chance)
    possible = rules.possible(choices, replacing=False)
    for option_id in oracle.ids:
        if option_id in possible:
            more = choices | {option_id}
            assert rules.complete(more).options >= more
            assert more <= rules.possible(more, replacing=False) <= possible
        else:
            assert not any(options >= choices | {option_id} for options in oracle.valid)


@property_of_rules
def test_what_is_offered_can_be_chosen_and_costs_no_other_choice(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    before = Configuration(rules.product.key, chance.choice(oracle.valid))
    for option_id, judgement in rules.judge(before).items():
        if judgement.state is State.POSSIBLE:
            change = rules.choose(before, option_id)
            assert not change.needs_asking
            assert change.after.options in oracle.valid
            assert option_id in change.after.options
            assert rules.judge(change.after)[option_id].state in (State.CHOSEN, State.FORCED)


@property_of_rules
def test_a_repair_is_valid_and_no_smaller_one_exists(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    for options in chance.sample(oracle.valid, min(4, len(oracle.valid))):
        before = Configuration(rules.product.key, options)
        for option_id in oracle.ids:
            ways = [after for after in oracle.valid if option_id in after]
            if option_id not in options and ways:
                check_repairs(rules, oracle, before, option_id, ways)


def check_repairs(
    rules: ProductRules, oracle: Oracle, before: Configuration, option_id: str, ways: list[Options]
) -> None:
    """The repairs are among the ways; none of these touches less than the first, or less of what another touches."""
    held = oracle.others(before.options, option_id)

    def given_up(after: Options) -> frozenset[str]:
        lost = (other for other in held if not oracle.is_kept(other, before.options, after))
        return frozenset(o for o in lost if oracle.group[o].is_market or o not in rules.product.defaults)

    def touched(after: Options) -> tuple[int, int]:
        lost = given_up(after)
        markets = sum(oracle.group[other].is_market for other in lost)
        return markets, len(lost) - markets

    repairs = [change.after.options for change in rules.repairs(before, option_id)]
    assert 1 <= len(repairs) <= 3
    assert set(repairs) <= set(ways)
    assert list(map(touched, repairs)) == sorted(map(touched, repairs))
    assert touched(repairs[0]) == min(map(touched, ways))
    for repair in repairs:
        assert not any(given_up(after) < given_up(repair) for after in ways)


@property_of_rules
def test_completion_is_the_same_for_every_order_of_choices_and_of_questions(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    choices = sorted(some_choices(oracle, chance))
    expected = rules.complete(choices)
    other = ProductRules(rules.product)
    for option_id in chance.sample(oracle.ids, 3):  # what was asked before must not matter
        other.why_not(choices, option_id)
    other.count(choices[:1])
    for _ in range(3):
        shuffled = chance.sample(choices, len(choices))
        assert rules.complete(shuffled) == other.complete(shuffled) == expected
    assert rules.complete(expected.options) == expected
    assert expected.options == oracle.complete(choices)


@property_of_rules
def test_the_count_is_the_number_of_samples_that_there_are(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    choices = some_choices(oracle, chance)
    number = rules.count(choices)
    assert number
    assume(number <= 40)
    drawn = {rules.sample(random.Random(place), choices).options for place in range(number * 12)}
    assert len(drawn) == number
    assert drawn == {options for options in oracle.valid if options >= choices}


@property_of_rules
def test_what_contradicts_says_which_rules_and_needs_all_of_them(case: Case) -> None:
    rules, oracle, chance = buildable(case)
    choices = frozenset(chance.sample(oracle.ids, 3))
    try:
        assert rules.complete(choices).options >= choices
    except ContradictionError as contradiction:
        blamed = {rule.key for rule in contradiction.reasons}

        def is_enough(keys: set[str]) -> bool:
            return not any(o >= choices and keys.isdisjoint(broken) for o, broken in oracle.broken_keys.items())

        assert is_enough(blamed)
        assert not any(is_enough(blamed - {key}) for key in blamed)


def test_the_products_are_of_every_sort() -> None:
    kinds, texts, numbers, dates = set(), 0, 0, 0

    @property_of_rules
    def look(case: Case) -> None:
        nonlocal texts, numbers, dates
        product = case[0]
        kinds.update(rule.kind for rule in product.rules)
        texts += any(option.text for option in product.options.values())
        numbers += any(group.key == NUMBER for group in product.groups)
        dates += product.on(case[1]) != product
        assert any(group.kind is GroupKind.ANY for group in product.groups)

    look()
    assert kinds == set(RuleKind)
    assert min(texts, numbers, dates) > 5
