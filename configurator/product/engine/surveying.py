"""Judging by a decision diagram: sweeps answer for all names at once, however many rows the model's tables have."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.diagram import Diagram
from configurator.product.engine.judging import Verdict
from configurator.product.engine.model import Model, Table
from configurator.product.engine.reasons import Cause, Reasons
from configurator.product.engine.solver import RuleSolver
from configurator.product.engine.sweeping import Ints, Sweeps

Flags = NDArray[np.bool_]
REMEMBERED = 1 << 16
"""Reasons kept."""
BITS = 61
"""Of what is counted of an outcome: choices and others that are touched, and how far prices move."""


class Surveying:
    """Judges from the products of a model of choose-one sets alone, as `Judging` does, but for two things.

    Of outcomes that touch equally many choices and others the best is the one whose prices move least, set by set,
    then the first in the diagram. A reason has one choice, the first, if one suffices, else a minimal part of them that
    the diagram's order decides. Safe between threads.
    """

    def __init__(self, model: Model, prices: Sequence[int], diagram: Diagram, solver: RuleSolver | None = None) -> None:
        """The diagram must be of the whole model, which must have a product. Raises ValueError for too high prices."""
        self.model = model
        self.reasons = Reasons(solver or RuleSolver(model), model)
        layout = diagram.layout
        self._sweeps = Sweeps(diagram)
        self._names = [np.array([model.place[name or ""] for name in level]) for level in layout.levels]
        self._level, self._answer = np.array([layout.where[name] for name in model.names]).T
        self._prices = np.array(prices, np.int64)
        self._unit = gcd(*map(int, prices)) or 1
        most = sum(int(np.ptp(self._prices[names])) // self._unit for names in self._names)
        self._shifts = most.bit_length(), most.bit_length() + len(self._names).bit_length()
        if self._shifts[1] + len(self._names).bit_length() > BITS:
            raise ValueError("the prices are too high")
        self._apart: Flags = np.ones((len(model.names), len(model.names)), np.bool_)
        for names, together in zip(self._names, self._sweeps.together(self._level, self._answer), strict=True):
            self._apart[names] = ~together
        self._dead = self._apart.diagonal()
        self._forbidding = _forbidding(model)
        self._blamed = lru_cache(REMEMBERED)(self._blame)
        self._dead_for = {int(name): self._blamed(int(name), ()) for name in np.flatnonzero(self._dead)}

    def judge(self, product: Sequence[int], choices: Sequence[int], *, is_priced: bool = True) -> Verdict:
        """Judge every name from a product that has all of `choices`, both as places in the model's order."""
        before = np.zeros(len(self._names), np.int64)
        before[self._level[list(product)]] = list(product)
        is_own = np.isin(before, choices)
        costs = [self._costs(*level) for level in zip(self._names, before.tolist(), is_own.tolist(), strict=True)]
        possible = np.zeros(len(self.model.names), np.bool_)
        for names, least in zip(self._names, self._sweeps.least(costs), strict=True):
            possible[names] = least < 1 << self._shifts[1]
        verdict = Verdict(possible, np.zeros(len(possible), np.int64), dict(self._dead_for))
        others = ~self._dead
        others[before] = False
        if is_priced:
            self._price(verdict, before, costs, np.flatnonzero(others))
        self._explain(verdict, np.where(is_own, before, -1), choices, np.flatnonzero(others & ~possible))
        return verdict

    def _costs(self, names: Ints, before: int, is_own: bool) -> Ints:
        """What each answer of a level costs an outcome."""
        price_shift, own_shift = self._shifts
        moved = np.abs(self._prices[names] - self._prices[before]) // self._unit
        costs: Ints = moved + (names != before) * ((1 << price_shift) + (int(is_own) << own_shift))
        return costs

    def _price(self, verdict: Verdict, before: Ints, costs: Sequence[Ints], names: Ints) -> None:
        answers = self._sweeps.paths(costs, self._level[names], self._answer[names])
        after = np.stack([of[answers[:, place]] for place, of in enumerate(self._names)], axis=1)
        verdict.differences[names] = self._prices[after].sum(1) - self._prices[before].sum()
        is_other = after != before
        is_other[np.arange(len(names)), self._level[names]] = False
        rows, places = np.nonzero(is_other)
        for name, other in zip(names[rows].tolist(), after[rows, places].tolist(), strict=True):
            verdict.outcomes[name] = (*verdict.outcomes.get(name, (name,)), other)

    def _explain(self, verdict: Verdict, own: Ints, choices: Sequence[int], names: Ints) -> None:
        if not len(names):
            return
        others = np.array(choices, np.int64)
        across = self._apart[others][:, names] & (self._level[others][:, None] != self._level[names])
        is_alone: Flags = np.any(across, axis=0)
        for name, place in zip(names[is_alone].tolist(), across[:, is_alone].argmax(0).tolist(), strict=True):
            verdict.reasons[name] = self._blamed(name, (choices[place],))
        names = names[~is_alone]
        kept = [None if choice < 0 else int(self._answer[choice]) for choice in own]
        needed = self._sweeps.needed(kept, self._level[names], self._answer[names])
        for name, row in zip(names.tolist(), needed, strict=True):
            verdict.reasons[name] = self._blamed(name, tuple(sorted(own[row].tolist())))

    def _blame(self, name: int, choices: tuple[int, ...]) -> Cause:
        literals = tuple(choice + 1 for choice in choices)
        if len(choices) == 1 and (table := self._forbidding[name, choices[0]]) >= 0:
            return Cause(literals, (int(table),))
        return Cause(literals, self.reasons.blamed((name + 1, *literals)))


def _forbidding(model: Model) -> NDArray[np.int32]:
    """For each two names the first table that by itself allows no product with both, -1 if none is known."""
    size = len(model.names)
    found = np.full((size, size), -1, np.int32)
    for number, constraint in reversed([*enumerate(model.constraints)] if not model.always else []):
        if isinstance(table := constraint.body, Table):
            names = np.array([model.place[name] for column in table.columns for name in column])
            found[np.ix_(names, names)] = np.where(_together(table), found[np.ix_(names, names)], number)
    return found


def _together(table: Table) -> Flags:
    """For each two names of a table, column by column, whether a row allows both."""
    allows = []
    for column, names in enumerate(table.columns):
        entries = np.array([row[column] or "" for row in table.rows])
        allows += [(entries == name) | (entries == "") for name in names]
    bits = np.packbits(allows, axis=1)
    return np.stack([(bits & row).any(axis=1) for row in bits])
