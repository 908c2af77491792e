"""Random models for the engine's benchmarks, the same on every machine, each with valid products found without it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product as cartesian

from configurator.product.engine.conditions import Chosen, Condition, Every, Not, Some, implies
from configurator.product.engine.model import Constraint, Model, Table

Group = tuple[str, ...]
REPAIRS = 20_000


@dataclass(frozen=True)
class Synthetic:
    """A model of choose-one groups, a price in minor units for each name, and some of its products."""

    name: str
    model: Model
    prices: dict[str, int]
    products: tuple[frozenset[str], ...]

    def clicks(self, number: int, made: int, seed: int = 1) -> Iterator[frozenset[str]]:
        """So many sets of `made` choices that go together."""
        chance = random.Random(seed)
        for _ in range(number):
            yield frozenset(chance.sample(sorted(chance.choice(self.products)), made))


def synthetic(groups: int, options: int, rules: int, seed: int = 1, products: int = 40) -> Synthetic:
    """Random rules between random options: half excludes, a tenth requires, the rest requires one of three."""
    chance = random.Random(seed)
    ones = _groups([options] * groups)
    bodies = [_rule(chance, ones) for _ in range(rules)]
    return _model(f"{groups} × {options}, {rules} rules", chance, ones, bodies, _found(chance, ones, bodies, products))


def _groups(sizes: Sequence[int]) -> tuple[Group, ...]:
    return tuple(tuple(f"g{group}.o{number}" for number in range(size)) for group, size in enumerate(sizes))


def _model(
    name: str,
    chance: random.Random,
    ones: tuple[Group, ...],
    bodies: Sequence[Condition | Table],
    products: Sequence[frozenset[str]],
) -> Synthetic:
    names = tuple(option for group in ones for option in group)
    prices = {option: chance.randrange(0, 200_000, 500) for option in names}
    model = Model(names, ones, tuple(map(Constraint, bodies)))
    assert all(model.is_product(chosen) for chosen in products)
    return Synthetic(name, model, prices, tuple(products))


def _rule(chance: random.Random, ones: Sequence[Group]) -> Condition:
    kind = chance.choices(("excludes", "requires", "requires one of"), (5, 1, 4))[0]
    group, *others = chance.sample(ones, 4)
    cause, effects = Chosen(chance.choice(group)), [Chosen(chance.choice(other)) for other in others]
    if kind == "excludes":
        return Not(Every((cause, effects[0])))
    return implies(cause, effects[0] if kind == "requires" else Some(tuple(effects)))


def _found(
    chance: random.Random, ones: Sequence[Group], bodies: Sequence[Condition], number: int
) -> list[frozenset[str]]:
    """Products found by mending one broken rule after another, at random."""
    constraints = [Constraint(body) for body in bodies]
    group_of = {option: group for group in ones for option in group}
    rules_of: dict[str, list[int]] = {option: [] for option in group_of}
    for place, constraint in enumerate(constraints):
        for option in constraint.names:
            rules_of[option].append(place)

    def mended() -> frozenset[str]:
        chosen = {chance.choice(group) for group in ones}
        broken = {place for place, constraint in enumerate(constraints) if not constraint.allows(chosen)}
        for _ in range(REPAIRS):
            if not broken:
                return frozenset(chosen)
            group = group_of[chance.choice(sorted(constraints[chance.choice(sorted(broken))].names))]
            chosen -= set(group)
            costs = {new: sum(not constraints[p].allows(chosen | {new}) for p in rules_of[new]) for new in group}
            least = min(costs.values())
            chosen.add(chance.choice([new for new in group if costs[new] == least or chance.random() < 0.02]))
            broken = broken.difference(*(rules_of[option] for option in group)) | {
                place for option in group for place in rules_of[option] if not constraints[place].allows(chosen)
            }
        raise AssertionError("no product found: too many rules")

    return [mended() for _ in range(number)]


def table_ruled(groups: int = 100, tuples: int = 100_000, tables: int = 110, seed: int = 1) -> Synthetic:
    """Tables of allowed combinations, as makers of cars keep them: about Renault's Mégane in number and size.

    Each table is over a few groups that stand near each other and is a union of boxes (some options of each group,
    all of their combinations), with the rows that forty planted products need.
    """
    chance = random.Random(seed)
    ones = _groups([chance.choice((2, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20)) for _ in range(groups)])
    planted = [frozenset(chance.choice(group) for group in ones) for _ in range(40)]
    bodies = [_table(chance, ones, planted, tuples // tables) for _ in range(tables)]
    rows = sum(len(body.rows) for body in bodies)
    return _model(f"{groups} groups, {tables} tables of {rows:,} rows", chance, ones, bodies, planted)


def _table(chance: random.Random, ones: Sequence[Group], planted: Sequence[frozenset[str]], size: int) -> Table:
    start = chance.randrange(len(ones))
    near = [ones[(start + step) % len(ones)] for step in range(9)]
    columns: list[Group] = near[:1]
    for group in chance.sample(near[1:], 8):  # wide enough to leave something out
        columns += [group] if _combinations(columns) < 3 * size else []
    columns.sort(key=ones.index)
    rows = {tuple(option for column in columns for option in column if option in chosen) for chosen in planted}
    target = min(size * chance.choice((0.4, 0.8, 1.2, 2)), 0.7 * _combinations(columns))
    while len(rows) < target:
        box = [chance.sample(column, min(len(column), chance.randint(1, 3))) for column in columns]
        rows.update(cartesian(*box))
    return Table(
        tuple(columns), tuple(sorted(rows, key=lambda row: [c.index(o) for c, o in zip(columns, row, strict=True)]))
    )


def _combinations(columns: Sequence[Group]) -> int:
    number = 1
    for column in columns:
        number *= len(column)
    return number
