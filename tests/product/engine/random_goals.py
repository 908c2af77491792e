"""Random questions for the best product of a model."""

from __future__ import annotations

import random

from configurator.product.engine.cheapest import Goal
from configurator.product.engine.model import Model


def random_goal(model: Model, chance: random.Random) -> Goal:
    """The cheapest with a few choices, or the closest within a limit; many prices are equal."""
    chosen = frozenset(chance.sample(model.names, chance.choice((0, 0, 1, 2))))
    prices = {name: chance.choice((0, 0, 5, 5, 10, 30)) for name in model.names}
    wishes = tuple((name, chance.random() < 0.4) for name in chance.sample(model.names, len(model.names)))
    if chance.random() < 0.4:
        return Goal.cheapest(chosen, prices, wishes)
    wanted = [(name, chance.random() < 0.7) for name in chance.sample(model.names, 7)]
    losses = (dict.fromkeys(wanted[:4], 1), {literal: chance.choice((1, 2)) for literal in wanted[4:]})
    limit = chance.choice((None, 0, *range(5, 100, 10)))
    return Goal(chosen, losses[: chance.randint(0, 2)], wishes, prices, limit)
