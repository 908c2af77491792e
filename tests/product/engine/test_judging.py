"""Everything that is said of the names around a product, against the written-out list of products."""

from __future__ import annotations

import random
from itertools import product as cartesian

import numpy as np

from configurator.product.engine.judging import Judging, Verdict
from configurator.product.engine.model import Constraint, Model
from tests.product.engine.random_models import random_condition
from tests.product.seeds import each_seed

Chosen = tuple[int, ...]


def model_of_ones(seed: int) -> tuple[Model, list[int]]:
    """Five choose-one sets of three names, with random constraints, and prices."""
    chance = random.Random(seed)
    ones = tuple(tuple(f"g{group}.o{number}" for number in range(3)) for group in range(5))
    names = tuple(name for one in ones for name in one)
    bodies = [random_condition(chance, names, 2) for _ in range(chance.randint(2, 5))]
    return Model(names, ones, tuple(map(Constraint, bodies))), [chance.choice((0, 100, 250, 400)) for _ in names]


class Written:
    """All products of a model, and for each choice of some of its constraints what these allow."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.buildable: list[Chosen] = list(cartesian(*([model.place[name] for name in one] for one in model.ones)))
        self.breaks = {
            chosen: {
                number
                for number, constraint in enumerate(model.constraints)
                if not constraint.allows({model.names[name] for name in chosen})
            }
            for chosen in self.buildable
        }
        self.products = [chosen for chosen, broken in self.breaks.items() if not broken]

    def allows(self, names: set[int], constraints: set[int]) -> bool:
        return any(names <= set(chosen) and not broken & constraints for chosen, broken in self.breaks.items())


@each_seed(range(120))
def test_what_is_possible_why_not_and_the_best_outcome(seed: int) -> None:
    model, prices = model_of_ones(seed)
    written, chance = Written(model), random.Random(seed)
    if not written.products:
        return
    judging = Judging(model, prices)
    for _ in range(6):
        product = chance.choice(written.products)
        choices = sorted(chance.sample(product, chance.randint(0, 5)))
        verdict = judging.judge(product, choices)
        for name in range(len(model.names)):
            check(written, prices, product, choices, verdict, name)


def check(
    written: Written, prices: list[int], product: Chosen, choices: list[int], verdict: Verdict, name: int
) -> None:
    check_reason(written, choices, verdict, name)
    ways = [after for after in written.products if name in after]
    if not ways:
        assert name not in verdict.outcomes
        return

    least = min(touched(product, choices, name, after) for after in ways)
    by_lost: dict[Chosen, Chosen] = {}
    for after in sorted(after for after in ways if touched(product, choices, name, after) == least):
        by_lost.setdefault(tuple(old for old, new in zip(product, after, strict=True) if old != new), after)
    moved = {
        lost: sum(prices[new] for new in after) - sum(prices[old] for old in product) for lost, after in by_lost.items()
    }
    best = min(by_lost, key=lambda lost: (abs(moved[lost]), [-old for old in lost]))
    outcome = {old // 3: old for old in product} | {new // 3: new for new in verdict.outcomes.get(name, (name,))}
    assert tuple(outcome.values()) == by_lost[best]
    assert verdict.differences[name] == moved[best]


def touched(product: Chosen, choices: list[int], name: int, after: Chosen) -> tuple[int, int]:
    """How many choices an outcome gives up beside the name's own set, and how many names at all."""
    lost = [old for old, new in zip(product, after, strict=True) if old != new and old // 3 != name // 3]
    return sum(old in choices for old in lost), len(lost)


def check_reason(written: Written, choices: list[int], verdict: Verdict, name: int) -> None:
    kept = {choice for choice in choices if choice // 3 != name // 3}
    all_constraints = set(range(len(written.model.constraints)))
    assert verdict.possible[name] == written.allows(kept | {name}, all_constraints)
    assert (name in verdict.reasons) == (not verdict.possible[name])
    if name in verdict.reasons:
        blamed = {literal - 1 for literal in verdict.reasons[name].literals}
        constraints = set(verdict.reasons[name].constraints)
        assert blamed <= kept
        assert not written.allows(blamed | {name}, constraints)
        assert all(written.allows(blamed - {choice} | {name}, constraints) for choice in blamed)
        assert all(written.allows(blamed | {name}, constraints - {number}) for number in constraints)


def test_the_answers_do_not_depend_on_what_was_asked_before() -> None:
    model, prices = model_of_ones(4)
    products = Written(model).products
    first, second = Judging(model, prices), Judging(model, prices)
    asked = [(product, product[1:4]) for product in products[:20]]
    forward = [first.judge(*question) for question in asked]
    backward = [second.judge(*question) for question in reversed(asked)][::-1]
    for one, other in zip(forward, backward, strict=True):
        assert (one.reasons, one.outcomes) == (other.reasons, other.outcomes)
        assert np.array_equal(one.possible, other.possible)
        assert np.array_equal(one.differences, other.differences)
