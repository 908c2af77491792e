"""Random products, each as likely as any other."""

from __future__ import annotations

import random
from collections.abc import Collection
from functools import lru_cache

from configurator.product.engine.counting import Counts, counts, nth
from configurator.product.engine.diagram import Diagram, Mask

REMEMBERED = 8
"""So many sets of choices to keep are counted once only."""


class Sampler:
    """Draws products from a diagram. Safe to share between threads."""

    def __init__(self, diagram: Diagram) -> None:
        self._diagram = diagram
        self._counted = lru_cache(REMEMBERED)(self._count)

    def draw(self, chance: random.Random, choices: Collection[str] = ()) -> frozenset[str] | None:
        """A product with these choices, uniformly at random; None if there is none. Equal for equal `chance`."""
        masks, counted = self._counted(frozenset(choices))
        many = int(counted[0][0])
        return nth(self._diagram, masks, counted, chance.randrange(many)) if many else None

    def _count(self, choices: frozenset[str]) -> tuple[list[Mask], Counts]:
        masks = self._diagram.masks(choices)
        return masks, counts(self._diagram, masks)
