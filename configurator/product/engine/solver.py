"""Exact questions to a SAT solver about one model. Every answer is decided by logic and by the order of the
question alone, never by the model or the core that the solver happens to find.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from functools import lru_cache

from pysat.solvers import Cadical153, Minisat22

from configurator.product.engine.clauses import Clauses
from configurator.product.engine.hitting import HittingSets
from configurator.product.engine.model import Model

REMEMBERED, CONFLICTS = 1024, 64
"""Of so many questions about what to give up so many conflicts are kept; 10 MB at most."""


class RuleSolver:
    """Two persistent solvers with a model's clauses: one that keeps every constraint, one that can leave some out.

    Literals are the numbers that `variable` gives to the model's names, negative for "not chosen". Safe between
    threads.
    """

    def __init__(self, model: Model) -> None:
        clauses = Clauses(model)
        self.variable = clauses.variable
        self._selectors = clauses.selectors
        self._lock = threading.RLock()
        self._conflicts: Callable[[tuple[int, ...]], list[frozenset[int]]] = lru_cache(REMEMBERED)(lambda hard: [])
        """Literals that are impossible with the hard ones: true of every question, and the fewer to be found again."""
        unless = {-selector for selector in clauses.selectors}
        self._whole = Minisat22(bootstrap_with=[[lit for lit in part if lit not in unless] for part in clauses.clauses])
        self._parts = Cadical153(bootstrap_with=clauses.clauses)

    def is_possible(self, literals: Sequence[int]) -> bool:
        """Whether some product of the model has all these literals."""
        with self._lock:
            return bool(self._whole.solve(list(literals)))

    def witness(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Variables of the names of *some* product with these literals; None when there is none."""
        with self._lock:
            return self._found() if self._whole.solve(list(literals)) else None

    def _found(self) -> frozenset[int]:
        """Variables of the names of the product that was found last."""
        return frozenset(literal for literal in self._whole.get_model()[: len(self.variable)] if literal > 0)

    def implied(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Literals of names that these make certain, as far as is seen at a glance; None if they are impossible."""
        with self._lock:
            possible, found = self._whole.propagate(list(literals))
            return frozenset(found) if possible else None

    def lean_to(self, literals: Sequence[int]) -> None:
        """Prefer witnesses with these literals from now on."""
        with self._lock:
            self._whole.set_phases(list(literals))

    def core(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Some part of these literals that is impossible by itself; None when all are possible together."""
        with self._lock:
            if self._whole.solve(list(literals)):
                return None
            return frozenset(self._whole.get_core() or ())

    def needed(self, hard: Sequence[int], literals: Sequence[int]) -> tuple[int, ...] | None:
        """A minimal part of `literals` that is impossible with all of `hard`; early ones if several are.

        None when all are possible. Each test has one answer by logic; a core only saves tests whose answer it gives.
        """
        return minimal(lambda tried: self.core([*hard, *tried]), literals)

    def blame(self, literals: Sequence[int]) -> tuple[int, ...]:
        """Places of a minimal set of constraints that makes these literals impossible; of several sets, early ones."""
        blamed = minimal(lambda tried: self._core_of_parts([*tried, *literals]), self._selectors)
        if blamed is None:
            raise ValueError("nothing to blame: the literals are possible")
        return tuple(selector - self._selectors[0] for selector in blamed)

    def _core_of_parts(self, literals: Sequence[int]) -> frozenset[int] | None:
        """Likewise, when only the constraints are kept whose selectors are among the literals."""
        with self._lock:
            if self._parts.solve(list(literals)):
                return None
            return frozenset(self._parts.get_core() or ())

    def settle(self, fixed: Sequence[int], wishes: Sequence[int]) -> frozenset[int] | None:
        """The product with `fixed` that fulfils each wish in turn when the ones before allow it.

        None when `fixed` is impossible. The wishes must decide everything that `fixed` leaves open.
        """
        settled = list(fixed)
        with self._lock:
            while (implied := self.implied(settled)) is not None:
                wishes = [wish for wish in wishes if wish not in implied and -wish not in implied]
                length = self._longest_possible(settled, wishes)
                if length is None:
                    return None
                if length == len(wishes):
                    return self._found()
                settled += [*wishes[:length], -wishes[length]]
                wishes = wishes[length + 1 :]
        return None

    def _longest_possible(self, fixed: list[int], wishes: Sequence[int]) -> int | None:
        """How many of the wishes, from the first on, can be fulfilled together with `fixed`; None if `fixed` can't.

        A core says at once that the wishes are impossible as far as its last one, so few lengths need trying.
        """
        length = len(wishes)
        while (core := self.core([*fixed, *wishes[:length]])) is not None:
            last = next((place for place in reversed(range(length)) if wishes[place] in core), None)
            if last is None:
                return None
            length = last
        return length

    def losses(
        self,
        hard: Sequence[int],
        costs: Mapping[int, int],
        is_refused: Callable[[frozenset[int]], bool],
        certain: Collection[int] = (),
    ) -> Iterator[frozenset[int]]:
        """Sets of literals of `costs` to give up so that `hard` and all others are possible, the cheapest first.

        No set that is refused, and `is_refused` must refuse each set that was found before and all larger ones of
        what it refuses. Nothing at all when `hard` alone is impossible. No two sets may cost the same, so that the
        order is unique. `certain` are literals known to be impossible with `hard`. Implicit hitting sets: every core
        must lose a literal; the cheapest way to hit all cores found so far is tried, until it works.
        """
        hitting = HittingSets(costs, certain)
        conflicts = self._conflicts(tuple(hard))
        for conflict in tuple(conflicts):
            if conflict <= costs.keys():
                hitting.add(conflict)
        while (lost := hitting.cheapest(is_refused)) is not None:
            core = self.core([*hard, *(literal for literal in costs if literal not in lost)])
            if core is None:
                yield lost
                continue
            conflict = core.difference(hard)
            if not conflict:
                return
            hitting.add(conflict)  # nearly always a smallest one: to make sure costs more than it saves
            if len(conflicts) < CONFLICTS:
                conflicts.append(conflict)


def minimal(core_of: Callable[[Sequence[int]], Set[int] | None], literals: Sequence[int]) -> tuple[int, ...] | None:
    """Leaves out one literal after the other, from the last on, while the rest stays impossible."""
    core = core_of(literals)
    if core is None:
        return None
    needed: list[int] = []
    for place in reversed(range(len(literals))):
        if literals[place] in core:
            smaller = core_of([*literals[:place], *needed])
            if smaller is None:
                needed.append(literals[place])
            else:
                core = smaller
    return tuple(reversed(needed))
