"""Which two names no product has together, compiled once for a model."""

from __future__ import annotations

import numpy as np

from configurator.product.engine.model import Model
from configurator.product.engine.solver import RuleSolver


def apart(model: Model, solver: RuleSolver) -> np.ndarray[tuple[int, int], np.dtype[np.bool_]]:
    """For each name which others it excludes, by constraints or as one of a choose-one set; exact.

    A name that no product has excludes all, itself too. Every product that is found shows many pairs at once, and is
    asked to have as many as it can that were not seen before.
    """
    size = len(model.names)
    excluded = np.zeros((size, size), np.bool_)
    together = np.zeros((size, size), np.bool_)
    for name in range(size):
        implied = solver.implied((name + 1,))
        if implied is None:
            excluded[name] = excluded[:, name] = True
        else:
            never = [-literal - 1 for literal in implied if -size <= literal < 0]
            excluded[name, never] = excluded[never, name] = True
    for name in range(size):
        while len(open_ := np.flatnonzero(~(excluded[name] | together[name]))):
            solver.lean_to([int(other) + 1 for other in open_])
            witness = solver.witness((name + 1, int(open_[0]) + 1))
            if witness is None:
                excluded[name, open_[0]] = excluded[open_[0], name] = True
            else:
                there = np.array(sorted(witness)) - 1
                together[np.ix_(there, there)] = True
    return excluded
