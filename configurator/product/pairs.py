"""Which options, and which pairs of options, the rules leave free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from configurator.product.engine.solver import RuleSolver


def possible_options(solver: RuleSolver, options: Iterable[str]) -> frozenset[str]:
    """Those of the options that some product has; exact."""
    variable = {option_id: solver.variable[option_id] for option_id in options}
    seen: set[int] = set()
    for literal in variable.values():
        if literal not in seen:
            seen |= solver.witness([literal]) or frozenset()
    return frozenset(option_id for option_id, literal in variable.items() if literal in seen)


class PairSearch:
    """Exact questions about pairs of options, by their places among `options`.

    Every product found is remembered as the pairs that it proves, so that few pairs need a question of their own.
    """

    def __init__(self, solver: RuleSolver, options: Sequence[str]) -> None:
        self._solver = solver
        self._literals = [solver.variable[option_id] for option_id in options]
        self._place = {literal: place for place, literal in enumerate(self._literals)}
        self._everything = (1 << len(options)) - 1
        self._together = [0] * len(options)
        self._apart = [0] * len(options)

    def has_both(self, one: int, other: int) -> bool:
        """Whether some product has both."""
        return bool(self._together[one] >> other & 1) or self._find(self._literals[one], self._literals[other])

    def has_alone(self, one: int, other: int) -> bool:
        """Whether some product has the first without the second."""
        return bool(self._apart[one] >> other & 1) or self._find(self._literals[one], -self._literals[other])

    def _find(self, *literals: int) -> bool:
        witness = self._solver.witness(literals)
        if witness is None:
            return False
        found = [self._place[literal] for literal in witness & self._place.keys()]
        present = sum(1 << place for place in found)
        for place in found:
            self._together[place] |= present
            self._apart[place] |= self._everything & ~present
        return True


def forced_pairs(solver: RuleSolver, options: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs for which one of "both", "the first alone", "the second alone" is in no product; exact."""
    search = PairSearch(solver, options)
    return frozenset(
        (options[a], options[b])
        for a, b in combinations(range(len(options)), 2)
        if not (search.has_both(a, b) and search.has_alone(a, b) and search.has_alone(b, a))
    )


def impossible_pairs(solver: RuleSolver, options: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The pairs that no product has both of, in the order of the options; exact."""
    search = PairSearch(solver, options)
    for a, b in combinations(range(len(options)), 2):
        if not search.has_both(a, b):
            yield options[a], options[b]
