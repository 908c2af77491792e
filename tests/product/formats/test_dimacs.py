"""DIMACS is read with its names, and what is written has as many solutions as the model has products."""

from __future__ import annotations

import random

import pytest
from pysat.solvers import Solver

from configurator.product.engine.conditions import Chosen, Condition, Count, Not
from configurator.product.engine.model import Constraint, Model, Table
from configurator.product.formats.dimacs import Formula, formula_of, model_of_formula, read_dimacs, write_dimacs
from configurator.product.formats.features import UnreadableModelError, model_of_features
from tests.product.formats.random_features import configurations, random_features
from tests.product.seeds import each_seed


def solutions(formula: Formula) -> list[frozenset[str]]:
    """Every solution, with the names of all its variables, by another solver."""
    with Solver(name="minisat22", bootstrap_with=formula.clauses) as solver:
        found = list(solver.enum_models())
    unused = set(range(1, len(formula.names) + 1)) - {abs(literal) for clause in formula.clauses for literal in clause}
    assert not unused, "each variable should be in a clause, or the solver leaves it out"
    return [frozenset(formula.names[literal - 1] for literal in model if literal > 0) for model in found]


@each_seed(range(150))
def test_each_configuration_is_one_solution(seed: int) -> None:
    features = random_features(seed)
    formula = read_dimacs(write_dimacs(formula_of(model_of_features(features))))
    tautologies = [(number, -number) for number in range(1, len(formula.names) + 1)]
    found = solutions(Formula(formula.names, (*formula.clauses, *tautologies)))
    names = model_of_features(features).place.keys()
    assert sorted(sorted(solution & names) for solution in found) == sorted(map(sorted, configurations(features)))


@each_seed(range(60))
def test_counts_and_tables_are_written_exactly(seed: int) -> None:
    chance = random.Random(seed)
    names = tuple("abcdefg")
    parts: list[Condition] = [chance.choice((Chosen(name), Not(Chosen(name)))) for name in chance.choices(names, k=6)]
    least = chance.randint(0, 4)
    count = Count(tuple(parts), least, chance.choice((None, least, least + 1, 6)))
    table = Table((names[:2], names[2:4]), tuple((chance.choice([*"ab", None]), chance.choice("cd")) for _ in range(3)))
    model = Model(names, (names[:2], names[2:4]), (Constraint(count), Constraint(table)))
    formula = formula_of(model)
    tautologies = [(number, -number) for number in range(1, len(formula.names) + 1)]
    found = [s & set(names) for s in solutions(Formula(formula.names, (*formula.clauses, *tautologies)))]
    subsets = [
        frozenset(n for n, bit in zip(names, f"{number:07b}", strict=True) if bit == "1") for number in range(128)
    ]
    assert sorted(map(sorted, found)) == sorted(sorted(subset) for subset in subsets if model.is_product(subset))


def test_names_come_from_comments_and_are_unique() -> None:
    formula = read_dimacs("c made by hand\nc 1 Body\nc 3$ Body\np cnf 4 2\n1 -2\n 0 3 4 0\n%\n0\n")
    assert formula == Formula(("Body", "x2", "Body (3)", "x4"), ((1, -2), (3, 4)), frozenset(("x2", "x4")))
    assert formula.features == ("Body", "Body (3)")
    assert read_dimacs("p cnf 2 0\n").features == ("x1", "x2")
    model = model_of_formula(formula)
    assert model.is_product({"Body", "x4"})
    assert not model.is_product({"x2", "x4"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", 'there is no line "p cnf VARIABLES CLAUSES"'),
        ("1 2 0\n", 'line 1: "p cnf VARIABLES CLAUSES" should be here'),
        ("p cnf 2 1\n1 x 0\n", "line 2: 'x' is no number"),
        ("p cnf 2 1\n1 3 0\n", "line 2: 3 is of no variable; the header has 2"),
        ("p cnf 2 2\n1 2 0\n", "there are 1 clauses, not 2 as the header says"),
        ("p cnf 999999999 1\n1 0\n", "line 1: more than 100,000 variables"),
        ("p cnf 2 1\n" + "1" * 5000 + " 0\n", "is no number"),
    ],
)
def test_what_is_no_dimacs_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnreadableModelError) as refusal:
        read_dimacs(text)
    assert message in str(refusal.value)
