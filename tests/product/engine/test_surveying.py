"""What sweeps over a decision diagram say of the names around a product, against the written-out list of products."""

from __future__ import annotations

import random
from itertools import chain

import pytest

from configurator.product.engine.conditions import Chosen as Is
from configurator.product.engine.diagram import compiled
from configurator.product.engine.judging import Verdict
from configurator.product.engine.model import Constraint, Model
from configurator.product.engine.surveying import Surveying
from tests.product.engine.random_models import random_condition, random_table
from tests.product.engine.test_judging import Chosen, Written, check_reason, touched
from tests.product.seeds import each_seed

NAMES = 15


def model_of_tables(seed: int) -> tuple[Model, list[int]]:
    """Five choose-one sets of three names, with a few tables and conditions, and prices."""
    chance = random.Random(seed)
    ones = [tuple(f"g{group}.o{number}" for number in range(3)) for group in range(5)]
    names = tuple(chain(*ones))
    bodies = [
        random_table(chance, ones) if chance.random() < 0.7 else random_condition(chance, names, 2)
        for _ in range(chance.randint(1, 4))
    ]
    prices = [chance.choice((0, 100, 250, 400)) for _ in names]
    return Model(names, tuple(ones), tuple(map(Constraint, bodies))), prices


@each_seed(range(120))
def test_what_is_possible_why_not_and_the_best_outcome(seed: int) -> None:
    model, prices = model_of_tables(seed)
    written, chance = Written(model), random.Random(seed)
    if not written.products:
        return
    surveying = Surveying(model, prices, compiled(model).diagram)
    for _ in range(6):
        product = chance.choice(written.products)
        choices = sorted(chance.sample(product, chance.randint(0, 5)))
        verdict = surveying.judge(product, choices)
        bare = surveying.judge(product, choices, is_priced=False)
        assert bare.reasons == verdict.reasons
        assert not bare.outcomes
        for name in range(NAMES):
            check_reason(written, choices, verdict, name)
            check_outcome(written, prices, product, choices, verdict, name)
            if len(verdict.reasons[name].literals if name in verdict.reasons else ()) > 1:
                kept = [choice for choice in choices if choice // 3 != name // 3]
                assert all(any({name, choice} <= set(after) for after in written.products) for choice in kept)


def check_outcome(
    written: Written, prices: list[int], product: Chosen, choices: list[int], verdict: Verdict, name: int
) -> None:
    ways = [after for after in written.products if name in after]
    if not ways:
        assert name not in verdict.outcomes
        return

    def cost(after: Chosen) -> tuple[tuple[int, int], int]:
        steps = [abs(prices[new] - prices[old]) for old, new in zip(product, after, strict=True)]
        return touched(product, choices, name, after), sum(steps)

    outcome = {old // 3: old for old in product} | {new // 3: new for new in verdict.outcomes.get(name, (name,))}
    after = tuple(outcome.values())
    assert after in ways
    assert cost(after) == min(map(cost, ways))
    assert verdict.differences[name] == sum(prices[new] for new in after) - sum(prices[old] for old in product)


def test_the_models_are_of_every_sort() -> None:
    written = [Written(model_of_tables(seed)[0]) for seed in range(120)]
    assert sum(not found.products for found in written) > 3
    assert sum(10 < len(found.products) < 200 for found in written) > 40


def test_prices_that_cannot_be_counted_with_are_refused() -> None:
    ones = (("a.x", "a.y"), ("b.x", "b.y"))
    model = Model(tuple(chain(*ones)), ones, (Constraint(Is("a.x")),))
    with pytest.raises(ValueError, match="too high"):
        Surveying(model, [1, 1 << 60, 0, 3], compiled(model).diagram)
