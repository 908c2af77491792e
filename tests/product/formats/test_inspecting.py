"""What is said of models is what writing out their configurations shows, or what other solvers say."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from configurator.cli.products import products
from configurator.product.engine.conditions import Chosen, Not, Some, implies
from configurator.product.engine.model import Model
from configurator.product.formats.dimacs import formula_of, write_dimacs
from configurator.product.formats.features import (
    CrossTreeConstraint,
    Feature,
    FeatureModel,
    GroupType,
    group_of,
    model_of_features,
)
from configurator.product.formats.inspecting import inspect
from configurator.product.formats.reading import read_subject
from configurator.product.formats.solver_counting import count_by_solver
from configurator.product.formats.uvl import write_uvl
from tests.product.formats.random_features import configurations, random_features
from tests.product.seeds import each_seed

DESIGNS = Path(__file__).parents[2] / "products"


def written(tmp_path: Path, text: str, name: str = "model.uvl") -> Path:
    path = tmp_path / name
    path.write_text(text)
    return path


@each_seed(range(100))
def test_small_models_are_told_as_all_their_configurations_show(seed: int, tmp_path: Path) -> None:
    features = random_features(seed)
    every = configurations(features)
    found = inspect(written(tmp_path, write_uvl(features)))
    names = list(features.features)
    assert found.names == tuple(names)
    assert found.constraints == len(features.constraints)
    assert found.core == tuple(name for name in names if every and all(name in chosen for chosen in every))
    assert found.dead == tuple(name for name in names if not any(name in chosen for chosen in every))
    assert found.configurations == len(every)
    come_along = {
        child.name
        for feature in features.features.values()
        for group in feature.groups
        for child in group.features
        if group.least >= len(group.features)
    }
    assert found.false_optional == tuple(
        name
        for name in names[1:]
        if name not in come_along
        and any(features.parents[name] in chosen for chosen in every)
        and not any(features.parents[name] in chosen and name not in chosen for chosen in every)
    )


@each_seed(range(60))
def test_a_formula_is_told_as_its_feature_model_is(seed: int, tmp_path: Path) -> None:
    features = random_features(seed)
    uvl = inspect(written(tmp_path, write_uvl(features)))
    text = write_dimacs(formula_of(model_of_features(features)))
    dimacs = inspect(written(tmp_path, text, "model.dimacs"))
    assert dimacs.configurations == uvl.configurations
    assert set(uvl.core) <= set(dimacs.core)
    assert set(uvl.dead) <= set(dimacs.dead)


def large(seed: int, size: int = 300, constraints: int = 60) -> FeatureModel:
    """A model of the shape of the field's larger ones: a deep tree of all kinds of groups, short constraints."""
    chance = random.Random(seed)
    types = (GroupType.OPTIONAL, GroupType.OPTIONAL, GroupType.MANDATORY, GroupType.OR, GroupType.ALTERNATIVE)
    children: dict[int, list[int]] = {}
    for number in range(1, size):
        children.setdefault(chance.randrange(max(0, number - 40), number) if number > 4 else 0, []).append(number)

    def feature(number: int) -> Feature:
        below = children.get(number, [])
        parts = [below[start : start + 4] for start in range(0, len(below), 4)]
        groups = (group_of(chance.choice(types), tuple(map(feature, part))) for part in parts)
        return Feature(f"F{number}", tuple(groups))

    root = feature(0)
    found = []
    for _ in range(constraints):
        left, right = (Chosen(f"F{number}") for number in chance.sample(range(1, size), 2))
        found.append(implies(left, chance.choice((right, Not(right), Some((right, Chosen(f"F{size - 1}")))))))
    return FeatureModel(root, tuple(map(CrossTreeConstraint, found)))


