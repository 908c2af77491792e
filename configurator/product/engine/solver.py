"""Exact questions to a SAT solver about one model. Every answer is decided by logic and by the order of the
question alone, never by the model or the core that the solver happens to find.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import chain

from pysat.solvers import Cadical153

from configurator.product.engine.clauses import Clauses
from configurator.product.engine.model import Model


class RuleSolver:
    """One persistent CaDiCaL with a model's clauses. Safe between threads.

    Literals are the numbers that `variable` gives to the model's names, negative for "not chosen".
    """

    def __init__(self, model: Model) -> None:
        clauses = Clauses(model)
        self.variable = clauses.variable
        self._selectors = clauses.selectors
        self._lock = threading.RLock()
        self._solver = Cadical153(bootstrap_with=clauses.clauses)

    def is_possible(self, literals: Sequence[int]) -> bool:
        """Whether some product of the model has all these literals."""
        with self._lock:
            return bool(self._solver.solve(self._selectors + list(literals)))

    def witness(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Variables of the names of *some* product with these literals; None when there is none."""
        with self._lock:
            if not self.is_possible(literals):
                return None
            return frozenset(literal for literal in self._solver.get_model()[: len(self.variable)] if literal > 0)

    def _core(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Some part of these literals (selectors included) that is impossible by itself; None when all are possible."""
        with self._lock:
            if self._solver.solve(list(literals)):
                return None
            return frozenset(self._solver.get_core() or ())

    def blame(self, literals: Sequence[int]) -> tuple[int, ...]:
        """Places of a minimal set of constraints that makes these literals impossible; of several sets, early ones.

        Each test below has one answer by logic; a core only saves tests whose answer it already gives.
        """
        selectors = self._selectors
        core = self._core([*selectors, *literals])
        if core is None:
            raise ValueError("nothing to blame: the literals are possible")
        needed: list[int] = []
        for place in reversed(range(len(selectors))):
            if selectors[place] in core:
                smaller = self._core([*selectors[:place], *(selectors[other] for other in needed), *literals])
                if smaller is None:
                    needed.append(place)
                else:
                    core = smaller
        return tuple(reversed(needed))

    def settle(self, fixed: Sequence[int], wishes: Sequence[int]) -> frozenset[int] | None:
        """The product with `fixed` that fulfils each wish in turn when the ones before allow it.

        None when `fixed` is impossible. The wishes must decide everything that `fixed` leaves open.
        """
        if not self.is_possible(fixed):
            return None
        decided = {abs(literal) for literal in fixed}
        wishes = [wish for wish in wishes if abs(wish) not in decided]
        settled = list(fixed)
        while wishes:
            length = self._longest_possible(settled, wishes)
            settled += wishes[:length] + [-refused for refused in wishes[length : length + 1]]
            wishes = wishes[length + 1 :]
        return self.witness(settled)

    def _longest_possible(self, fixed: list[int], wishes: Sequence[int]) -> int:
        """How many of the wishes, from the first on, can be fulfilled together, when `fixed` can.

        A core says at once that the wishes are impossible as far as its last one, so few lengths need trying.
        """
        place = {wish: number for number, wish in enumerate(wishes)}
        length = len(wishes)
        while (core := self._core([*self._selectors, *fixed, *wishes[:length]])) is not None:
            length = max(place[literal] for literal in core if literal in place)
        return length

    def cheapest_loss(self, hard: Sequence[int], costs: Mapping[int, int]) -> frozenset[int] | None:
        """The literals of `costs` to give up so that `hard` and all others are possible, at the lowest sum of costs.

        None when `hard` alone is impossible. The answer is unique if no two sets cost the same. Implicit hitting
        sets: every core must lose a literal; the cheapest way to hit all cores found so far is tried, until it works.
        """
        cores: list[frozenset[int]] = []
        while True:
            lost = cheapest_hitting_set(cores, costs)
            kept = [literal for literal in costs if literal not in lost]
            core = self._core([*self._selectors, *hard, *kept])
            if core is None:
                return lost
            conflict = core.intersection(kept)
            if not conflict:
                return None
            cores.append(self._shrunk(hard, sorted(conflict, key=costs.__getitem__)))

    def _shrunk(self, hard: Sequence[int], conflict: list[int]) -> frozenset[int]:
        left = conflict
        for literal in conflict:
            rest = [other for other in left if other != literal]
            if not self.is_possible([*hard, *rest]):
                left = rest
        return frozenset(left)


def cheapest_hitting_set(cores: Sequence[frozenset[int]], costs: Mapping[int, int]) -> frozenset[int]:
    """The cheapest set that has something in common with every core (branch and bound)."""
    best: frozenset[int] = frozenset(chain.from_iterable(cores))
    best_cost = sum(costs[literal] for literal in best)

    def search(chosen: frozenset[int], cost: int) -> None:
        nonlocal best, best_cost
        if cost >= best_cost:
            return
        missed = next((core for core in cores if core.isdisjoint(chosen)), None)
        if missed is None:
            best, best_cost = chosen, cost
            return
        for literal in sorted(missed, key=costs.__getitem__):
            search(chosen | {literal}, cost + costs[literal])

    search(frozenset(), 0)
    return best
