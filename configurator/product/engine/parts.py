"""Decision diagrams under construction: parts over some of the levels, joined pair by pair within a budget.

A part is an automaton that reads one answer a level. `children[i]` has a row for each node of its i-th level and a
column for each answer; an entry is the row of the next level that the answer leads to, or NOWHERE. The first level
has one node, the root; behind the last level there is one more, number 0: every path to it is allowed. No two nodes
of a level lead to the same, and each but the root leads somewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

NOWHERE = -1
Nodes = NDArray[np.int64]
DENSE = 1 << 22
"""Up to so many pairs of nodes are numbered by a table of all of them, more by sorting those that occur."""


class OverBudgetError(Exception):
    """The diagram would take more memory or work than is allowed."""


@dataclass
class Budget:
    """What building one diagram may take: edges that a level may have at any moment, and edges looked at in all.

    Counted, never timed, so that every machine builds the same diagrams. A million edges take about 0.1 seconds and,
    while they are built, 100 MB.
    """

    width: int = 2_000_000
    work: int = 60_000_000

    def spend(self, edges: int) -> None:
        """Raises OverBudgetError if looking at so many edges at once is too much."""
        self.work -= edges
        if edges > self.width or self.work < 0:
            raise OverBudgetError


@dataclass(frozen=True)
class Part:
    """A diagram over the levels with these places, in that order."""

    places: tuple[int, ...]
    children: tuple[Nodes, ...]


def joined(left: Part, right: Part, sizes: Sequence[int], budget: Budget, *, both: bool = True) -> Part:
    """What both parts allow, or else (not `both`) what at least one of them does; `sizes` are the levels' answers."""
    places = tuple(sorted({*left.places, *right.places}))
    walks = _Walk(left, not both), _Walk(right, not both)
    states = np.zeros(1, np.int64), np.zeros(1, np.int64)
    children = []
    for place in places:
        budget.spend(len(states[0]) * sizes[place])
        first, second = (walk.step(place, sizes[place], at) for walk, at in zip(walks, states, strict=True))
        base = walks[1].width + 1
        keys = (first + 1) * base + second + 1
        if both:
            keys[(first < 0) | (second < 0)] = 0
        pairs, numbers = numbered(keys, (walks[0].width + 1) * base)
        states = pairs // base - 1, pairs % base - 1
        children.append(numbers)
    children[-1] = np.minimum(children[-1], 0)
    return Part(places, reduced(children))


class _Walk:
    """Steps of one part through the levels of two."""

    def __init__(self, part: Part, may_fail: bool) -> None:
        self._children = dict(zip(part.places, part.children, strict=True))
        self._widths = dict(zip(part.places, [*(len(rows) for rows in part.children[1:]), 1], strict=True))
        self._may_fail = may_fail
        self.width = 1

    def step(self, place: int, size: int, at: Nodes) -> Nodes:
        rows = self._children.get(place)
        if rows is None:
            return np.broadcast_to(at[:, None], (len(at), size))
        self.width = self._widths[place]
        if self._may_fail:
            rows = np.vstack([rows, np.full((1, size), NOWHERE)])
        return rows[at]


def numbered(keys: Nodes, limit: int) -> tuple[Nodes, Nodes]:
    """The different keys but 0 in order, and the place of each key among them (NOWHERE for 0)."""
    if limit <= DENSE:
        seen = np.zeros(limit, bool)
        seen[keys] = True
        seen[0] = False
        different = np.flatnonzero(seen)
        number = np.full(limit, NOWHERE)
        number[different] = np.arange(len(different))
        return different, number[keys]
    different, number = np.unique(keys, return_inverse=True)
    shift = int(0 in different[:1])
    return different[shift:], number.reshape(keys.shape) - shift


def reduced(children: Sequence[Nodes]) -> tuple[Nodes, ...]:
    """The same diagram with equal nodes merged and with no dead ends."""
    smaller: list[Nodes] = []
    number = np.array([0, NOWHERE])
    for place in reversed(range(len(children))):
        rows = number[children[place]]
        if place == 0:
            smaller.append(rows)
            break
        kept, number = _merged(rows)
        smaller.append(rows[kept])
    return tuple(reversed(smaller))


def _merged(rows: Nodes) -> tuple[Nodes, Nodes]:
    """The first of each set of equal rows that lead somewhere; for every row the number of its set, and NOWHERE."""
    alive = np.flatnonzero((rows != NOWHERE).any(axis=1))
    living = rows[alive]
    digests = living.astype(np.uint64) @ _factors(rows.shape[1])
    _, first, number = np.unique(digests, return_index=True, return_inverse=True)
    if not (living[first[number]] == living).all():  # two different rows have one digest: compare all of each
        _, first, number = np.unique(living, axis=0, return_index=True, return_inverse=True)
    numbers = np.full(len(rows) + 1, NOWHERE)
    numbers[alive] = number.reshape(-1)
    return alive[first], numbers


@cache
def _factors(many: int) -> NDArray[np.uint64]:
    """Odd numbers of 64 bits without a pattern (splitmix64)."""
    mixed = np.arange(1, many + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return (mixed ^ (mixed >> np.uint64(31))) | np.uint64(1)
