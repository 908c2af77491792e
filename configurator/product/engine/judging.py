"""What each name of a model would do to a product: possible or not, why not, and what else must change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from configurator.product.engine.apart import apart
from configurator.product.engine.model import Model
from configurator.product.engine.moves import Clauses, Flags, Ints, Neighbourhood
from configurator.product.engine.reasons import Cause, Reasons
from configurator.product.engine.repairs import touched, ways
from configurator.product.engine.searching import Exclusions, Search, counted
from configurator.product.engine.solver import RuleSolver

FEW, CHANGES, SLACK = 4, 6, 1
"""So many other choices are changed before a solver is asked what is possible, and what is best; ways that give up more
choices by this than a name is known to need are left to it as well."""
REMEMBERED = 1 << 16
"""Reasons kept of names that one choice excludes by itself."""


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
        self.clauses = Clauses(model)
        self._one_of: list[int] = self.clauses.one_of.tolist()
        self.apart = apart(model, self.solver)
        self._is_plain = self.clauses.is_whole and bool(self.clauses.in_one.all())
        self.dead = self.apart.diagonal()
        self._across = self.apart & ~self.dead & (self.clauses.one_of[:, None] != self.clauses.one_of[None, :])
        self._unwanted = [[-model.place[name] - 1 for name in reversed(one[1:])] for one in model.ones]
        """Of each choose-one set all but the first, the least wanted first; wished away in turn."""
        self._free = [-place - 1 for place in reversed(np.flatnonzero(~self.clauses.in_one).tolist())]
        self._alone = lru_cache(REMEMBERED)(self._blame_alone)
        self._dead_for = {
            int(name): Cause((), self.reasons.blamed((int(name) + 1,))) for name in np.flatnonzero(self.dead)
        }
        self._glances = [self._near(name) for name in range(len(model.names))]

    def _near(self, name: int) -> list[int]:
        """The clauses that are one literal shorter with the name, or more."""
        written = self.clauses.written
        away = set(np.flatnonzero(self.apart[name]).tolist())
        return [
            number
            for number, (negative, positive) in enumerate(written)
            if name in negative or not away.isdisjoint(positive)
        ]

    def possible(self, product: Sequence[int], choices: Sequence[int]) -> Flags:
        """`Verdict.possible` alone."""
        if not self._is_plain:
            return self._by_solver(product, choices, False).possible
        begun = _Begun(self, product, choices)
        search = begun.search(is_priced=False)
        begun.possible[search.unsettled] = False
        for name in search.undecided.tolist():
            begun.possible[name] = self.solver.is_possible(self._asked(name, choices))
        return begun.possible

    def judge(self, product: Sequence[int], choices: Sequence[int], *, is_priced: bool = True) -> Verdict:
        """Judge every name from a product that has all of `choices`, both as places in the model's order.

        A name that no product has is never possible, and has no outcome. Outcomes and differences only if `is_priced`.
        """
        if not self._is_plain:
            return self._by_solver(product, choices, is_priced)
        begun = _Begun(self, product, choices)
        around = begun.around
        verdict = Verdict(begun.possible, self._prices - self._prices[around.leaves], dict(self._dead_for))
        self._explain_excluded(verdict, choices, begun.excluding)
        search = begun.search(is_priced)
        doubtful = search.names[(search.given > 0) & verdict.possible[search.names]]
        self._explain_others(verdict, choices, doubtful.tolist())
        if is_priced:
            needy = [name for name in search.unsettled.tolist() if not verdict.possible[name]]
            search.raise_least([name for name in needy if not self._needs_no_more(verdict, name, choices)])
            search.look(CHANGES)
            names, others, differences = search.best(self._prices)
            verdict.differences[names] = differences
            verdict.outcomes.update(zip(names.tolist(), others, strict=True))
            for name in search.unsettled.tolist():
                self._dig(verdict, product, frozenset(choices), name)
        return verdict

    def _needs_no_more(self, verdict: Verdict, name: int, choices: Sequence[int]) -> bool:
        """Whether some product has a name that is not possible, and all choices that it does not exclude by itself."""
        kept = [choice for choice in choices if not self.apart[name, choice]]
        if len(verdict.reasons[name].literals) > 1:
            return False
        return self.solver.is_possible([name + 1, *(choice + 1 for choice in kept)])

    def _by_solver(self, product: Sequence[int], choices: Sequence[int], is_priced: bool) -> Verdict:
        """Judge name by name, for constraints that are not written as clauses."""
        size = len(self.model.names)
        verdict = Verdict(~self.dead, np.zeros(size, np.int64), dict(self._dead_for))
        for name in sorted({*range(size)} - {*product, *self._dead_for}):
            goal, *literals = self._asked(name, choices)
            cause = self.reasons.why_not(goal, literals)
            if cause is not None:
                verdict.possible[name] = False
                verdict.reasons[name] = cause
            if is_priced:
                self._dig(verdict, product, frozenset(choices), name)
        return verdict

    def _asked(self, name: int, choices: Sequence[int]) -> list[int]:
        own = self._one_of[name]
        return [name + 1, *(choice + 1 for choice in choices if self._one_of[choice] != own)]

    def _explain_excluded(self, verdict: Verdict, choices: Sequence[int], names: Ints) -> None:
        """Say why not of names that one choice excludes by itself."""
        across = self._across[np.array(choices, np.int64)][:, names]
        for name, place in zip(names.tolist(), across.argmax(0).tolist() if len(names) else (), strict=True):
            verdict.reasons[name] = self._alone(name, choices[place])

    def _blame_alone(self, name: int, choice: int) -> Cause:
        return Cause((choice + 1,), self.reasons.blamed((name + 1, choice + 1)))

    def _explain_others(self, verdict: Verdict, choices: Sequence[int], names: Sequence[int]) -> None:
        """Find out which of the names are not possible, and why."""
        if not names:
            return
        away = np.vstack((self.apart[np.array(choices, np.int64)], np.zeros(len(self._one_of), np.bool_)))
        blocked: list[bool] = np.any(away, axis=0).tolist()
        first: list[int] = away.argmax(0).tolist()
        kept = set(choices)
        for name in names:
            cause = self._glance(name, choices, kept, blocked, first)
            if cause is None:
                goal, *literals = self._asked(name, choices)
                cause = self.reasons.why_not_together(goal, literals)
            if cause is not None:
                verdict.possible[name] = False
                verdict.reasons[name] = cause

    def _dig(self, verdict: Verdict, product: Sequence[int], own: frozenset[int], name: int) -> None:
        """Find the best outcome by a solver."""
        one = self._one_of[name]
        dearness = {other + 1: int(other in own) for other in product if self._one_of[other] != one}
        best: tuple[tuple[int, ...], tuple[int, ...], int] | None = None
        excluded = [literal for literal in dearness if self.apart[name, literal - 1]]
        for lost in ways(self.solver, name + 1, dearness, 1, excluded):
            fixed = [name + 1, *(literal for literal in dearness if literal not in lost)]
            sets = sorted(self._one_of[literal - 1] for literal in lost if self.clauses.in_one[literal - 1])
            wishes = [*(wish for one in sets for wish in self._unwanted[one]), *self._free]
            after = sorted(literal - 1 for literal in self.solver.settle(fixed, wishes) or ())
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
        own, away = self._one_of[name], self.apart[name]
        for number in self._glances[name]:
            negative, positive = self.clauses.written[number]
            if any(other != name and (other not in kept or self._one_of[other] == own) for other in negative):
                continue
            if any(not blocked[other] and not away[other] for other in positive):
                continue
            literals = {other + 1 for other in negative if other != name}
            constraints = {self.clauses.constraint_of[number]}
            for other in positive:
                blocker = name
                if not away[other]:
                    blocker = choices[first[other]]
                    if self._one_of[blocker] == own:
                        rest = (c for c in choices if self._one_of[c] != own and self.apart[c, other])
                        blocker = next(rest, -1)
                        if blocker < 0:
                            break
                    literals.add(blocker + 1)
                if self._one_of[blocker] != self._one_of[other]:
                    constraints.update(self.reasons.blamed((other + 1, blocker + 1)))
            else:
                return self.reasons.within(name + 1, tuple(sorted(literals)), tuple(sorted(constraints)))
        return None


class _Begun:
    """What is seen of choices that exclude names by themselves, and of a few changes around the product."""

    def __init__(self, judging: Judging, product: Sequence[int], choices: Sequence[int]) -> None:
        self.around = Neighbourhood(judging.clauses, np.array(product))
        self.exclusions = Exclusions(judging.apart, np.array(choices, np.int64))
        self._names = np.flatnonzero(self.around.is_move[:-1] & ~judging.dead)
        self._needed = counted(self.exclusions.beside(self._names, self.around.leaves[self._names]))
        self.excluding = self._names[self._needed > 0]
        self.possible: Flags = ~judging.dead
        self.possible[self.excluding] = False

    def search(self, is_priced: bool) -> Search:
        """The search for outcomes, begun; if it is not for prices, only for those that give up nothing."""
        names, needed = self._names, self._needed
        if not is_priced:
            names, needed = names[needed == 0], needed[needed == 0]
        search = Search(self.around, self.exclusions, names, needed, SLACK * is_priced)
        search.look(FEW)
        return search
