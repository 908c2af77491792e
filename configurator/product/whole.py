"""All configurations of a product together: how many, the cheapest, the closest within a budget, any at random."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterable
from collections.abc import Set as AbstractSet

from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.engine import cheapest, optimum
from configurator.product.engine.cheapest import Goal
from configurator.product.engine.counting import counts, how_many
from configurator.product.engine.diagram import Compiled, compiled
from configurator.product.engine.model import Model
from configurator.product.engine.sampling import Sampler
from configurator.product.engine.shapes import Literal
from configurator.product.engine.storing import Store
from configurator.product.translation import prices_in
from configurator.product.wishes import dearness


class Whole:
    """Asks the decision diagram of one product, which is made when it is first asked. Safe to share between threads.

    What is said in literals is said as `RuleSolver` numbers them: a name's place in the model, from 1.
    """

    def __init__(self, product: Product, model: Model, preferences: Iterable[int], store: Store | None = None) -> None:
        """`store` keeps the diagram for other processes."""
        self._product = product
        self._store = store
        self._model = model
        self._preferences = tuple(self._literal(number) for number in preferences)
        self._lock = threading.Lock()
        self._made: tuple[Compiled, Sampler | None] | None = None

    def count(self, options: AbstractSet[str]) -> int | None:
        """How many configurations have these options; None if that is more than can be counted."""
        return how_many(self._compiled()[0], options)

    def at_least(self, options: AbstractSet[str]) -> int:
        """How many there are at least with these options, if there is one at all: what the diagram alone counts."""
        diagram = self._compiled()[0].diagram
        return int(counts(diagram, diagram.masks(options))[0][0])

    def draw(self, chance: random.Random, options: AbstractSet[str]) -> Configuration | None:
        """A configuration with these options, uniformly at random; None if there is none, or no diagram."""
        sampler = self._compiled()[1]
        return None if sampler is None else self._configuration(sampler.draw(chance, options))

    def cheapest(self, options: AbstractSet[str], market: str) -> Configuration | None:
        """The cheapest configuration with these options, the market among them; None if there is none."""
        prices = prices_in(self._product, self._model, market)
        return self._best(Goal.cheapest(frozenset(options), prices, self._preferences))

    def within(self, options: AbstractSet[str], limit: int, market: str, held: dict[str, int]) -> Configuration | None:
        """Of the configurations with these options that cost at most `limit`, the one that keeps most of `held`.

        The limit is in minor units, without the base price. `held` has the literals that say what is kept (wishes.py).
        """
        kept = {option_id: self._literal(number) for option_id, number in held.items()}
        losses = tuple(
            {literal: 1 for option_id, literal in kept.items() if dearness(self._product, option_id) == level}
            for level in (2, 1, 0)
        )
        wishes = (*kept.values(), *self._preferences)
        return self._best(
            Goal(frozenset(options), losses, wishes, prices_in(self._product, self._model, market), limit)
        )

    def _best(self, goal: Goal) -> Configuration | None:
        made = self._compiled()[0]
        return self._configuration(optimum.best(self._model, goal) if made.rest else cheapest.best(made.diagram, goal))

    def _configuration(self, names: frozenset[str] | None) -> Configuration | None:
        return None if names is None else Configuration(self._product.key, names.intersection(self._product.options))

    def _literal(self, number: int) -> Literal:
        return self._model.names[abs(number) - 1], number > 0

    def _compiled(self) -> tuple[Compiled, Sampler | None]:
        with self._lock:
            if self._made is None:
                made = self._store.compiled(self._model) if self._store else compiled(self._model)
                self._made = made, None if made.rest else Sampler(made.diagram)
            return self._made
