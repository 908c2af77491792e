"""Why something is impossible: a minimal part of the choices and of the constraints, together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from configurator.product.engine.solver import RuleSolver

REMEMBERED = 8192
"""Reasons kept. Each is decided by its question alone, so that it never matters which ones are."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Literals and places of constraints that make something impossible: none of them could be left out."""

    literals: tuple[int, ...]
    constraints: tuple[int, ...]


class Reasons:
    """Finds the reasons of one model. Safe between threads."""

    def __init__(self, solver: RuleSolver) -> None:
        self._solver = solver
        self.blamed = lru_cache(REMEMBERED)(solver.blame)
        """`RuleSolver.blame`, of a tuple of literals, remembered."""

    def why_not(self, goal: int, literals: Sequence[int]) -> Cause | None:
        """Why no product has `goal` with all of the literals; None if one has.

        One literal alone if one suffices, the first such; else early literals and, with these, early constraints.
        """
        if not self._solver.is_possible((goal,)):
            return self.with_literals(goal, ())
        for literal in literals:
            if not self._solver.is_possible((goal, literal)):
                return self.with_literals(goal, (literal,))
        needed = self._solver.needed((goal,), literals)
        return None if needed is None else self.with_literals(goal, needed)

    def with_literals(self, goal: int, literals: tuple[int, ...]) -> Cause:
        """The cause when it is known which of the literals are needed."""
        return Cause(literals, self.blamed((goal, *literals)))
