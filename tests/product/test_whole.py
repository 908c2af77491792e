"""Counts, cheapest configurations, budgets and samples of many small products, against the written-out list."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from configurator.product import whole
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.engine import optimum
from configurator.product.engine.diagram import Compiled, compiled
from configurator.product.engine.model import Model
from configurator.product.engine.parts import Budget
from configurator.product.engine.storing import Store
from configurator.product.errors import RefusedError
from configurator.product.loader import load_product
from configurator.product.money import CurrencyMismatchError, Money
from configurator.product.pricing import total_price
from configurator.product.rules import ContradictionError, ProductRules
from tests.product.cases import case
from tests.product.oracle import Options, Oracle
from tests.product.random_products import random_product
from tests.product.seeds import each_seed

SEEDS = range(80)


@pytest.fixture
def without_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every model is too much for a diagram."""

    def nothing(model: Model) -> Compiled:
        return compiled(model, Budget(width=0))

    monkeypatch.setattr(whole, "compiled", nothing)


def price(product: Product, options: Options) -> int:
    return total_price(product, Configuration(product.key, options)).amount_minor


def market_in(oracle: Oracle, options: Options) -> str:
    return next(id_ for id_ in oracle.ids if id_ in options and oracle.group[id_].is_market)


@each_seed(SEEDS)
def test_the_count_is_the_length_of_the_list(seed: int) -> None:
    _, rules, oracle, chance = case(seed)
    assert rules.count() == len(oracle.valid)
    for _ in range(8):
        choices = frozenset(chance.sample(oracle.ids, chance.randint(1, 3)))
        number = sum(options >= choices for options in oracle.valid)
        assert rules.count(choices) == rules.at_least(choices) == number


@each_seed(SEEDS)
@pytest.mark.usefixtures("without_diagrams")
def test_what_can_not_be_counted_has_a_number_that_there_are_at_least(seed: int) -> None:
    product, _, oracle, chance = case(seed)
    rules = ProductRules(product)
    assert rules.count() is None
    for choices in [frozenset[str](), *(frozenset(chance.sample(oracle.ids, 2)) for _ in range(4))]:
        number = sum(options >= choices for options in oracle.valid)
        assert 0 < rules.at_least(choices) <= number or rules.at_least(choices) == number == 0


def check_cheapest(product: Product, rules: ProductRules, oracle: Oracle, chance: random.Random) -> None:
    for _ in range(8):
        choices = frozenset(chance.sample(oracle.ids, chance.randint(0, 3)))
        completed = oracle.complete(choices)
        if completed is None:
            with pytest.raises(ContradictionError):
                rules.cheapest(choices)
            continue
        kept = choices | {market_in(oracle, completed)}
        expected = min(
            (options for options in oracle.valid if options >= kept),
            key=lambda options: (price(product, options), oracle.liking(options)),
        )
        assert rules.cheapest(choices).options == expected


def check_within(product: Product, rules: ProductRules, oracle: Oracle, chance: random.Random) -> None:
    for before in chance.sample(oracle.valid, min(6, len(oracle.valid))):
        choices = frozenset(chance.sample(oracle.ids, chance.choice((0, 0, 1))))
        market = market_in(oracle, choices) if any(oracle.group[i].is_market for i in choices) else None
        kept = choices | {market or market_in(oracle, before)}
        budget = price(product, before) + chance.choice((-2500, -1500, -700, -500, 0))
        expected = oracle.least_loss(
            before,
            oracle.held(before),
            lambda after, kept=kept, budget=budget: after >= kept and price(product, after) <= budget,
        )
        found = rules.within(choices, Money(budget, "EUR"), Configuration(product.key, before))
        if before >= choices and budget >= price(product, before):
            expected = (before, set())
        assert (found and found.options) == (expected and expected[0])


@each_seed(SEEDS)
def test_the_cheapest_is_the_cheapest_of_the_list(seed: int) -> None:
    check_cheapest(*case(seed))


@each_seed(SEEDS)
def test_within_a_budget_the_closest_of_the_list_is_found(seed: int) -> None:
    check_within(*case(seed))


@each_seed(SEEDS)
@pytest.mark.usefixtures("without_diagrams")
def test_without_a_diagram_answers_are_the_same(seed: int) -> None:
    product, _, oracle, chance = case(seed)
    rules = ProductRules(product)
    check_cheapest(product, rules, oracle, chance)
    check_within(product, rules, oracle, chance)


@pytest.mark.usefixtures("without_diagrams")
def test_what_takes_too_much_effort_is_refused(lamp: Product, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optimum, "EFFORT", 0)
    rules = ProductRules(lamp)
    some = [rules.surprise(random.Random(number)) for number in range(20)]
    dearest = max(some, key=lambda found: price(lamp, found.options))
    with pytest.raises(RefusedError):
        rules.within((), total_price(lamp, dearest) - Money(1, lamp.currency), dearest)


def test_an_answer_is_the_same_with_a_diagram_from_the_disk(
    lamp: Product, lamp_rules: ProductRules, tmp_path: Path
) -> None:
    answers = []
    for _ in range(2):
        rules = ProductRules(lamp, store=Store(tmp_path))
        answers.append((rules.count(), rules.cheapest(()), rules.sample(random.Random(1))))
    assert answers == [(lamp_rules.count(), lamp_rules.cheapest(()), lamp_rules.sample(random.Random(1)))] * 2
    assert len(list(tmp_path.iterdir())) == 1


def test_a_budget_in_another_currency_is_refused(lamp: Product, lamp_rules: ProductRules) -> None:
    with pytest.raises(CurrencyMismatchError):
        lamp_rules.within((), Money(10000, "GBP"), lamp_rules.complete(()))


def test_every_configuration_is_drawn_equally_often() -> None:
    tested = 0
    for seed in range(30):
        product = random_product(seed)
        every = Oracle(product).valid
        if 5 <= len(every) <= 60:
            rules, chance = ProductRules(product), random.Random(seed)
            drawn = Counter(rules.sample(chance).options for _ in range(100 * len(every)))
            assert drawn.keys() == set(every)
            degrees = len(every) - 1
            assert sum((many - 100) ** 2 / 100 for many in drawn.values()) < degrees + 5 * (2 * degrees) ** 0.5
            tested += 1
    assert tested > 6


def test_the_number_of_configurations_of_a_real_product_stays_countable() -> None:
    product = load_product(Path(__file__).parents[2] / "designs" / "piccola")
    rules = ProductRules(product)
    everything = rules.count()
    assert everything is not None
    assert everything == sum(rules.count((option.id,)) or 0 for option in product.groups[0].options)
    assert everything > 10**12
