"""The engine's answers read off the written-out list of a small model's products. Shares no code with the engine."""

from __future__ import annotations

from itertools import chain, combinations
from itertools import product as cartesian

from configurator.product.engine.cheapest import Goal
from configurator.product.engine.model import Model


def products(model: Model) -> list[frozenset[str]]:
    """Every product, by writing out all answers to all questions."""
    free = [name for name in model.names if name not in set(chain.from_iterable(model.ones))]
    subsets = [subset for size in range(len(free) + 1) for subset in combinations(free, size)]
    found = [frozenset((*ones, *subset)) for ones in cartesian(*model.ones) for subset in subsets]
    return [chosen for chosen in found if model.is_product(chosen)]


def best(every: list[frozenset[str]], goal: Goal) -> frozenset[str] | None:
    """The best product of the list."""

    def badness(names: frozenset[str]) -> tuple[object, ...]:
        lost = [
            sum(cost for (name, wanted), cost in losses.items() if (name in names) != wanted) for losses in goal.losses
        ]
        return (*lost, *((name in names) != wanted for name, wanted in goal.wishes))

    prices = {names: sum(goal.prices.get(name, 0) for name in names) for names in every}
    good = [names for names in every if names >= goal.chosen and (goal.limit is None or prices[names] <= goal.limit)]
    return min(good, key=badness, default=None)
