"""Which options, and which pairs of options, the rules leave free."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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


def forced_pairs(solver: RuleSolver, options: Sequence[str]) -> frozenset[tuple[str, str]]:
    """The pairs for which one of "both", "the first alone", "the second alone" is in no product; exact.

    Every product found is remembered as the pairs that it proves, so that few pairs need a question of their own.
    """
    literals = [solver.variable[option_id] for option_id in options]
    everything = sum(1 << literal for literal in literals)
    together = dict.fromkeys(literals, 0)
    apart = dict.fromkeys(literals, 0)

    def is_possible(with_: int, other: int, seen: dict[int, int], sign: int) -> bool:
        if not seen[with_] >> other & 1:
            witness = solver.witness([with_, sign * other])
            if witness is None:
                return False
            found = witness & together.keys()
            present = sum(1 << literal for literal in found)
            for literal in found:
                together[literal] |= present
                apart[literal] |= everything & ~present
        return True

    return frozenset(
        (options[a], options[b])
        for a, b in combinations(range(len(options)), 2)
        if not (
            is_possible(literals[a], literals[b], together, 1)
            and is_possible(literals[a], literals[b], apart, -1)
            and is_possible(literals[b], literals[a], apart, -1)
        )
    )
