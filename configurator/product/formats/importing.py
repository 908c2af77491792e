"""A feature model as a product folder. designs/README.md says what becomes of each kind of feature."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from configurator.product.definition import Product
from configurator.product.engine.conditions import ALWAYS, Chosen, Condition, Count, Some, implies
from configurator.product.engine.examining import settled_names, solver_within_effort
from configurator.product.engine.simplifying import replaced, with_alternatives
from configurator.product.engine.solver import RuleSolver
from configurator.product.faults import FaultyProductError
from configurator.product.formats.features import (
    Feature,
    FeatureGroup,
    FeatureModel,
    UnreadableModelError,
    is_all,
    model_of_features,
)
from configurator.product.formats.grouping import Grouping, name_of
from configurator.product.formats.product_writing import ProductWriting, rules_text
from configurator.product.formats.rule_writing import RuleWriting, Written
from configurator.product.loader import load_product


def write_product(features: FeatureModel, folder: Path, source: str, day: date, price: str = "price") -> Product:
    """Write the model as a product to a folder that is not there yet, and load it; `price` is the attribute's name.

    Nothing is written unless the product is without faults. Raises UnreadableModelError.
    """
    if folder.exists():
        raise UnreadableModelError(f"{folder} is there already")
    files = _files(features, source, day, price)
    try:
        with TemporaryDirectory(dir=folder.parent, prefix=".import-") as made:
            inside = Path(made) / folder.name
            for name, text in files.items():
                (inside / name).parent.mkdir(parents=True, exist_ok=True)
                (inside / name).write_text(text, encoding="utf-8")
            product = load_product(inside)
            inside.rename(folder)
    except FaultyProductError as faulty:
        raise UnreadableModelError(f"the model makes no product:\n{faulty}") from None
    except OSError as fault:
        raise UnreadableModelError(f"{folder} can't be written: {fault.strerror}") from None
    return product


def _files(features: FeatureModel, source: str, day: date, price: str) -> dict[str, str]:
    """Every file of the product folder."""
    names = tuple(features.features)
    solver = solver_within_effort(model_of_features(features), names)
    settled = settled_names(solver, names)
    if settled is None:
        raise UnreadableModelError("no configuration keeps all of the constraints: there is nothing to sell")
    grouping = Grouping(features, frozenset(settled.core), frozenset(settled.dead))
    writing = ProductWriting(grouping, _default(grouping, solver), source, day, price)
    return {
        "product.toml": writing.product(),
        "options.toml": writing.options(),
        "rules.toml": rules_text(_rules(grouping)),
        "artwork/manifest.json": '{"views": []}\n',
    }


def _default(grouping: Grouping, solver: RuleSolver) -> frozenset[str]:
    """Features that together make a configuration: the first of each choice, where possible, and few others."""
    wishes: list[int] = []
    for group in grouping.groups:
        for feature in sorted(group.features, key=lambda feature: "default" not in feature.attributes):
            is_wanted = group.kind == "one" or group.default_number > 0
            literal = solver.variable[feature.name]
            wishes.append(literal if is_wanted else -literal)
    settled = solver.settle((), wishes) or frozenset()
    return frozenset(name for name in grouping.home if solver.variable[name] in settled)


def _rules(grouping: Grouping) -> Iterator[Written]:
    writing = RuleWriting(grouping.ids, lambda name: name_of(grouping.features.features[name]))

    def what_is_open(name: str) -> Condition:
        return ALWAYS if name in grouping.features.always_there else Chosen(name)

    for condition in _conditions(grouping):
        said = with_alternatives(replaced(condition, what_is_open))
        if said != ALWAYS:
            yield writing.rule(said)


def _conditions(grouping: Grouping) -> Iterator[Condition]:
    """What the tree says beyond the choose-one groups, then what the constraints say."""
    for parent in grouping.features.features.values():
        for group in parent.groups:
            if not grouping.is_choice(parent, group):
                yield from _below(grouping.features, parent, group)
    yield from (constraint.condition for constraint in grouping.features.constraints)


def _below(features: FeatureModel, parent: Feature, group: FeatureGroup) -> Iterator[Condition]:
    parts = tuple(Chosen(child.name) for child in group.features)
    if parent.name not in features.always_there:
        yield implies(Some(parts), Chosen(parent.name))
    if is_all(group):
        yield from (implies(Chosen(parent.name), part) for part in parts)
    elif group.least == 1 and group.most >= len(parts):
        yield implies(Chosen(parent.name), Some(parts))
    elif group.least or group.most < len(parts):
        most = group.most if group.most < len(parts) else None
        yield implies(Chosen(parent.name), Count(parts, group.least, most))
