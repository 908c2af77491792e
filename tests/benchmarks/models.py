"""Random models for the engine's benchmarks, the same on every machine, each with valid products found without it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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


def table_ruled(groups: int = 100, tuples: int = 120_000, tables: int = 110, seed: int = 1) -> Synthetic:
    """Tables of allowed combinations, as makers of cars keep them: about Renault's Mégane in number and size.

    Like there, most of what is allowed follows from a few great choices: each group but the first hangs under one
    before it, whose option says which of its own there are. Each table is over some groups that hang together, two to
    eight, and leaves out some combinations more. So tables overlap like the branches of a tree.
    """
    chance = random.Random(seed)
    ones = _groups([20, *(chance.choice((2, 2, 2, 3, 3, 4, 5, 6, 8, 12, 20)) for _ in range(groups - 1))])
    tree = [_Branch.random(chance, ones, place) for place in range(groups)]
    planted = [_grown(chance, ones, tree) for _ in range(40)]
    bodies: list[Table] = []
    while len(bodies) < tables:
        left = (tuples - sum(len(body.rows) for body in bodies)) / (tables - len(bodies))
        start = len(bodies) if len(bodies) < groups else chance.randrange(groups)
        bodies.append(_table(chance, ones, tree, planted, start, left * chance.choice((0.5, 1, 1.5))))
    rows = sum(len(body.rows) for body in bodies)
    return _model(f"{groups} groups, {tables} tables of {rows:,} rows", chance, ones, bodies, planted)


@dataclass(frozen=True)
class _Branch:
    """The group that a group hangs under, and which options there are with each of that group's."""

    parent: int
    options: dict[str, Group]

    @classmethod
    def random(cls, chance: random.Random, ones: Sequence[Group], place: int) -> _Branch:
        parent = chance.randrange(max(0, place - 8), max(1, place))
        group, most = ones[place], chance.choice((1, min(3, len(ones[place])), len(ones[place])))
        allowed = {
            option: tuple(
                sorted(chance.sample(group, min(len(group), chance.randint((most + 1) // 2, most))), key=group.index)
            )
            for option in ones[parent]
        }
        return cls(parent, allowed if place else dict.fromkeys(group, group))


def _grown(chance: random.Random, ones: Sequence[Group], tree: Sequence[_Branch]) -> frozenset[str]:
    chosen = [chance.choice(ones[0])]
    for branch in tree[1:]:
        chosen.append(chance.choice(branch.options[chosen[branch.parent]]))
    return frozenset(chosen)


def _table(
    chance: random.Random,
    ones: Sequence[Group],
    tree: Sequence[_Branch],
    planted: Sequence[frozenset[str]],
    start: int,
    size: float,
) -> Table:
    """All rows that the tree allows of `start` and groups that hang together with it, less what a few pairs forbid."""
    places, rows = [start], [(option,) for option in ones[start]]
    for _ in range(20):
        near = [place for place in range(1, len(ones)) if (place in places) != (tree[place].parent in places)]
        place = chance.choice([tree[p].parent if p in places else p for p in near])
        wider = list(_widened(ones, tree, places, rows, place))
        if len(places) == 1 or len(wider) < 2 * size:
            places, rows = [*places, place], wider
        if len(places) == 8 or len(rows) > size:
            break
    kept = {tuple(option for place in places for option in ones[place] if option in chosen) for chosen in planted}
    for _ in range(chance.randint(0, 6)):
        first, second = chance.sample(range(len(places)), 2)
        no, nor = chance.choice(rows)[first], chance.choice(rows)[second]
        rows = [row for row in rows if row in kept or row[first] != no or row[second] != nor]
    return Table(tuple(ones[place] for place in places), tuple(rows))


def _widened(
    ones: Sequence[Group], tree: Sequence[_Branch], places: Sequence[int], rows: Sequence[Group], place: int
) -> Iterator[Group]:
    for row in rows:
        for option in ones[place]:
            chosen = dict(zip((*places, place), (*row, option), strict=True))
            if all(
                chosen[p] in tree[p].options[chosen[tree[p].parent]] for p in chosen if p and tree[p].parent in chosen
            ):
                yield (*row, option)
