"""What there is to know of a model or product: its size, what is always or never chosen, how many there are."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from math import log10, prod
from pathlib import Path
from typing import TypeVar

from configurator.product.engine.components import components, levels_of
from configurator.product.engine.counting import counts
from configurator.product.engine.diagram import compiled
from configurator.product.engine.examining import (
    Progress,
    Settled,
    settled_names,
    solver_within_effort,
    unheard,
    without_settled,
)
from configurator.product.engine.model import Model
from configurator.product.engine.solver import RuleSolver
from configurator.product.formats.reading import read_subject
from configurator.product.formats.solver_counting import count_by_solver

DIGITS = 4_000
"""A number of configurations with more digits is told by its logarithm alone."""
SECONDS = 60.0
Answer = TypeVar("Answer")
Stages = Callable[[str], Progress]
"""Gives for the name of a stage what is told of its progress."""


@dataclass(frozen=True)
class Cost:
    """How long an answer took, and the most memory that the process had held by then (None where nobody knows)."""

    seconds: float
    peak_megabytes: float | None


@dataclass(frozen=True)
class Inspection:
    """All answers. `core` are the names in every product and `dead` those in none (retired options apart).

    `false_optional` are features that the tree calls optional and that always come with their parent; None for what
    has no tree. `configurations` is None where counting would have taken more than its budget.
    """

    format: str
    names: tuple[str, ...]
    retired: tuple[str, ...]
    constraints: int
    core: tuple[str, ...]
    dead: tuple[str, ...]
    false_optional: tuple[str, ...] | None
    configurations: int | None
    costs: dict[str, Cost]

    @property
    def log10(self) -> float | None:
        """Of the number of configurations; None for none, or when they are not counted."""
        return log10(self.configurations) if self.configurations else None

    def as_json(self) -> dict[str, object]:
        """The answers for a program. Configurations are a string: few programs keep so many digits of a number."""
        return {
            "format": self.format,
            "features": {"number": len(self.names), **self._cost("read")},
            "retired": list(self.retired),
            "constraints": {"number": self.constraints},
            "core": {"number": len(self.core), "names": list(self.core), **self._cost("core and dead")},
            "dead": {"number": len(self.dead), "names": list(self.dead), **self._cost("core and dead")},
            "false_optional": None
            if self.false_optional is None
            else {
                "number": len(self.false_optional),
                "names": list(self.false_optional),
                **self._cost("false optional"),
            },
            "configurations": {"exact": self.exact, "log10": self.log10, **self._cost("configurations")},
        }

    @property
    def exact(self) -> str | None:
        """The number of configurations in digits; None where it is not counted, or has too many of them."""
        if self.configurations is None or (self.log10 or 0) >= DIGITS:
            return None
        return str(self.configurations)

    def _cost(self, answer: str) -> dict[str, float | None]:
        cost = self.costs[answer]
        return {"seconds": round(cost.seconds, 6), "peak_megabytes": cost.peak_megabytes}


def inspect(
    path: Path, stages: Stages = lambda stage: unheard, seconds: float = SECONDS, day: date | None = None
) -> Inspection:
    """Everything about what is at the path, of a product with its rules of that day (of none: whatever their dates).

    What no diagram counts is counted for so many seconds at most.

    Raises UnreadableModelError, FaultyProductError, or TooHardToTellError or TooLargeError for what goes too far.
    """
    costs: dict[str, Cost] = {}
    subject = _timed(costs, "read", lambda: read_subject(path, day))
    solver = _timed(costs, "prepare", lambda: solver_within_effort(subject.model, subject.names))
    settled = _timed(
        costs, "core and dead", lambda: settled_names(solver, subject.names, stages("core and dead options"))
    )
    found = settled or Settled((), subject.names)
    false_optional = None
    if subject.optional is not None:
        dead = set(found.dead)
        asked = [pair for pair in subject.optional if pair[0] not in dead]
        progress = stages("false optional features")
        false_optional = _timed(costs, "false optional", lambda: _false_optional(solver, asked, progress))
    configurations = _timed(costs, "configurations", lambda: _count(subject.model, settled, seconds) if settled else 0)
    return Inspection(
        subject.format,
        subject.names,
        subject.retired,
        len(subject.model.constraints),
        found.core,
        found.dead,
        false_optional,
        configurations,
        costs,
    )


def _timed(costs: dict[str, Cost], name: str, answer: Callable[[], Answer]) -> Answer:
    start = time.perf_counter()
    found = answer()
    costs[name] = Cost(time.perf_counter() - start, _peak_megabytes())
    return found


def _false_optional(solver: RuleSolver, pairs: Sequence[tuple[str, str]], progress: Progress) -> tuple[str, ...]:
    """The children of these pairs that come with their parent in every product."""
    literals = {child: (solver.variable[parent], solver.variable[child]) for parent, child in pairs}
    left = set(literals)
    parents = {parent for parent, _ in literals.values()}
    solver.lean_to([*parents, *(-own for _, own in literals.values() if own not in parents)])  # few witnesses will do
    for done, (child, (parent, own)) in enumerate(literals.items()):
        progress(done, len(literals))
        if child in left:
            witness = solver.witness([parent, -own])
            if witness is not None:
                left = {name for name in left if literals[name][0] not in witness or literals[name][1] in witness}
    progress(len(literals), len(literals))
    return tuple(child for child in literals if child in left)


def _count(model: Model, settled: Settled, seconds: float) -> int | None:
    """How many configurations there are; None when that would take more than its budget."""
    smaller = without_settled(model, settled)
    levels = [component.levels for component in components(smaller) if component.bodies or not component.levels]
    bound = {name for level in chain.from_iterable(levels) for name in level if name is not None}
    free = prod(len(level) for level in levels_of(smaller) if bound.isdisjoint(level))
    smaller = replace(
        smaller,
        names=tuple(name for name in smaller.names if name in bound),
        ones=tuple(one for one in smaller.ones if not bound.isdisjoint(one)),
    )
    found = compiled(smaller)
    if found.rest:
        counted = count_by_solver(smaller, seconds)
        return None if counted is None else free * counted
    return free * int(counts(found.diagram, found.diagram.masks(()))[0][0])


def _peak_megabytes() -> float | None:
    try:
        import resource
    except ImportError:  # not on Windows
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1024**2, 1)
