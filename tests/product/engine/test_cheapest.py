"""The best product of a diagram is the best of the written-out list, ties and limits included."""

from __future__ import annotations

import random

from configurator.product.engine.cheapest import best, least_cost
from configurator.product.engine.diagram import compiled
from tests.product.engine import oracle
from tests.product.engine.random_goals import random_goal
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


@each_seed(range(300))
def test_the_best_product_is_the_best_of_the_list(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    every, diagram = oracle.products(model), compiled(model).diagram
    for _ in range(6):
        goal = random_goal(model, chance)
        assert best(diagram, goal) == oracle.best(every, goal)


@each_seed(range(100))
def test_the_least_cost_is_the_least_of_the_list(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    diagram = compiled(model).diagram
    costs = {(name, chance.random() < 0.5): chance.randint(0, 9) for name in model.names}
    choices, dropped = frozenset(chance.sample(model.names, 1)), frozenset(chance.sample(model.names, 1))
    least = min(
        (
            sum(cost for (name, wanted), cost in costs.items() if (name in names) != wanted)
            for names in oracle.products(model)
            if names >= choices and not names & dropped
        ),
        default=None,
    )
    assert least_cost(diagram, diagram.masks(choices, dropped), costs) == least


def test_the_goals_are_of_every_sort() -> None:
    found = []
    for seed in range(300):
        model, chance = random_model(seed), random.Random(seed)
        every = oracle.products(model)
        for goal in [random_goal(model, chance) for _ in range(6)] if every else []:
            found.append((goal.limit is None, oracle.best(every, goal) is None))
    assert min(found.count((limited, none)) for limited in (True, False) for none in (True, False)) > 30
