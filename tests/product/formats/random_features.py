"""Small random feature models, and every configuration that they have, written out by what UVL's documents say."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import chain, product

from configurator.product.engine.conditions import Chosen, Condition, Every, Not, Some, equal, implies
from configurator.product.formats.features import (
    CrossTreeConstraint,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    group_of,
    walk,
)

WORDS = ("Red", "or", "b c", "Z9", "naïve", "x_y", "Deep", "Wide", "features", "K#1")


def random_features(seed: int, most: int = 9) -> FeatureModel:
    """A model of up to `most` features with groups of every kind, quantities, and constraints of every shape."""
    chance = random.Random(seed)
    names = (f"{WORDS[number % len(WORDS)]}{number // len(WORDS) or ''}" for number in range(1000))
    left = [most]
    root = _feature(chance, "Root", names, left, 0)
    known = [feature.name for feature in walk(root)]
    constraints = (_condition(chance, known, 3) for _ in range(chance.choice((0, 1, 1, 2, 3))))
    return FeatureModel(root, tuple(CrossTreeConstraint(condition) for condition in constraints))


def _feature(chance: random.Random, name: str, names: Iterator[str], left: list[int], depth: int) -> Feature:
    groups = []
    for _ in range(chance.choice((1, 1, 2)) if depth == 0 else chance.choice((0, 0, 1, 1, 2))):
        size = min(left[0], chance.randint(1, 3))
        if size and depth < 4:
            left[0] -= size
            children = tuple(_feature(chance, next(names), names, left, depth + 1) for _ in range(size))
            groups.append(_group(chance, children))
    most = chance.choice((1, 1, 1, 2, 3)) if not groups and depth else 1
    return Feature(name, tuple(groups), least=chance.randint(1, most), most=most)


def _group(chance: random.Random, children: tuple[Feature, ...]) -> FeatureGroup:
    type_ = chance.choice(list(GroupType))
    if type_ is not GroupType.CARDINALITY:
        return group_of(type_, children)
    least = chance.randint(0, len(children))
    return FeatureGroup(type_, children, least, chance.randint(least, len(children)))


def _condition(chance: random.Random, names: list[str], depth: int) -> Condition:
    def part() -> Condition:
        return _condition(chance, names, depth - 1)

    match chance.randint(0, 5) if depth else 0:
        case 1:
            return Not(part())
        case 2:
            return Every(tuple(part() for _ in range(chance.randint(2, 3))))
        case 3:
            return Some(tuple(part() for _ in range(chance.randint(2, 3))))
        case 4:
            return implies(part(), part())
        case 5:
            return equal(part(), part())
    return Chosen(chance.choice(names))


def configurations(features: FeatureModel) -> set[frozenset[str]]:
    """Every configuration, as the engine names what is in it."""
    return {
        chosen
        for chosen in map(frozenset, _with(features.root))
        if all(_true(constraint.condition, chosen) for constraint in features.constraints)
    }


def _with(feature: Feature) -> Iterator[tuple[str, ...]]:
    """What can be chosen at and below a feature that is there."""
    numbers = [(f"{feature.name}.{number}",) for number in range(feature.least, feature.most + 1)]
    own = numbers if feature.most > 1 else [()]
    for parts in product(own, *map(_of_group, feature.groups)):
        yield (feature.name, *chain.from_iterable(parts))


def _of_group(group: FeatureGroup) -> list[tuple[str, ...]]:
    sizes = {
        GroupType.MANDATORY: lambda n: n == len(group.features),
        GroupType.OPTIONAL: lambda n: True,
        GroupType.OR: lambda n: n >= 1,
        GroupType.ALTERNATIVE: lambda n: n == 1,
        GroupType.CARDINALITY: lambda n: group.least <= n <= group.most,
    }
    choices = [[None, *_with(child)] for child in group.features]
    return [
        tuple(chain.from_iterable(part for part in parts if part is not None))
        for parts in product(*choices)
        if sizes[group.type](sum(part is not None for part in parts))
    ]


def _true(condition: Condition, chosen: frozenset[str]) -> bool:
    match condition:
        case Chosen(name):
            return name in chosen
        case Not(part):
            return not _true(part, chosen)
        case Every(parts):
            return all(_true(part, chosen) for part in parts)
        case Some(parts):
            return any(_true(part, chosen) for part in parts)
    raise AssertionError(condition)
