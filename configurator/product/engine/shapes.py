"""Single conditions and tables as parts of a decision diagram."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import groupby
from typing import TypeVar

import numpy as np

from configurator.product.engine.components import Level
from configurator.product.engine.conditions import ALWAYS, NEVER, Chosen, Condition, Count, Every, Not, Some, names_in
from configurator.product.engine.model import Table
from configurator.product.engine.parts import NOWHERE, Budget, Nodes, Part, joined, reduced

State = TypeVar("State", bound=Hashable)
Literal = tuple[str, bool]
"""A name, and whether it should be chosen."""


@dataclass(frozen=True)
class Layout:
    """The levels in the order in which diagrams read them, and where each name is: its level and its answer."""

    levels: tuple[Level, ...]
    where: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, levels: Sequence[Level]) -> Layout:
        """A layout of these levels in this order."""
        where = {
            name: (place, answer)
            for place, level in enumerate(levels)
            for answer, name in enumerate(level)
            if name is not None
        }
        return cls(tuple(levels), where)

    @property
    def sizes(self) -> tuple[int, ...]:
        return tuple(map(len, self.levels))

    def places(self, body: Condition | Table) -> tuple[int, ...]:
        """The places of the levels that a condition or a table is about, in order."""
        if isinstance(body, Table):
            return tuple(sorted(self.where[column[0]][0] for column in body.columns))
        return tuple(sorted({self.where[name][0] for name in names_in(body)}))


def part_of(body: Condition | Table, layout: Layout, budget: Budget) -> Part:
    """What the condition or the table allows; raises OverBudgetError."""
    if isinstance(body, Table):
        return _table(body, layout, budget)
    sign, literals = _literals(body)
    if literals is not None:
        return _count(body, sign, literals, layout, budget)
    return _condition(body, layout, budget)


def _unfolded(
    places: Sequence[int],
    sizes: Sequence[int],
    start: State,
    steps: Callable[[int, State], tuple[State | None, Mapping[int, State | None]]],
    budget: Budget,
    ends: Callable[[State], bool],
) -> Part:
    """The part with a node for each state. `steps` gives the next state, and those of answers that are exceptions."""
    states = [start]
    children: list[Nodes] = []
    for place in places:
        budget.spend(len(states) * sizes[place])
        numbers: dict[State | None, int] = {None: NOWHERE}
        rows = np.empty((len(states), sizes[place]), np.int64)
        for row, state in zip(rows, states, strict=True):
            usual, exceptions = steps(place, state)
            row[:] = numbers.setdefault(usual, len(numbers) - 1)
            for answer, after in exceptions.items():
                row[answer] = numbers.setdefault(after, len(numbers) - 1)
        states = [state for state in numbers if state is not None]
        children.append(rows)
    ending = np.array([0 if ends(state) else NOWHERE for state in states] + [NOWHERE])
    children[-1] = ending[children[-1]]
    return Part(tuple(places), reduced(children))


def _condition(condition: Condition, layout: Layout, budget: Budget) -> Part:
    """Its states are what remains to be asked, once the answers so far are known."""
    size = sum(1 for _ in names_in(condition))
    named: dict[int, dict[int, str]] = {}
    for name in names_in(condition):
        place, answer = layout.where[name]
        named.setdefault(place, {})[answer] = name

    def steps(place: int, state: Condition) -> tuple[Condition | None, Mapping[int, Condition | None]]:
        names = named[place]
        budget.spend((len(names) + 1) * size)
        level = frozenset(names.values())
        rest = {answer: _alive(_derived(state, level, name)) for answer, name in names.items()}
        return _alive(_derived(state, level, None)), rest

    return _unfolded(layout.places(condition), layout.sizes, condition, steps, budget, lambda state: state == ALWAYS)


def _alive(condition: Condition) -> Condition | None:
    return None if condition == NEVER else condition


def _derived(condition: Condition, level: frozenset[str], name: str | None) -> Condition:
    """What the condition still asks when, of these names of one level, only `name` is chosen."""
    match condition:
        case Chosen(other):
            return condition if other not in level else ALWAYS if other == name else NEVER
        case Not(part):
            rest = _derived(part, level, name)
            return NEVER if rest == ALWAYS else ALWAYS if rest == NEVER else Not(rest)
        case Every(parts) | Some(parts):
            neutral, final = (ALWAYS, NEVER) if isinstance(condition, Every) else (NEVER, ALWAYS)
            rests = dict.fromkeys(_derived(part, level, name) for part in parts)
            rests.pop(neutral, None)
            if final in rests:
                return final
            return type(condition)(tuple(rests)) if len(rests) > 1 else next(iter(rests), neutral)
        case Count(parts, least, most):
            return _derived_count([_derived(part, level, name) for part in parts], least, most)


def _derived_count(rests: Sequence[Condition], least: int, most: int | None) -> Condition:
    met = sum(rest == ALWAYS for rest in rests)
    open_ = tuple(rest for rest in rests if rest not in (ALWAYS, NEVER))
    least = max(least - met, 0)
    most = None if most is None or most - met >= len(open_) else most - met
    if least > len(open_) or (most is not None and most < least):
        return NEVER
    return ALWAYS if least == 0 and most is None else Count(open_, least, most)


def _literals(condition: Condition) -> tuple[bool, list[Literal] | None]:
    """For a count of plain names (each chosen, or not), or its opposite: whether it is wanted, and the names."""
    wanted = True
    while isinstance(condition, Not):
        condition, wanted = condition.part, not wanted
    if not isinstance(condition, Count):
        return wanted, None
    found = []
    for part in condition.parts:
        match part:
            case Chosen(name):
                found.append((name, True))
            case Not(Chosen(name)):
                found.append((name, False))
            case _:
                return wanted, None
    return wanted, found


def _count(body: Condition, wanted: bool, literals: Sequence[Literal], layout: Layout, budget: Budget) -> Part:
    """Its states are how many of the names so far are as they should be."""
    while isinstance(body, Not):
        body = body.part
    assert isinstance(body, Count)  # noqa: S101 - as _literals found
    least, most = body.least, len(body.parts) if body.most is None else body.most
    usual: dict[int, int] = {}
    more: dict[int, dict[int, int]] = {}
    for name, should in literals:
        place, answer = layout.where[name]
        usual[place] = usual.get(place, 0) + (not should)
        answers = more.setdefault(place, {})
        answers[answer] = answers.get(answer, 0) + (1 if should else -1)

    def steps(place: int, state: int) -> tuple[int, Mapping[int, int | None]]:
        after = state + usual[place]
        return after, {answer: after + change for answer, change in more[place].items()}

    return _unfolded(
        layout.places(body), layout.sizes, 0, steps, budget, lambda state: (least <= state <= most) is wanted
    )


def _table(table: Table, layout: Layout, budget: Budget) -> Part:
    """One part for the rows with each pattern of columns that allow everything, then all of these together."""
    column_of = {layout.where[column[0]][0]: number for number, column in enumerate(table.columns)}
    order = [column_of[place] for place in sorted(column_of)]
    where = layout.where
    rows = [tuple(-1 if row[c] is None else where[row[c] or ""][1] for c in order) for row in table.rows]
    budget.spend(len(rows))
    parts = [
        _pattern(sorted(column_of), layout.sizes, np.array(list(same)), budget)
        for _, same in groupby(sorted(rows, key=_wild), key=_wild)
    ]
    if not parts:
        return _pattern(sorted(column_of), layout.sizes, np.empty((0, len(order)), np.int64), budget)
    return reduce(lambda some, other: joined(some, other, layout.sizes, budget, both=False), parts)


def _wild(row: Sequence[int]) -> tuple[bool, ...]:
    return tuple(answer == -1 for answer in row)


def _pattern(places: Sequence[int], sizes: Sequence[int], rows: Nodes, budget: Budget) -> Part:
    """The part that allows these rows, all of which allow everything in the same columns."""
    node = np.zeros(len(rows), np.int64)
    children = []
    width = 1
    for column, place in enumerate(places):
        budget.spend(width * sizes[place])
        if len(rows) and rows[0, column] == -1:
            edges = np.repeat(np.arange(width)[:, None], sizes[place], axis=1)
        else:
            reached, after = np.unique(node * sizes[place] + rows[:, column], return_inverse=True)
            edges = np.full((width, sizes[place]), NOWHERE)
            edges.reshape(-1)[reached] = np.arange(len(reached))
            node, width = after.reshape(-1), len(reached)
        children.append(edges)
    children[-1] = np.minimum(children[-1], 0)
    return Part(tuple(places), reduced(children))
