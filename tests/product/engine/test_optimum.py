"""The MaxSAT solver's best product is the best of the written-out list, and the diagram's."""

from __future__ import annotations

import random
from itertools import product as cartesian

from pysat.solvers import Minisat22

from configurator.product.engine import cheapest, optimum
from configurator.product.engine.diagram import compiled
from tests.benchmarks.models import table_ruled
from tests.product.engine import oracle
from tests.product.engine.random_goals import random_goal
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


@each_seed(range(150))
def test_the_best_product_is_the_best_of_the_list(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    every = oracle.products(model)
    for _ in range(4):
        goal = random_goal(model, chance)
        assert optimum.best(model, goal) == oracle.best(every, goal)


@each_seed(range(60))
def test_at_most_lets_weights_up_to_the_limit_through(seed: int) -> None:
    chance = random.Random(seed)
    many = chance.randint(1, 7)
    weights = {variable: chance.choice((1, 2, 3, 7, 20, 1000)) for variable in range(1, many + 1)}
    limit = chance.randint(0, sum(weights.values()) + 2)
    clauses = optimum.at_most(weights, limit, many)
    with Minisat22(bootstrap_with=clauses) as solver:
        for values in cartesian((False, True), repeat=many):
            literals = [place + 1 if value else -place - 1 for place, value in enumerate(values)]
            total = sum(weights[literal] for literal in literals if literal > 0)
            assert solver.solve(literals) == (total <= limit)


def test_diagram_and_solver_agree_on_a_model_too_large_to_write_out() -> None:
    synthetic = table_ruled(groups=20, tuples=600, tables=22)
    model, chance = synthetic.model, random.Random(5)
    diagram = compiled(model).diagram
    for chosen in synthetic.clicks(6, 4):
        wishes = tuple((name, chance.random() < 0.5) for name in chance.sample(model.names, len(model.names)))
        goal = cheapest.Goal.cheapest(chosen, synthetic.prices, wishes)
        found = cheapest.best(diagram, goal)
        assert found is not None
        assert optimum.best(model, goal) == found
