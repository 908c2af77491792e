"""Every answer of the rule engine against the written-out list of configurations of many small random products."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from configurator.product.configuration import Configuration
from configurator.product.rules import ContradictionError, ProductRules, Reason, State
from tests.product.cases import case
from tests.product.oracle import Options, Oracle
from tests.product.random_products import DAYS, random_product
from tests.product.seeds import each_seed

SEEDS = range(80)


def some(oracle: Oracle, chance: random.Random, size: int) -> list[Options]:
    return chance.sample(oracle.valid, min(size, len(oracle.valid)))


def test_the_products_are_of_every_sort() -> None:
    oracles = [Oracle(random_product(seed)) for seed in SEEDS]
    assert sum(not oracle.valid for oracle in oracles) > 3
    assert sum(len(oracle.valid) > 20 for oracle in oracles) > 25
    assert sum(any(option.retired for option in oracle.option.values()) for oracle in oracles) > 12


@each_seed(SEEDS)
def test_valid_and_broken_are_what_the_list_says(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    for options in oracle.buildable:
        assert list(rules.broken(options)) == oracle.broken(options)
        assert rules.is_valid(options) == (not oracle.broken(options))
    for _ in range(20):
        options = frozenset(chance.sample(oracle.ids, chance.randint(0, len(oracle.ids))))
        assert rules.is_valid(options) == (options in oracle.valid)


@each_seed(SEEDS)
def test_rules_are_judged_by_the_day(seed: int) -> None:
    whole, _, _, chance = case(seed)
    for day in (day + timedelta(days=more) for day in DAYS for more in (-1, 0, 1)):
        rules, oracle = ProductRules(whole, on=day), Oracle(whole, day)
        assert list(rules.product.rules) == oracle.rules
        for _ in range(3):
            choices = chance.sample(oracle.ids, chance.randint(0, 3))
            expected = oracle.complete(choices)
            if expected is not None:
                assert rules.complete(choices).options == expected
                continue
            with pytest.raises(ContradictionError) as error:
                rules.complete(choices)
            assert all(rule in oracle.rules for rule in error.value.reasons)
            assert is_explained(oracle, choices, [rule.key for rule in error.value.reasons])


@each_seed(SEEDS)
def test_completion_is_the_best_liked_configuration_with_the_choices(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    for _ in range(12):
        choices = chance.sample(oracle.ids, chance.randint(0, 3))
        expected = oracle.complete(choices)
        if expected is not None:
            assert rules.complete(choices).options == expected
            continue
        with pytest.raises(ContradictionError) as error:
            rules.complete(choices)
        keys = [rule.key for rule in error.value.reasons]
        assert is_explained(oracle, choices, keys)
        assert not any(is_explained(oracle, choices, [other for other in keys if other != key]) for key in keys)


def is_explained(oracle: Oracle, choices: list[str], keys: list[str]) -> bool:
    """Whether these rules alone leave nothing with the choices."""
    return not any(
        options >= set(choices) and broken.isdisjoint(keys) for options, broken in oracle.broken_keys.items()
    )


@each_seed(SEEDS)
def test_nearest_loses_least(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    if not oracle.valid:
        with pytest.raises(ContradictionError):
            rules.nearest(())
        return
    for _ in range(12):
        choices = chance.sample(oracle.ids, chance.randint(0, 6))
        assert rules.nearest([*choices, "no.such"]).options == oracle.nearest(choices)
    for options in some(oracle, chance, 5):
        assert rules.nearest(options).options == options


@each_seed(SEEDS)
def test_judgements_are_exact_and_their_reasons_minimal(seed: int) -> None:
    product, rules, oracle, chance = case(seed)
    for options in some(oracle, chance, 4):
        judged = rules.judge(Configuration(product.key, options))
        assert list(judged) == oracle.ids
        for option_id, judgement in judged.items():
            outcome = oracle.change(options, option_id)
            if not any(option_id in other for other in oracle.valid):
                expected = State.IMPOSSIBLE
            elif option_id in options and oracle.group[option_id].kind == "one":
                expected = State.CHOSEN
            elif option_id in options:
                expected = State.FORCED if outcome is None or outcome[1] else State.CHOSEN
            else:
                assert outcome is not None
                expected = State.CONFLICTING if outcome[1] else State.POSSIBLE
            assert judgement.state is expected, option_id
            if expected in (State.CONFLICTING, State.FORCED):
                reasons, choices = judgement.reasons, judgement.choices
                assert set(choices) <= set(oracle.others(options, option_id))
                assert oracle.explains(options, option_id, reasons, choices)
                for reason in reasons:
                    fewer = [rule for rule in reasons if rule is not reason]
                    assert not oracle.explains(options, option_id, fewer, choices)
                for choice in choices:
                    others = [other for other in choices if other != choice]
                    assert not oracle.explains(options, option_id, reasons, others)
            else:
                assert judgement.reasons == judgement.choices == ()


@each_seed(SEEDS)
def test_choosing_and_dropping_change_as_little_as_possible(seed: int) -> None:
    product, rules, oracle, chance = case(seed)
    for options in some(oracle, chance, 4):
        before = Configuration(product.key, options)
        for option_id in oracle.ids:
            is_one = oracle.group[option_id].kind == "one"
            if option_id in options and is_one:
                assert rules.choose(before, option_id).after == before
                continue
            ask = rules.drop if option_id in options else rules.choose
            outcome = oracle.change(options, option_id)
            if outcome is None:
                with pytest.raises(ContradictionError):
                    ask(before, option_id)
                continue
            change = ask(before, option_id)
            after, lost = outcome
            own = {option.id for option in oracle.group[option_id].options} if is_one else {option_id}
            assert change.after.options == after
            assert set(change.replaced) == lost
            assert set(change.added) == after - options - {option_id}
            assert set(change.released) == options - after - lost - own


@each_seed(SEEDS)
def test_effects_are_the_price_and_the_additions_of_the_best_change(seed: int) -> None:
    product, rules, oracle, chance = case(seed)
    for options in some(oracle, chance, 6):  # one after another: what is remembered of one must be true of the next
        for option_id, effect in rules.effects(Configuration(product.key, options)).items():
            is_settled = option_id in options and oracle.group[option_id].kind == "one"
            outcome = None if is_settled else oracle.change(options, option_id)
            after = outcome[0] if outcome else options
            added = product.in_order(after - options - {option_id})
            assert effect == (oracle.price(after) - oracle.price(options), added), option_id


@each_seed(SEEDS)
def test_repairs_are_the_cheapest_ways_and_give_up_other_choices_each(seed: int) -> None:
    product, rules, oracle, chance = case(seed)
    for options in some(oracle, chance, 4):
        before = Configuration(product.key, options)
        for option_id in oracle.ids:
            if option_id in options and oracle.group[option_id].kind == "one":
                assert [change.after for change in rules.repairs(before, option_id)] == [before]
                continue
            expected = oracle.changes(options, option_id)
            if not expected:
                with pytest.raises(ContradictionError):
                    rules.repairs(before, option_id)
                continue
            found = [(change.after.options, set(change.replaced)) for change in rules.repairs(before, option_id)]
            assert found == expected[:3]
            assert len(rules.repairs(before, option_id, limit=2)) == min(2, len(expected))


@each_seed(SEEDS)
def test_possible_options_and_the_reasons_against_the_others(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    for _ in range(6):
        choices = frozenset(chance.sample(oracle.ids, chance.randint(0, 3)))
        for replacing in (False, True):
            possible = rules.possible(choices, replacing=replacing)
            for option_id in oracle.ids:
                single = replacing and oracle.group[option_id].kind == "one"
                own = {o.id for o in oracle.group[option_id].options} if single else {option_id}
                kept = choices - own
                assert (option_id in possible) == any(kept | {option_id} <= options for options in oracle.valid)
                reason = rules.why_not(choices, option_id, replacing=replacing)
                check_reason(oracle, reason, kept, lambda options: option_id in options)  # noqa: B023
        for option_id in oracle.ids:
            forced = rules.why_forced(choices, option_id)
            check_reason(oracle, forced, choices - {option_id}, lambda options: option_id not in options)  # noqa: B023


def check_reason(oracle: Oracle, reason: Reason | None, choices: Options, is_asked: Callable[[Options], bool]) -> None:
    """The reason is enough, and nothing of it could be left out; there is none for what is possible."""

    def is_enough(named: set[str], keys: set[str]) -> bool:
        return not any(
            named <= options and not keys & broken and is_asked(options)
            for options, broken in oracle.broken_keys.items()
        )

    if reason is None:
        assert any(choices <= options and is_asked(options) for options in oracle.valid)
        return
    named, keys = set(reason.choices), {rule.key for rule in reason.rules}
    assert named <= choices
    assert is_enough(named, keys)
    assert not any(is_enough(named - {choice}, keys) for choice in named)
    assert not any(is_enough(named, keys - {key}) for key in keys)


@each_seed(SEEDS)
def test_forced_pairs_are_exact(seed: int) -> None:
    _, rules, oracle, _ = case(seed)
    assert rules.forced_pairs() == oracle.forced_pairs()


@each_seed(SEEDS)
def test_surprises_are_valid_and_keep_what_they_should(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    for number, kept in enumerate(chance.sample(oracle.ids, 4)):
        if any(kept in options for options in oracle.valid):
            surprise = rules.sample(random.Random(number), keep=[kept]).options
            assert surprise in oracle.valid
            assert kept in surprise
        else:
            with pytest.raises(ContradictionError):
                rules.sample(random.Random(number), keep=[kept])


def test_surprises_reach_every_configuration() -> None:
    product = random_product(3)
    oracle, rules, chance = Oracle(product), ProductRules(product), random.Random(1)
    seen = {rules.surprise(chance).options for _ in range(40 * len(oracle.valid))}
    assert len(seen) > 0.8 * len(oracle.valid)
