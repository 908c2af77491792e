"""What each name of a model would do to a product: possible or not, why not, and what else must change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from configurator.product.engine.apart import apart
from configurator.product.engine.model import Model
from configurator.product.engine.moves import Clauses, Flags, Ints, Neighbourhood
from configurator.product.engine.reasons import Cause, Reasons
from configurator.product.engine.repairs import touched, ways
from configurator.product.engine.solver import RuleSolver

FEW, CHANGES = 2, 6
"""So many other choices are changed before a solver is asked what is possible, and what is best."""
NEVER = 1000
MANY = 20_000
"""So many ways are looked at in one step before a solver is asked."""


@dataclass
class Verdict:
    """Every name from one product, when the choice in its own choose-one set may be replaced and the others are kept.

    Names are places in the model.
    """

    possible: Flags
    """Whether some product has the name and all choices."""
    differences: Ints
    """How much the price changes with the best outcome."""
    reasons: dict[int, Cause] = field(default_factory=dict)
    """Of each name that is not possible."""
    outcomes: dict[int, tuple[int, ...]] = field(default_factory=dict)
    """Of each name that needs more changes than its own: all that are chosen instead of others, the name first."""


class Judging:
    """Judges from the products of one model. Safe between threads."""

    def __init__(self, model: Model, prices: Sequence[int], solver: RuleSolver | None = None) -> None:
        self.model = model
        self.solver = solver or RuleSolver(model)
        self.reasons = Reasons(self.solver, model)
        self._prices = np.array(prices, np.int64)
        self._clauses = Clauses(model)
        self._one_of: list[int] = self._clauses.one_of.tolist()
        self._apart = apart(model, self.solver)
        self._is_plain = self._clauses.is_whole and bool(self._clauses.in_one.all())
        self._dead = self._apart.diagonal()
        self._across = self._apart & ~self._dead & (self._clauses.one_of[:, None] != self._clauses.one_of[None, :])
        self._preferences = [
            *(-model.place[name] - 1 for one in model.ones for name in reversed(one[1:])),
            *(-place - 1 for place in reversed(np.flatnonzero(~self._clauses.in_one).tolist())),
        ]
        self._dead_for = {
            int(name): Cause((), self.reasons.blamed((int(name) + 1,))) for name in np.flatnonzero(self._dead)
        }
        self._glances = [self._near(name) for name in range(len(model.names))]

    def _near(self, name: int) -> list[int]:
        """The clauses that are one literal shorter with the name, or more."""
        written = self._clauses.written
        away = set(np.flatnonzero(self._apart[name]).tolist())
        return [
            number
            for number, (negative, positive) in enumerate(written)
            if name in negative or not away.isdisjoint(positive)
        ]

    def possible(self, product: Sequence[int], choices: Sequence[int]) -> Flags:
        """`Verdict.possible` alone."""
        if not self._is_plain:
            return self._by_solver(product, choices, False).possible
        verdict, search = self._begun(product, choices)
        for name in search.unsettled:
            if verdict.possible[name]:
                verdict.possible[name] = self._is_possible(name, choices)
        return verdict.possible

    def judge(self, product: Sequence[int], choices: Sequence[int], *, is_priced: bool = True) -> Verdict:
        """Judge every name from a product that has all of `choices`, both as places in the model's order.

        A name that no product has is never possible, and has no outcome. Outcomes and differences only if `is_priced`.
        """
        if not self._is_plain:
            return self._by_solver(product, choices, is_priced)
        verdict, search = self._begun(product, choices)
        excluded = self._explain_excluded(verdict, choices)
        self._explain_others(verdict, choices, [name for name in search.unsettled if verdict.possible[name]])
        if is_priced:
            self._price(verdict, search, product, choices, excluded)
        return verdict

    def _begun(self, product: Sequence[int], choices: Sequence[int]) -> tuple[Verdict, _Search]:
        """What is seen of choices that exclude names by themselves, and of a few changes around the product."""
        around = Neighbourhood(self._clauses, np.array(product))
        own = np.zeros(self._clauses.size + 1, np.bool_)
        own[np.array(choices, np.int64)] = True
        needed = self._across[np.array(choices, np.int64)].sum(0)
        possible = ~((needed > 0) | self._dead)
        verdict = Verdict(possible, self._prices - self._prices[around.leaves], dict(self._dead_for))
        search = _Search(around, own[around.leaves], needed, self._dead)
        search.look(FEW)
        return verdict, search

    def _price(
        self, verdict: Verdict, search: _Search, product: Sequence[int], choices: Sequence[int], excluded: set[int]
    ) -> None:
        for name in search.unsettled:
            if verdict.possible[name]:
                continue
            if name not in excluded or not self._is_possible(name, [c for c in choices if not self._apart[name, c]]):
                search.raise_least(name)
        search.look(CHANGES)
        search.write(verdict)
        own = np.isin(np.arange(self._clauses.size), choices)
        for name in search.unsettled:
            self._dig(verdict, product, own, name)

    def _by_solver(self, product: Sequence[int], choices: Sequence[int], is_priced: bool) -> Verdict:
        """Judge name by name, for constraints that are not written as clauses."""
        size = len(self.model.names)
        verdict = Verdict(~self._dead, np.zeros(size, np.int64), dict(self._dead_for))
        own = np.isin(np.arange(size), choices)
        for name in sorted({*range(size)} - {*product, *self._dead_for}):
            goal, *literals = self._asked(name, choices)
            cause = self.reasons.why_not(goal, literals)
            if cause is not None:
                verdict.possible[name] = False
                verdict.reasons[name] = cause
            if is_priced:
                self._dig(verdict, product, own, name)
        return verdict

    def _is_possible(self, name: int, choices: Sequence[int]) -> bool:
        return self.solver.is_possible(self._asked(name, choices))

    def _asked(self, name: int, choices: Sequence[int]) -> list[int]:
        own = self._one_of[name]
        return [name + 1, *(choice + 1 for choice in choices if self._one_of[choice] != own)]

    def _explain_excluded(self, verdict: Verdict, choices: Sequence[int]) -> set[int]:
        """Say why not of the names that one choice excludes by itself, and which these are."""
        across = self._across[np.array(choices, np.int64)]
        names = np.flatnonzero(across.any(0))
        if len(names):
            for name, place in zip(names.tolist(), across[:, names].argmax(0).tolist(), strict=True):
                cause = choices[place] + 1
                verdict.reasons[name] = Cause((cause,), self.reasons.blamed((name + 1, cause)))
        return set(names.tolist())

    def _explain_others(self, verdict: Verdict, choices: Sequence[int], names: Sequence[int]) -> None:
        """Find out which of the names are not possible, and why."""
        if not names:
            return
        away = np.vstack((self._apart[np.array(choices, np.int64)], np.zeros(len(self._one_of), np.bool_)))
        blocked: list[bool] = np.any(away, axis=0).tolist()
        first: list[int] = away.argmax(0).tolist()
        kept = set(choices)
        for name in names:
            cause = self._glance(name, choices, kept, blocked, first)
            if cause is None:
                goal, *literals = self._asked(name, choices)
                cause = self.reasons.why_not(goal, literals)
            if cause is not None:
                verdict.possible[name] = False
                verdict.reasons[name] = cause

    def _dig(self, verdict: Verdict, product: Sequence[int], own: Flags, name: int) -> None:
        """Find the best outcome by a solver."""
        one = self._one_of[name]
        dearness = {other + 1: int(own[other]) for other in product if self._one_of[other] != one}
        best: tuple[tuple[int, ...], tuple[int, ...], int] | None = None
        for lost in ways(self.solver, name + 1, dearness, 1):
            fixed = [name + 1, *(literal for literal in dearness if literal not in lost)]
            after = sorted(literal - 1 for literal in self.solver.settle(fixed, self._preferences) or ())
            difference = int(self._prices[after].sum() - self._prices[list(product)].sum())
            key = (*touched(lost, dearness), abs(difference))
            if best is None or key < best[0]:
                best = key, (name, *sorted(set(after) - {*product, name})), difference
        if best is not None:
            verdict.outcomes[name], verdict.differences[name] = best[1:]

    def _glance(
        self, name: int, choices: Sequence[int], kept: set[int], blocked: Sequence[bool], first: Sequence[int]
    ) -> Cause | None:
        """Why a name is not possible, if one clause says so together with names that exclude each other."""
        own, away = self._one_of[name], self._apart[name]
        for number in self._glances[name]:
            negative, positive = self._clauses.written[number]
            if any(other != name and (other not in kept or self._one_of[other] == own) for other in negative):
                continue
            if any(not blocked[other] and not away[other] for other in positive):
                continue
            literals = {other + 1 for other in negative if other != name}
            constraints = {self._clauses.constraint_of[number]}
            for other in positive:
                blocker = name
                if not away[other]:
                    blocker = choices[first[other]]
                    if self._one_of[blocker] == own:
                        rest = (c for c in choices if self._one_of[c] != own and self._apart[c, other])
                        blocker = next(rest, -1)
                        if blocker < 0:
                            break
                    literals.add(blocker + 1)
                if self._one_of[blocker] != self._one_of[other]:
                    constraints.update(self.reasons.blamed((other + 1, blocker + 1)))
            else:
                return self.reasons.within(name + 1, tuple(sorted(literals)), tuple(sorted(constraints)))
        return None


class _Search:
    """The search, for each name that breaks something, for what else must change: no more choices than must."""

    def __init__(self, around: Neighbourhood, is_own: Flags, needed: Ints, dead: Flags) -> None:
        """`needed` is how many choices each name excludes by itself, `dead` are those that no product has."""
        self._around, self._is_own = around, np.append(is_own, False)
        self._least = needed.copy()
        """So many choices each name is known to need given up."""
        self._given = np.zeros_like(needed)
        """So many are given up where least are, of what was found."""
        moves = np.flatnonzero(around.is_move[:-1] & ~dead)
        sets = around.single(moves)
        broken = around.broken(sets)
        is_broken: Flags = np.any(broken, axis=1)
        self._names = moves[is_broken]
        self._given[self._names] = NEVER
        self._sets, self._broken = sets.picked(is_broken), broken[is_broken]
        self._found: list[Ints] = []

    @property
    def unsettled(self) -> list[int]:
        """Names for which nothing was found that gives up as few choices as they are known to need."""
        names: list[int] = self._names[self._given[self._names] != self._least[self._names]].tolist()
        return names

    def raise_least(self, name: int) -> None:
        """The name is known to need one choice more given up."""
        self._least[name] += 1

    def look(self, changes: int) -> None:
        """Look for outcomes with so many other changes at most."""
        while self._sets.moves.shape[1] <= changes:
            name = self._sets.moves[:, 0]
            given = self._is_own[self._sets.moves[:, 1:]].sum(1)
            least, so_far = self._least[name], self._given[name]
            is_open: Flags = (so_far != least) & ((given <= least) | (so_far > least + 1))
            if not is_open.any() or is_open.sum() > MANY:
                return
            sets = self._around.mended(self._sets.picked(is_open), self._broken[is_open])
            given = self._is_own[sets.moves[:, 1:]].sum(1)
            few = given <= self._least[sets.moves[:, 0]] + 1
            sets, given = sets.picked(few), given[few]
            broken = self._around.broken(sets)
            is_bad: Flags = np.any(broken, axis=1)
            good = sets.moves[~is_bad]
            self._found.append(good)
            np.minimum.at(self._given, good[:, 0], given[~is_bad])
            self._sets, self._broken = sets.picked(is_bad), broken[is_bad]

    def write(self, verdict: Verdict) -> None:
        """Write down the best outcome of each name, of those that give up least."""
        if not self._found:
            return
        size = len(self._is_own) - 1
        pads = (((0, 0), (0, CHANGES + 1 - moves.shape[1])) for moves in self._found)
        moves = np.concatenate([np.pad(m, pad, constant_values=size) for m, pad in zip(self._found, pads, strict=True)])
        others = np.sort(moves[:, 1:], axis=1)
        given = self._is_own[others].sum(1)
        is_least = given == self._least[moves[:, 0]]
        moves, others = moves[is_least], others[is_least]
        names, lost = moves[:, 0], np.append(self._around.leaves, size)[others]
        prices = np.append(verdict.differences, 0)
        difference = np.abs(prices[names] + prices[others].sum(1))
        changes = (others < size).sum(1)
        liked = np.lexsort((*others.T[::-1], *(-lost.T)[::-1], names))
        first = liked[_changes(np.column_stack((names, lost))[liked])]
        best = first[np.lexsort((difference[first], changes[first], names[first]))]
        best = best[_changes(names[best][:, None])]
        verdict.differences[names[best]] = prices[names[best]] + prices[others[best]].sum(1)
        verdict.outcomes.update((row[0], tuple(name for name in row if name < size)) for row in moves[best].tolist())


def _changes(rows: Ints) -> Flags:
    """Whether a row is another one than that before."""
    changed = np.ones(len(rows), np.bool_)
    changed[1:] = (rows[1:] != rows[:-1]).any(1)
    return changed
