"""Whether a model can be decided with a stated effort: rules can be written that no computer decides in a lifetime."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pysat.solvers import Glucose4

from configurator.product.engine.clauses import Clauses, TooLargeError
from configurator.product.engine.model import Model

LOOKED_AT = 50_000_000


@dataclass
class Effort:
    """What is left of it. It is counted, not timed, so that the answer is the same on every machine."""

    literals: int
    """In all clauses."""
    conflicts: int
    """Contradictions that the solver meets."""
    looked_at: int = LOOKED_AT
    """Names in all products that are found."""

    def is_enough_for(self, model: Model, names: Iterable[str], *, both: bool = False) -> bool:
        """Whether it is enough to learn if the model has a product, and one with each of the names; it is spent then.

        With `both`, also if it has one without each of the names.

        Raises TooLargeError.
        """
        clauses = Clauses(model)
        self.literals -= sum(map(len, clauses.clauses))
        if self.literals < 0:
            raise TooLargeError(None)
        with Glucose4(bootstrap_with=clauses.clauses) as solver:
            is_enough = self._is_decided(solver, clauses, names, both)
            self.conflicts -= solver.accum_stats()["conflicts"]
        return is_enough

    def _is_decided(self, solver: Glucose4, clauses: Clauses, names: Iterable[str], both: bool) -> bool:
        seen: set[int] = set()
        literals = [clauses.variable[name] for name in names]
        passes = (literals, [-literal for literal in literals]) if both else (literals,)
        for leaning in passes:
            solver.set_phases(leaning)  # so that one product shows as many of them as it can
            for wanted in ([], *([literal] for literal in leaning)):
                if wanted and seen.issuperset(wanted):
                    continue
                found = self._find(solver, [*clauses.selectors, *wanted], len(clauses.variable))
                if found is None:
                    return False
                if not found and not wanted:
                    return True
                seen.update(found)
        return True

    def _find(self, solver: Glucose4, literals: Sequence[int], size: int) -> Sequence[int] | None:
        """The literals of the names of some product with these; none if there is none, None if that takes too much."""
        left = self.conflicts - solver.accum_stats()["conflicts"]
        if left <= 0:
            return None
        solver.conf_budget(left)
        is_possible = solver.solve_limited(literals)
        if is_possible is None:
            return None
        if not is_possible:
            return ()
        self.looked_at -= size
        found: Sequence[int] = solver.get_model()[:size]
        return found if self.looked_at >= 0 else None
