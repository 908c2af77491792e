"""Diagrams hold exactly the products of a model, and say of every name at once whether some product has it."""

from __future__ import annotations

import random
from itertools import chain, pairwise
from itertools import product as cartesian

import numpy as np

from configurator.product.engine.components import components, levels_of
from configurator.product.engine.conditions import Chosen, Count, Every, Not, Some, implies
from configurator.product.engine.diagram import Diagram, compiled
from configurator.product.engine.model import Constraint, Model, Table
from configurator.product.engine.parts import Budget
from tests.product.engine.oracle import products
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed

SEEDS = range(300)


def paths(diagram: Diagram) -> list[frozenset[str]]:
    """Every path through a diagram, as the names on it."""
    found = [(0, frozenset[str]())]
    for level, rows in zip(diagram.layout.levels, diagram.children, strict=True):
        found = [
            (int(child), names | ({name} if name else set()))
            for node, names in found
            for name, child in zip(level, rows[node], strict=True)
            if child >= 0
        ]
    return [names for _, names in found]


@each_seed(SEEDS)
def test_the_paths_are_the_products(seed: int) -> None:
    model = random_model(seed)
    found = paths(compiled(model).diagram)
    assert len(found) == len(set(found))
    assert set(found) == set(products(model))


@each_seed(SEEDS)
def test_a_name_is_supported_if_some_product_has_it_under_both_meanings(seed: int) -> None:
    model, chance = random_model(seed), random.Random(seed)
    every, diagram = products(model), compiled(model).diagram
    own = {name: frozenset(one) for one in model.ones for name in one}
    for _ in range(8):
        choices = frozenset(chance.sample(model.names, chance.randint(0, 5)))
        keeping = {name for names in every if names >= choices for name in names}
        assert diagram.supported(choices, replacing=False) == keeping
        replacing = {
            name for name in model.names if any(names >= {name} | choices - own.get(name, set()) for names in every)
        }
        assert diagram.supported(choices, replacing=True) == replacing
        assert diagram.is_possible(diagram.masks(choices)) == any(names >= choices for names in every)
        dropped = frozenset(chance.sample(model.names, 2))
        expected = any(names >= choices and not names & dropped for names in every)
        assert diagram.is_possible(diagram.masks(choices, dropped)) == expected


def test_no_two_nodes_of_a_level_lead_to_the_same_and_none_leads_nowhere() -> None:
    for seed in range(100):
        diagram = compiled(random_model(seed)).diagram
        if diagram.is_possible(diagram.masks(())):
            for rows in diagram.children:
                assert len(np.unique(rows, axis=0)) == len(rows)
                assert (rows >= 0).any(axis=1).all()


@each_seed(range(100))
def test_components_are_independent_and_whole(seed: int) -> None:
    model = random_model(seed, names=12)
    found = components(model)
    assert {level for component in found for level in component.levels} == set(levels_of(model))
    each = []
    for component in found:
        names = tuple(name for level in component.levels for name in level if name)
        ones = tuple(level for level in component.levels if level[0] is not None)
        each.append(products(Model(names, ones, tuple(map(Constraint, component.bodies)))))
    assert {frozenset(chain(*picked)) for picked in cartesian(*each)} == set(products(model))


def chain_model(length: int) -> Model:
    """Each choice rules out one option of the next group."""
    ones = tuple(tuple(f"g{place}.o{answer}" for answer in range(3)) for place in range(length))
    rules = [implies(Chosen(a[0]), Not(Chosen(b[1]))) for a, b in pairwise(ones)]
    return Model(tuple(chain(*ones)), ones, tuple(map(Constraint, rules)))


def test_a_chain_of_rules_makes_a_narrow_diagram_whatever_the_order_of_the_groups() -> None:
    model = chain_model(60)
    shuffled = list(model.ones)
    random.Random(4).shuffle(shuffled)
    diagram = compiled(Model(model.names, tuple(shuffled), model.constraints)).diagram
    assert diagram.edges < 60 * 3 * 30


def test_what_bursts_the_budget_stays_as_it_is_and_the_others_are_compiled() -> None:
    pairs = [(f"a{place}", f"b{place}") for place in range(16)]
    crossed = Every(tuple(Some((Chosen(a), Chosen(b))) for a, b in pairs))
    far = Count(tuple(Chosen(a) for a, _ in pairs) + tuple(Every((Chosen(a), Chosen(b))) for a, b in pairs), 3, 7)
    model = Model((*chain(*pairs), "x", "y"), (), (Constraint(crossed), Constraint(far), Constraint(Chosen("x"))))
    small = compiled(model, Budget(width=200, work=5000))
    assert [len(component.levels) for component in small.rest] == [32]
    assert small.diagram.supported((), replacing=True) == {"x", "y"}
    assert not compiled(model).rest


def test_a_large_count_and_a_large_table_are_compiled_at_once() -> None:
    names = tuple(f"n{number}" for number in range(300))
    ones = tuple(tuple(f"g{group}.{answer}" for answer in range(20)) for group in range(5))
    chance = random.Random(3)
    rows = tuple(tuple(chance.choice((*one, None)) for one in ones) for _ in range(20_000))
    model = Model(
        (*names, *chain(*ones)),
        ones,
        (Constraint(Count(tuple(map(Chosen, names)), 100, 150)), Constraint(Table(ones, rows))),
    )
    diagram = compiled(model).diagram
    assert diagram.supported(names[:150], replacing=True) == {*names[:150], *chain(*ones)}
    assert diagram.edges < 400_000