@each_seed(range(6))
def test_large_models_have_the_core_and_the_dead_features_that_clingo_finds(seed: int, tmp_path: Path) -> None:
    clingo = pytest.importorskip("clingo")
    features = large(seed)
    formula = formula_of(model_of_features(features))
    found = inspect(written(tmp_path, write_uvl(features)), seconds=0)
    program = [f"{{v({number})}}." for number in range(1, len(formula.names) + 1)]
    for clause in formula.clauses:
        program.append(":- " + ", ".join(f"v({-lit})" if lit < 0 else f"not v({lit})" for lit in clause) + ".")
    answers = {}
    for mode in ("cautious", "brave"):
        control = clingo.Control([f"--enum-mode={mode}", "0"])
        control.add("base", [], "\n".join([*program, "#show v/1."]))
        control.ground([("base", [])])
        last: set[str] | None = None
        with control.solve(yield_=True) as solving:
            for model in solving:
                last = {formula.names[symbol.arguments[0].number - 1] for symbol in model.symbols(shown=True)}
        answers[mode] = last
    names = list(features.features)
    core, possible = answers["cautious"], answers["brave"]
    assert found.core == tuple(name for name in names if core is not None and name in core)
    assert found.dead == tuple(name for name in names if possible is None or name not in possible)


@each_seed(range(6))
def test_large_numbers_of_configurations_are_those_that_ganak_counts(seed: int, tmp_path: Path) -> None:
    pytest.importorskip("pyganak", reason="pyganak is not installed (there is none for this Python)")
    features = large(seed, 150, 25)
    found = inspect(written(tmp_path, write_uvl(features)), seconds=0)
    assert found.configurations is not None
    assert found.configurations == count_by_solver(model_of_features(features), 60)


def test_piccolas_configurations_are_counted_alike_by_diagram_and_solver() -> None:
    pytest.importorskip("pyganak", reason="pyganak is not installed (there is none for this Python)")
    piccola = Path(__file__).parents[3] / "designs" / "piccola"
    found = inspect(piccola, seconds=0)
    assert found.configurations == count_by_solver(read_subject(piccola).model, 120)
    assert found.log10 == pytest.approx(16.6, abs=2)


def test_a_model_without_products_has_only_dead_features(tmp_path: Path) -> None:
    found = inspect(written(tmp_path, "features\n\tA\n\t\toptional\n\t\t\tB\nconstraints\n\tB & !B\n"))
    assert (found.core, found.dead, found.configurations, found.log10) == ((), ("A", "B"), 0, None)


def test_numbers_beyond_all_digits_are_told_by_their_logarithm(tmp_path: Path) -> None:
    found = inspect(written(tmp_path, "p cnf 20000 1\n1 2 0\n", "free.cnf"))
    told = found.as_json()["configurations"]
    assert isinstance(told, dict)
    assert told["exact"] is None
    assert told["log10"] == pytest.approx(6020.475, abs=0.01)


def test_counting_ends_when_its_time_is_up() -> None:
    chance = random.Random(1)
    clauses = [tuple(chance.choice((1, -1)) * number for number in chance.sample(range(1, 400), 3)) for _ in range(900)]
    names = tuple(f"x{number}" for number in range(1, 401))
    conditions = (Some(tuple(_literal(names, literal) for literal in clause)) for clause in clauses)
    assert count_by_solver(Model(names, always=tuple(conditions)), 3) is None


def _literal(names: tuple[str, ...], literal: int) -> Chosen | Not:
    chosen = Chosen(names[abs(literal) - 1])
    return chosen if literal > 0 else Not(chosen)


def test_a_product_is_told_with_the_rules_of_a_day(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(DESIGNS / "lamp", tmp_path / "lamp"))
    with (folder / "rules.toml").open("a") as rules:
        rules.write('\n[[rule]]\nkey = "later"\nexcludes = ["stand.wall"]\nfrom = 2027-04-01\n')
        rules.write('text.en = "Not any more."\ntext.nl = "Niet meer."\n')
    before, after = (inspect(folder, day=date(2027, month, 1)) for month in (3, 4))
    assert (before.dead, after.dead) == ((), ("stand.wall",))
    assert before.constraints == after.constraints - 1
    assert inspect(folder).dead == after.dead
    told = CliRunner().invoke(products, ["inspect", str(folder), "--json", "--on", "2027-03-31"])
    assert json.loads(told.output)["dead"]["names"] == []
    assert "Invalid value for '--on'" in CliRunner().invoke(products, ["inspect", str(folder), "--on", "soon"]).output
