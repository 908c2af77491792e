"""Counts and samples against the written-out list of products."""

from __future__ import annotations

import random
from collections import Counter

from configurator.product.engine.conditions import Chosen, Count
from configurator.product.engine.counting import counts, nth
from configurator.product.engine.diagram import compiled
from configurator.product.engine.model import Constraint, Model
from configurator.product.engine.sampling import Sampler
from tests.product.engine.oracle import products
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


@each_seed(range(200))
def test_the_count_is_the_length_of_the_list_and_each_number_is_one_product(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    diagram = compiled(model).diagram
    for _ in range(4):
        choices = frozenset(chance.sample(model.names, chance.randint(0, 3)))
        expected = {names for names in products(model) if names >= choices}
        masks = diagram.masks(choices)
        counted = counts(diagram, masks)
        assert int(counted[0][0]) == len(expected)
        assert {nth(diagram, masks, counted, number) for number in range(len(expected))} == expected


def test_counts_are_exact_beyond_what_the_processor_counts() -> None:
    names = tuple(f"n{number}" for number in range(200))
    one = tuple(f"o{number}" for number in range(3))
    model = Model((*names, *one), (one,), (Constraint(Count(tuple(map(Chosen, names[:100])), 1)),))
    diagram = compiled(model).diagram
    masks = diagram.masks(())
    assert counts(diagram, masks)[0][0] == 3 * 2**100 * (2**100 - 1)
    assert counts(diagram, diagram.masks(names[:50]))[0][0] == 3 * 2**150


def test_samples_are_uniform() -> None:
    tested = 0
    for seed in range(40):
        model = random_model(seed)
        every = products(model)
        if 5 <= len(every) <= 60:
            sampler, chance = Sampler(compiled(model).diagram), random.Random(seed)
            drawn = Counter(sampler.draw(chance) for _ in range(100 * len(every)))
            assert drawn.keys() == set(every)
            degrees = len(every) - 1
            chi_square = sum((many - 100) ** 2 / 100 for many in drawn.values())
            assert chi_square < degrees + 5 * (2 * degrees) ** 0.5
            tested += 1
    assert tested > 8


def test_a_sample_keeps_the_choices_or_there_is_none() -> None:
    for seed in range(60):
        model, chance = random_model(seed), random.Random(seed)
        every, sampler = products(model), Sampler(compiled(model).diagram)
        choices = frozenset(chance.sample(model.names, 2))
        drawn = sampler.draw(random.Random(1), choices)
        assert drawn == sampler.draw(random.Random(1), choices)
        possible = [names for names in every if names >= choices]
        assert drawn in possible if possible else drawn is None
