"""How many products there are, exactly, and any one of them by its number."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.diagram import Compiled, Diagram, Mask

Counts = list[NDArray[Any]]
"""For each level the number of paths from each node to the end, and 0 for nowhere; and the end's own, 1."""

SMALL = 1 << 62
"""Numbers below are counted by the processor, larger ones by Python."""


def how_many(compiled: Compiled, choices: Collection[str]) -> int | None:
    """The number of products with these choices, exactly; None if the model is too much for a diagram."""
    diagram = compiled.diagram
    return None if compiled.rest else int(counts(diagram, diagram.masks(choices))[0][0])


def counts(diagram: Diagram, masks: Sequence[Mask]) -> Counts:
    """The number of paths that keep to the masks, from every node on; exact however many they are."""
    found: Counts = [np.array([1, 0])]
    bound = 1
    for rows, mask in zip(reversed(diagram.children), reversed(masks), strict=True):
        bound *= max(int(mask.sum()), 1)
        after = found[-1] if bound < SMALL or found[-1].dtype == object else found[-1].astype(object)
        here = np.zeros(len(rows) + 1, after.dtype)
        for answer in np.flatnonzero(mask):
            here[:-1] += after[rows[:, answer]]
        found.append(here)
    return found[::-1]


def nth(diagram: Diagram, masks: Sequence[Mask], counted: Counts, number: int) -> frozenset[str]:
    """The names on the path with this number, from 0, of those that keep to the masks; all differ."""
    node = 0
    names = set()
    for level, rows, mask, after in zip(diagram.layout.levels, diagram.children, masks, counted[1:], strict=True):
        for answer in np.flatnonzero(mask):
            behind = int(after[rows[node, answer]])
            if number < behind:
                break
            number -= behind
        names.add(level[answer])
        node = int(rows[node, answer])
    return frozenset(name for name in names if name is not None)
