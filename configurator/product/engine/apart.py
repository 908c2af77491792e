"""Which two names no product has together, compiled once for a model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.model import Model
from configurator.product.engine.solver import RuleSolver

Flags = NDArray[np.bool_]


def apart(model: Model, solver: RuleSolver) -> Flags:
    """For each name which others it excludes, by constraints or as one of a choose-one set; exact.

    A name that no product has excludes all, itself too.
    """
    return _excluded(solver, len(model.names), range(1, len(model.names) + 1))


def indispensable(model: Model, solver: RuleSolver, names: Sequence[int]) -> Flags:
    """For each of these names which others no product has without it; exact. The names are places in the model."""
    return _excluded(solver, len(model.names), [-name - 1 for name in names])


def as_bits(rows: Flags) -> list[int]:
    """Each row as an int, a bit for each flag."""
    return [int.from_bytes(row.tobytes(), "little") for row in np.packbits(rows, axis=-1, bitorder="little")]


def _excluded(solver: RuleSolver, size: int, goals: Sequence[int]) -> Flags:
    """For each literal the names that no product has with it.

    Every product that is found shows this of many literals at once, and is asked to have as many names as it can that
    were not seen before.
    """
    excluded = np.zeros((len(goals), size), np.bool_)
    together = np.zeros((len(goals), size), np.bool_)
    goal = np.array(goals)
    for row, literal in enumerate(goals):
        implied = solver.implied((literal,))
        if implied is None:
            excluded[row] = True
        else:
            excluded[row, [-other - 1 for other in implied if -size <= other < 0]] = True
        while len(open_ := np.flatnonzero(~(excluded[row] | together[row]))):
            solver.lean_to([int(other) + 1 for other in open_])
            witness = solver.witness((literal, int(open_[0]) + 1))
            if witness is None:
                excluded[row, open_[0]] = True
            else:
                there = np.zeros(size, np.bool_)
                there[np.array(sorted(witness)) - 1] = True
                shown = np.where(goal > 0, there[np.abs(goal) - 1], ~there[np.abs(goal) - 1])
                together[np.ix_(shown, there)] = True
    return excluded
