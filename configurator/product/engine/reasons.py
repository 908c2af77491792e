"""Why something is impossible: a minimal part of the choices and of the constraints, together.

Every reason is decided by its question alone, so that it never matters which ones are remembered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pysat.solvers import Minisat22

from configurator.product.engine.model import Model
from configurator.product.engine.plain import plain_clauses
from configurator.product.engine.solver import RuleSolver, minimal

REMEMBERED = 8192
"""Reasons kept of each kind of question."""


@dataclass(frozen=True, slots=True)
class Cause:
    """Literals and places of constraints that make something impossible: none of them could be left out."""

    literals: tuple[int, ...]
    constraints: tuple[int, ...]


class Reasons:
    """Finds the reasons of one model. Safe between threads."""

    def __init__(self, solver: RuleSolver, model: Model) -> None:
        self._solver = solver
        self._small = _SmallQuestions(model)
        self.blamed = lru_cache(REMEMBERED)(self._blamed)
        """Places of a minimal set of constraints that makes a tuple of literals impossible, remembered."""
        self.within = lru_cache(REMEMBERED)(self._within)
        """`why_not` for literals and constraints that are known to suffice, remembered."""

    def why_not(self, goal: int, literals: Sequence[int]) -> Cause | None:
        """Why no product has `goal` with all of the literals; None if one has.

        One literal alone if one suffices, the first such; else early literals and, with these, early constraints.
        """
        cause = self.why_not_together(goal, literals)
        if cause is None or len(cause.literals) < 2:
            return cause
        single = next((literal for literal in literals if not self._solver.is_possible((goal, literal))), None)
        return cause if single is None else Cause((single,), self.blamed((goal, single)))

    def why_not_together(self, goal: int, literals: Sequence[int]) -> Cause | None:
        """`why_not`, when none of several literals is known to suffice alone."""
        needed = self._solver.needed((goal,), literals)
        return None if needed is None else Cause(needed, self.blamed((goal, *needed)))

    def _blamed(self, literals: tuple[int, ...]) -> tuple[int, ...]:
        alone = self._small.alone.get(frozenset(literals))
        if alone is not None:
            return (alone,)
        near = self._small.near(literals)
        if near is not None:
            found = self._small.minimal((), literals, near)
            if found is not None:
                return found[1]
        return self._solver.blame(literals)

    def _within(self, goal: int, literals: tuple[int, ...], constraints: tuple[int, ...]) -> Cause:
        found = self._small.minimal(literals, (goal,), constraints)
        if found is None:
            raise ValueError("the literals and constraints do not suffice")
        return Cause(*found)


class _SmallQuestions:
    """Questions about a few constraints of a model, each asked a solver that knows nothing else."""

    def __init__(self, model: Model) -> None:
        self._one_of = {model.place[name]: [model.place[other] for other in one] for one in model.ones for name in one}
        clauses = [plain_clauses(constraint.body) for constraint in model.constraints]
        self._is_open = not model.always and None not in clauses
        self._clauses = [
            [
                [*(-model.place[name] - 1 for name in clause[0]), *(model.place[name] + 1 for name in clause[1])]
                for clause in part or ()
            ]
            for part in clauses
        ]
        self.alone: dict[frozenset[int], int] = {}
        """Literals of two names, and the first constraint that by itself makes them impossible; nothing else does."""
        for number, part in reversed([*enumerate(self._clauses)] if not model.always else []):
            for clause in part:
                self.alone.update((pair, number) for pair in self._apart_by(clause))
        self._mentioning: dict[int, list[int]] = {}
        for number, constraint in enumerate(model.constraints):
            for name in constraint.names:
                self._mentioning.setdefault(model.place[name], []).append(number)

    def _apart_by(self, clause: Sequence[int]) -> Iterator[frozenset[int]]:
        """Pairs of literals that a clause makes impossible: two that it forbids, or one and what is not what it wants.

        What it wants must all be of one choose-one set.
        """
        unwanted, wanted = [-literal for literal in clause if literal < 0], [lit for lit in clause if lit > 0]
        if (
            len(clause) == 2
            and not wanted
            and self._one_of.get(unwanted[0] - 1, 0) != self._one_of.get(unwanted[1] - 1)
        ):
            yield frozenset(unwanted)
        if len(unwanted) == 1 and wanted:
            one = self._one_of.get(wanted[0] - 1, [])
            if {literal - 1 for literal in wanted} <= set(one) and unwanted[0] - 1 not in one:
                yield from (frozenset((unwanted[0], name + 1)) for name in one if name + 1 not in wanted)

    def near(self, literals: Iterable[int]) -> tuple[int, ...] | None:
        """The constraints that mention one of the names; None where nothing can be asked about some of them alone."""
        if not self._is_open:
            return None
        return tuple(sorted({number for literal in literals for number in self._mentioning.get(abs(literal) - 1, ())}))

    def minimal(
        self, literals: Sequence[int], hard: Sequence[int], constraints: Sequence[int]
    ) -> tuple[tuple[int, ...], tuple[int, ...]] | None:
        """A minimal part of `literals` and of `constraints` that is impossible with `hard`; None if all is possible."""
        number: dict[int, int] = {}
        for literal in (*literals, *hard):
            number.setdefault(abs(literal), len(number) + 1)
        for constraint in constraints:
            for clause in self._clauses[constraint]:
                for literal in clause:
                    number.setdefault(abs(literal), len(number) + 1)
        first = len(number) + 1

        def numbered(literal: int) -> int:
            return number[literal] if literal > 0 else -number[-literal]

        written = [
            [-(first + place), *map(numbered, clause)]
            for place, constraint in enumerate(constraints)
            for clause in self._clauses[constraint]
        ]
        written += self._ones(number)
        asked = [*map(numbered, literals), *range(first, first + len(constraints))]
        goal = [numbered(literal) for literal in hard]
        with Minisat22(bootstrap_with=written) as solver:

            def core_of(tried: Sequence[int]) -> frozenset[int] | None:
                return None if solver.solve([*goal, *tried]) else frozenset(solver.get_core() or ())

            needed = minimal(core_of, asked)
        if needed is None:
            return None
        parts = set(needed)
        return (
            tuple(literal for literal, asked_ in zip(literals, asked, strict=False) if asked_ in parts),
            tuple(constraint for place, constraint in enumerate(constraints) if first + place in parts),
        )

    def _ones(self, number: dict[int, int]) -> Iterable[list[int]]:
        """What the choose-one sets say of these names; where a name is missing, that one can be the one."""
        seen: set[int] = set()
        for name in number:
            one = self._one_of.get(name - 1)
            if one is None or one[0] in seen:
                continue
            seen.add(one[0])
            here = [number[other + 1] for other in one if other + 1 in number]
            if len(here) == len(one):
                yield here
            yield from ([-a, -b] for a, b in combinations(here, 2))
