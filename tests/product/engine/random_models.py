"""Small random models, small enough to write out every set of names: conditions of every shape, and tables."""

from __future__ import annotations

import random

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Constraint, Model, Table


def random_model(seed: int, *, names: int = 10, depth: int = 3) -> Model:
    """Choose-one sets of two or three names, some free names, and constraints over all of them."""
    chance = random.Random(seed)
    every = tuple(f"n{number}" for number in range(names))
    left, ones = chance.sample(every, names), []
    while len(left) > names // 3:
        size = min(chance.randint(2, 3), len(left))
        ones.append(tuple(left[:size]))
        left = left[size:]
    bodies = [
        random_table(chance, ones) if chance.random() < 0.35 else random_condition(chance, every, depth)
        for _ in range(chance.randint(1, 4))
    ]
    always = tuple(random_condition(chance, every, 1) for _ in range(chance.choice((0, 0, 0, 1))))
    return Model(every, tuple(ones), tuple(Constraint(body) for body in bodies), always)


def random_condition(chance: random.Random, names: tuple[str, ...], depth: int) -> Condition:
    """A condition nested at most so deep; sometimes without parts, sometimes with impossible bounds."""
    if depth == 0 or chance.random() < 0.1:
        return Chosen(chance.choice(names))
    shape = chance.choice((Not, Every, Some, Some, Count))
    if shape is Not:
        return Not(random_condition(chance, names, depth - 1))
    many = chance.choice((0, 1, 2, 2, 3, 3, 4, 6))
    parts = tuple(random_condition(chance, names, depth - 1) for _ in range(many))
    if shape is Count:
        return Count(parts, chance.randint(-1, many + 1), chance.choice((None, *range(-1, many + 2))))
    return shape(parts)


def random_table(chance: random.Random, ones: list[tuple[str, ...]]) -> Table:
    """A table over some of the choose-one sets, with wildcards; sometimes without rows."""
    columns = tuple(chance.sample(ones, chance.randint(1, len(ones))))
    rows = tuple(
        tuple(None if chance.random() < 0.2 else chance.choice(column) for column in columns)
        for _ in range(chance.choice((0, 2, 3, 5, 9, 9)))
    )
    return Table(columns, rows)
