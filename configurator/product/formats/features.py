"""Feature models: a tree of features, constraints across it, and what they mean in the engine's words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from configurator.product.engine.conditions import (
    ALWAYS,
    Chosen,
    Condition,
    Count,
    Every,
    Not,
    Some,
    equal,
    implies,
)
from configurator.product.engine.model import Constraint, Model
from configurator.product.errors import OfficinaError

LARGEST_FILE = 16 * 1024 * 1024
MOST_FEATURES = 100_000
"""Features of a model, or variables of a formula; of a quantity each number is one."""
DEEPEST = 100
"""How far a tree, a constraint or an attribute may be nested."""


class UnreadableModelError(OfficinaError):
    """A file that is no feature model, or one that says more than we can read; the message says where and what."""


class GroupType(StrEnum):
    """How many of its features a group has when its parent is there."""

    MANDATORY = "mandatory"
    OPTIONAL = "optional"
    OR = "or"
    ALTERNATIVE = "alternative"
    CARDINALITY = "cardinality"


@dataclass(frozen=True)
class Feature:
    """When it is there at all, there are from `least` (1 or more) to `most` of it."""

    name: str
    groups: tuple[FeatureGroup, ...] = ()
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    least: int = 1
    most: int = 1

    @property
    def is_quantity(self) -> bool:
        return self.most > 1

    @property
    def quantities(self) -> range:
        """The numbers of it that there can be when it is there."""
        return range(self.least, self.most + 1)


@dataclass(frozen=True)
class FeatureGroup:
    """Some children of a feature, of which from `least` to `most` are there when it is."""

    type: GroupType
    features: tuple[Feature, ...]
    least: int
    most: int


@dataclass(frozen=True)
class Attribute:
    """A value of a feature: a number is kept as it was written."""

    text: str = ""
    is_number: bool = False
    parts: tuple[str, ...] = ()
    """The strings of a list."""


@dataclass(frozen=True)
class CrossTreeConstraint:
    """What must hold besides the tree, and the line of the file that says so."""

    condition: Condition
    line: int = 0


def group_of(type_: GroupType, features: tuple[Feature, ...]) -> FeatureGroup:
    """A group of one of the types that have a word of their own."""
    number = len(features)
    least = {GroupType.OPTIONAL: 0, GroupType.MANDATORY: number}.get(type_, 1)
    return FeatureGroup(type_, features, least, 1 if type_ is GroupType.ALTERNATIVE else number)


def is_all(group: FeatureGroup) -> bool:
    """Whether every feature of the group comes with the parent."""
    return group.least >= len(group.features)


@dataclass(frozen=True)
class FeatureModel:
    """A tree whose root is always there. Names are unique, and constraints mention only names of the tree."""

    root: Feature
    constraints: tuple[CrossTreeConstraint, ...] = ()

    @cached_property
    def features(self) -> Mapping[str, Feature]:
        """Every feature by name, parents before children, in the order of the file."""
        return {feature.name: feature for feature in walk(self.root)}

    @cached_property
    def parents(self) -> Mapping[str, str]:
        """The parent's name of every feature but the root."""
        return {
            child.name: feature.name
            for feature in self.features.values()
            for group in feature.groups
            for child in group.features
        }

    @cached_property
    def always_there(self) -> frozenset[str]:
        """Names of the root and of what is mandatory all the way down from it."""
        found: set[str] = {self.root.name}
        for feature in self.features.values():
            if feature.name in found:
                found.update(child.name for group in feature.groups if is_all(group) for child in group.features)
        return frozenset(found)


def walk(root: Feature) -> Iterator[Feature]:
    """The feature and everything below it, parents first."""
    waiting = [root]
    while waiting:
        feature = waiting.pop()
        yield feature
        waiting += [child for group in reversed(feature.groups) for child in reversed(group.features)]


def quantity_name(feature: str, number: int) -> str:
    """The engine's name for "so many of this feature": no feature is called like this, as names have no full stop."""
    return f"{feature}.{number}"


def model_of_features(features: FeatureModel) -> Model:
    """The engine's model: the tree holds always, the constraints across it can be blamed."""
    names: list[str] = []
    ones: list[tuple[str, ...]] = []
    always: list[Condition] = [Chosen(name) for name in features.features if name in features.always_there]
    for feature in features.features.values():
        names.append(feature.name)
        if feature.is_quantity:
            numbers = [quantity_name(feature.name, number) for number in feature.quantities]
            names += numbers
            always += _exactly_when(Chosen(feature.name), tuple(map(Chosen, numbers)))
        parent = ALWAYS if feature.name in features.always_there else Chosen(feature.name)
        for group in feature.groups:
            if parent is ALWAYS and is_all(group):
                continue
            if parent is ALWAYS and group.least == group.most == 1:
                ones.append(tuple(child.name for child in group.features))
            else:
                always += _below(parent, group)
    constraints = tuple(Constraint(constraint.condition) for constraint in features.constraints)
    return Model(tuple(names), tuple(ones), constraints, tuple(always))


def _below(parent: Condition, group: FeatureGroup) -> Iterator[Condition]:
    """What a group says: its features only with the parent, and with the parent so many of them."""
    parts = tuple(Chosen(child.name) for child in group.features)
    if parent is not ALWAYS:
        yield from (implies(part, parent) for part in parts)
    if is_all(group):
        yield from (implies(parent, part) for part in parts)
    elif group.least == 1:
        yield implies(parent, Some(parts))
    elif group.least > 1:
        yield implies(parent, Count(parts, group.least))
    if group.most < len(parts):
        yield implies(parent, Count(parts, 0, group.most))


def _exactly_when(whole: Condition, parts: tuple[Condition, ...]) -> Iterator[Condition]:
    """One of the parts with the whole, none without it."""
    yield equal(whole, Some(parts))
    if len(parts) > 1:
        yield Count(parts, 0, 1)


def nested(condition: Condition) -> int:
    """How deep the condition goes."""
    deepest, waiting = 0, [(condition, 1)]
    while waiting:
        part, depth = waiting.pop()
        deepest = max(deepest, depth)
        match part:
            case Not(inner):
                waiting.append((inner, depth + 1))
            case Every(parts) | Some(parts) | Count(parts):
                waiting += [(inner, depth + 1) for inner in parts]
    return deepest
