"""Whether a model can be decided with a stated effort: rules can be written that no computer decides in a lifetime."""

from __future__ import annotations

from collections.abc import Iterable

from pysat.solvers import Glucose4

from configurator.product.engine.clauses import Clauses


def is_decided_within(conflicts: int, clauses: Clauses, names: Iterable[str]) -> bool:
    """Whether so many conflicts are enough to learn if there is a product, and one with each of the names.

    The effort is counted, not timed, so that the answer is the same on every machine.
    """
    seen: set[int] = set()
    with Glucose4(bootstrap_with=clauses.clauses) as solver:
        for wanted in ([], *([clauses.variable[name]] for name in names)):
            if seen.issuperset(wanted) and seen:
                continue
            left = conflicts - solver.accum_stats()["conflicts"]
            if left <= 0:
                return False
            solver.conf_budget(left)
            answer = solver.solve_limited([*clauses.selectors, *wanted])
            if answer is None:
                return False
            if not answer and not wanted:
                return True
            if answer:
                seen.update(literal for literal in solver.get_model() if literal > 0)
    return True
