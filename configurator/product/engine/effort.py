"""Whether a model can be decided with a stated effort: rules can be written that no computer decides in a lifetime."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pysat.solvers import Glucose4

from configurator.product.engine.clauses import Clauses, TooLargeError
from configurator.product.engine.model import Model


@dataclass
class Effort:
    """What is left of it. It is counted, not timed, so that the answer is the same on every machine."""

    literals: int
    """In all clauses."""
    conflicts: int
    """Contradictions that the solver meets."""

    def is_enough_for(self, model: Model, names: Iterable[str]) -> bool:
        """Whether it is enough to learn if the model has a product, and one with each of the names; it is spent then.

        Raises TooLargeError.
        """
        clauses = Clauses(model)
        self.literals -= sum(map(len, clauses.clauses))
        if self.literals < 0:
            raise TooLargeError(None)
        with Glucose4(bootstrap_with=clauses.clauses) as solver:
            is_enough = self._is_decided(solver, clauses, names)
            self.conflicts -= solver.accum_stats()["conflicts"]
        return is_enough

    def _is_decided(self, solver: Glucose4, clauses: Clauses, names: Iterable[str]) -> bool:
        seen: set[int] = set()
        for wanted in ([], *([clauses.variable[name]] for name in names)):
            if wanted and seen.issuperset(wanted):
                continue
            left = self.conflicts - solver.accum_stats()["conflicts"]
            if left <= 0:
                return False
            solver.conf_budget(left)
            is_possible = solver.solve_limited([*clauses.selectors, *wanted])
            if is_possible is None:
                return False
            if is_possible:
                model = solver.get_model()[: len(clauses.variable)]
                seen.update(literal for literal in model if literal > 0)
            elif not wanted:
                return True
        return True
