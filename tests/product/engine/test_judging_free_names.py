"""Judging a model some of whose names are in no choose-one set, or whose constraints are no clauses: by a solver."""

from __future__ import annotations

import random
from dataclasses import replace

from configurator.product.engine.judging import Judging
from configurator.product.engine.model import Model
from tests.product.engine.oracle import products
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


@each_seed(range(60))
def test_what_is_possible_and_why_not_is_what_the_list_says(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    every = products(model)
    if not every:
        return
    own = {name: frozenset(one) for one in model.ones for name in one}
    judging = Judging(model, [chance.choice((0, 100, 250)) for _ in model.names])
    for _ in range(3):
        product = chance.choice(every)
        choices = frozenset(chance.sample(sorted(product), chance.randint(0, len(product))))
        verdict = judging.judge([model.place[name] for name in product], sorted(map(model.place.__getitem__, choices)))
        for place, name in enumerate(model.names):
            kept = (choices - own.get(name, frozenset())) | {name}
            is_possible = any(names >= kept for names in every)
            assert bool(verdict.possible[place]) is is_possible
            assert (place in verdict.reasons) is not is_possible
            if not is_possible:
                blamed = {model.names[literal - 1] for literal in verdict.reasons[place].literals}
                assert blamed <= choices
                assert not any(names >= blamed | {name} for names in every)
                for left_out in blamed:
                    assert is_minimal(blamed - {left_out} | {name}, verdict.reasons[place].constraints, model)


def is_minimal(names: set[str], constraints: tuple[int, ...], model: Model) -> bool:
    """Whether these constraints alone leave a product with the names."""
    fewer = replace(model, constraints=tuple(model.constraints[place] for place in constraints))
    return any(chosen >= names for chosen in products(fewer))
