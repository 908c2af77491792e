"""Sets that have something in common with every one of a growing list of sets, the cheapest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Mapping, Set

Literals = frozenset[int]


class HittingSets:
    """Best first. What was looked at before is never looked at again, though sets to hit are added in between.

    Sets of literals are ints here, a bit for each literal, the cheapest the lowest. A branch holds what is taken and
    what is not taken any more, so that no two branches lead to the same set; it costs at least its bound.
    """

    def __init__(self, costs: Mapping[int, int], certain: Collection[int]) -> None:
        """No two sets of literals cost the same. All `certain` ones are in every set."""
        self._literals = sorted(costs, key=costs.__getitem__)
        self._costs = [costs[literal] for literal in self._literals]
        self._place = {literal: place for place, literal in enumerate(self._literals)}
        self._cores: list[int] = []
        first = frozenset(certain)
        cost = sum(costs[literal] for literal in first)
        self._branches = [(cost, cost, self._bits(first), 0, first)]

    def add(self, core: Set[int]) -> None:
        """One set more to hit."""
        self._cores.append(self._bits(core))

    def cheapest(self, is_refused: Callable[[Literals], bool]) -> Literals | None:
        """The cheapest set that is not refused; None if there is none.

        What is refused once must be refused ever after, with all larger sets; so must be what was found before,
        unless it misses a set that was added since.
        """
        while self._branches:
            branch = heapq.heappop(self._branches)
            bound, cost, taken, barred, literals = branch
            if is_refused(literals):
                continue
            missed = [core & ~barred for core in self._cores if not core & taken]
            if not missed:
                heapq.heappush(self._branches, branch)
                return literals
            missed.sort(key=int.bit_count)
            least = self._least(missed)
            if least is None:
                continue
            if cost + least > bound:
                heapq.heappush(self._branches, (cost + least, cost, taken, barred, literals))
                continue
            self._branch_out(missed[0], bound, cost, taken, barred, literals)
        return None

    def _branch_out(self, core: int, bound: int, cost: int, taken: int, barred: int, literals: Literals) -> None:
        while core:
            bit = core & -core
            core ^= bit
            place = bit.bit_length() - 1
            after = cost + self._costs[place]
            more = literals | {self._literals[place]}
            heapq.heappush(self._branches, (max(bound, after), after, taken | bit, barred, more))
            barred |= bit

    def _least(self, cores: Collection[int]) -> int | None:
        """At least so much it costs to hit these: those that share nothing are hit one by one. None if one is empty."""
        least = hit = 0
        for core in cores:
            if not core:
                return None
            if not core & hit:
                least += self._costs[(core & -core).bit_length() - 1]
                hit |= core
        return least

    def _bits(self, literals: Collection[int]) -> int:
        return sum(1 << self._place[literal] for literal in literals)
