"""The clauses say what the model says, of every set of names."""

from __future__ import annotations

from itertools import chain, combinations
from itertools import product as cartesian

import pytest
from pysat.solvers import Minisat22

from configurator.product.engine import clauses
from configurator.product.engine.clauses import Clauses
from configurator.product.engine.conditions import ALWAYS, NEVER, Chosen, Condition, Count, Every, Not, Some, implies
from configurator.product.engine.model import Constraint, Model, Table
from tests.product.engine.random_models import random_model
from tests.product.seeds import each_seed


def products(model: Model, without: int | None = None) -> set[frozenset[str]]:
    """Every set of names with which the clauses can be true; one constraint may be left out."""
    written = Clauses(model)
    selectors = [selector for place, selector in enumerate(written.selectors) if place != without]
    with Minisat22(bootstrap_with=written.clauses) as solver:
        return {
            names
            for names in subsets(model.names)
            if solver.solve([*selectors, *(v if name in names else -v for name, v in written.variable.items())])
        }


def subsets(names: tuple[str, ...]) -> list[frozenset[str]]:
    return [frozenset(subset) for size in range(len(names) + 1) for subset in combinations(names, size)]


@each_seed(range(100))
def test_the_clauses_allow_exactly_the_products_of_the_model(seed: int) -> None:
    model = random_model(seed, names=9)
    assert products(model) == {names for names in subsets(model.names) if model.is_product(names)}


@each_seed(range(30))
def test_a_table_too_large_for_a_diagram_allows_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    model = random_model(seed, names=8)
    expected = products(model)
    with monkeypatch.context() as patched:
        patched.setattr(clauses, "TABLE_EDGES", 0)
        assert products(model) == expected


@each_seed(range(40))
def test_a_constraint_whose_selector_is_free_asks_nothing(seed: int) -> None:
    model = random_model(seed, names=7)
    for place in range(len(model.constraints)):
        others = model.constraints[:place] + model.constraints[place + 1 :]
        less = Model(model.names, model.ones, others, model.always)
        assert products(model, without=place) == {names for names in subsets(less.names) if less.is_product(names)}


def test_the_models_are_of_every_sort() -> None:
    models = [random_model(seed, names=9) for seed in range(100)]
    many = [sum(model.is_product(names) for names in subsets(model.names)) for model in models]
    assert sum(number == 0 for number in many) > 10
    assert sum(number > 10 for number in many) > 20
    bodies = [constraint.body for model in models for constraint in model.constraints]
    assert sum(isinstance(body, Table) and len(body.columns) > 2 for body in bodies) > 5
    assert {type(body) for body in bodies} == {Table, Chosen, Not, Every, Some, Count}


def test_variables_follow_the_names_and_selectors_follow_the_variables() -> None:
    model = random_model(7)
    written = Clauses(model)
    assert list(written.variable.items()) == [(name, place + 1) for place, name in enumerate(model.names)]
    assert written.selectors == [len(model.names) + place + 1 for place in range(len(model.constraints))]
    assert {abs(literal) for clause in written.clauses for literal in clause} <= set(range(1, written.top + 1))


def size(condition: Condition, names: int) -> int:
    model = Model(tuple(f"n{number}" for number in range(names)), (), (Constraint(condition),))
    return sum(len(clause) for clause in Clauses(model).clauses)


def test_clauses_grow_no_faster_than_what_they_say() -> None:
    def names(first: int, last: int) -> tuple[Condition, ...]:
        return tuple(Chosen(f"n{number}") for number in range(first, last))

    def ladder(steps: int) -> Condition:
        rung: Condition = Chosen("n0")
        for number in range(1, steps):
            rung = Some((Every((Chosen(f"n{number}"), rung)), Every((Not(Chosen(f"n{number}")), Not(rung)))))
        return rung

    assert size(implies(Some(names(0, 200)), Every(names(200, 400))), 400) < 1500
    assert size(Some((*names(0, 200), Every(names(200, 400)))), 400) < 1500
    assert size(Count(names(0, 200), most=3), 200) < 6000
    assert size(ladder(100), 100) < 4000
    numbers = tuple(tuple(f"{column}{number}" for number in range(20)) for column in "abc")
    rows = tuple(row for row in cartesian(*numbers) if len({name[1:] for name in row}) == 1 or row[0] == "a7")
    table = Model(tuple(chain(*numbers)), numbers, (Constraint(Table(numbers, rows)),))
    bare = Model(table.names, table.ones)
    assert sum(map(len, Clauses(table).clauses)) - sum(map(len, Clauses(bare).clauses)) < 3 * len(rows)
    assert size(ALWAYS, 1) == 0
    assert size(NEVER, 1) == 1
