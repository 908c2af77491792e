"""The best product of a diagram: the cheapest, or the one closest to a wish that costs at most so much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from configurator.product.engine.diagram import Diagram, Mask
from configurator.product.engine.parts import NOWHERE, Nodes, numbered
from configurator.product.engine.shapes import Layout, Literal

ENDLESS = 1 << 60
"""The price of what is impossible; real ones are far below."""

Costs = list[Nodes]
"""For each level what each answer costs."""


@dataclass(frozen=True)
class Goal:
    """Which product is the best: of those that have `chosen` and cost at most `limit` by `prices`, the one that

    loses least by the first of `losses` (what it costs when a name is not as it should be), then by the second, …,
    then fulfils each of `wishes` in turn when the ones before allow it. The wishes decide what the rest leaves open.
    """

    chosen: frozenset[str] = frozenset()
    losses: tuple[Mapping[Literal, int], ...] = ()
    wishes: tuple[Literal, ...] = ()
    prices: Mapping[str, int] = field(default_factory=dict)
    limit: int | None = None

    @classmethod
    def cheapest(cls, chosen: frozenset[str], prices: Mapping[str, int], wishes: tuple[Literal, ...]) -> Goal:
        """The cheapest product with these choices."""
        return cls(chosen, ({(name, False): price for name, price in prices.items()},), wishes)


def best(diagram: Diagram, goal: Goal) -> frozenset[str] | None:
    """The names of the one best product; None if there is none within the limit.

    Exact. All numbers of the goal are whole, 0 or more. Losses under a limit should be small, such as counts of names.
    """
    layout = diagram.layout
    masks = diagram.masks(goal.chosen)
    children = [np.where(mask, rows, NOWHERE) for rows, mask in zip(diagram.children, masks, strict=True)]
    prices = _costs(layout, {(name, False): price for name, price in goal.prices.items()})
    for losses in goal.losses:
        lost = _costs(layout, losses)
        if goal.limit is None:
            children = _tight(children, lost)
        elif (fewest := _fewest(children, lost, prices, goal.limit)) is None:
            return None
        else:
            children = fewest
    if goal.limit is None:
        prices = _costs(layout, {})
    return _settled(layout, children, prices, goal.limit or 0, goal.wishes)


def least_cost(diagram: Diagram, masks: Sequence[Mask], costs: Mapping[Literal, int]) -> int | None:
    """What the cheapest path that keeps to the masks costs."""
    children = [np.where(mask, rows, NOWHERE) for rows, mask in zip(diagram.children, masks, strict=True)]
    least = int(_below(children, _costs(diagram.layout, costs))[0][0])
    return least if least < ENDLESS else None


def _costs(layout: Layout, literals: Mapping[Literal, int]) -> Costs:
    """What each answer costs when each of these literals costs so much if it does not hold."""
    costs = [np.zeros(size, np.int64) for size in layout.sizes]
    for (name, wanted), cost in literals.items():
        place, answer = layout.where[name]
        costs[place][answer] -= cost if wanted else -cost
        costs[place] += cost if wanted else 0
    return costs


def _below(children: Sequence[Nodes], costs: Costs) -> list[Nodes]:
    """For each level what the cheapest way from each node to the end costs, ENDLESS for nowhere; and the end's, 0."""
    below = [np.array([0, ENDLESS])]
    for rows, cost in zip(reversed(children), reversed(costs), strict=True):
        here = np.full(len(rows) + 1, ENDLESS)
        np.minimum((below[-1][rows] + cost).min(axis=1), ENDLESS, out=here[:-1])
        below.append(here)
    return below[::-1]


def _tight(children: Sequence[Nodes], costs: Costs) -> list[Nodes]:
    """Only the cheapest paths."""
    below = _below(children, costs)
    return [
        np.where((here[:-1, None] == after[rows] + cost) & (rows != NOWHERE), rows, NOWHERE)
        for rows, cost, here, after in zip(children, costs, below, below[1:], strict=False)
    ]


def _fewest(children: Sequence[Nodes], lost: Costs, prices: Costs, limit: int) -> list[Nodes] | None:
    """Only the paths that lose as little as is possible within the limit (and perhaps some above the limit)."""
    most = sum(int(loss.max(initial=0)) for loss in lost)
    size = 1
    while True:
        below = _below_by_loss(children, lost, prices, size)
        affordable = np.flatnonzero(below[0][0] <= limit)
        if len(affordable):
            return _unrolled(children, lost, below, int(affordable[0]))
        if size > most:
            return None
        size *= 2


def _below_by_loss(children: Sequence[Nodes], lost: Costs, prices: Costs, size: int) -> list[Nodes]:
    """As `_below`, with a column for each loss below `size`: the cheapest way that loses at most so much."""
    below = [np.array([[0], [ENDLESS]]).repeat(size, axis=1)]
    for rows, losses, price in zip(reversed(children), reversed(lost), reversed(prices), strict=True):
        here = np.full((len(rows) + 1, size), ENDLESS)
        for answer, loss in enumerate(losses):
            if loss < size:
                ways = below[-1][rows[:, answer], : size - loss] + price[answer]
                np.minimum(here[:-1, loss:], ways, out=here[:-1, loss:])
        below.append(here)
    return below[::-1]


def _unrolled(children: Sequence[Nodes], lost: Costs, below: list[Nodes], loss: int) -> list[Nodes]:
    """Only the paths that lose at most so much: a node for each node and what may still be lost."""
    nodes, left = np.zeros(1, np.int64), np.array([loss])
    unrolled = []
    for rows, losses, after in zip(children, lost, below[1:], strict=True):
        targets, remains = rows[nodes], left[:, None] - losses
        good = (targets != NOWHERE) & (remains >= 0)
        good[good] = after[targets[good], remains[good]] < ENDLESS
        keys = np.where(good, targets * (loss + 1) + remains + 1, 0)
        pairs, numbers = numbered(keys, len(after) * (loss + 1) + 1)
        nodes, left = np.divmod(pairs - 1, loss + 1)
        unrolled.append(numbers)
    if unrolled:
        unrolled[-1] = np.minimum(unrolled[-1], 0)
    return unrolled


def _settled(
    layout: Layout, children: Sequence[Nodes], prices: Costs, limit: int, wishes: Sequence[Literal]
) -> frozenset[str] | None:
    """The names of the path within the limit that fulfils each wish in turn when the ones before allow it."""
    orders = _orders(layout, wishes)
    masks = _affordable(children, prices, limit)
    path = _path(children, prices, limit, masks, orders)
    if path is None:
        return None
    for name, wanted in wishes:
        place, answer = layout.where[name]
        fulfilled = (np.arange(len(masks[place])) == answer) == wanted
        narrowed = masks[place] & fulfilled
        if fulfilled[path[place]]:
            masks[place] = narrowed
        elif narrowed.any():
            other = _path(children, prices, limit, [*masks[:place], narrowed, *masks[place + 1 :]], orders)
            path = other or path
            masks[place] &= fulfilled if other else ~fulfilled
    names = (level[answer] for level, answer in zip(layout.levels, path, strict=True))
    return frozenset(name for name in names if name is not None)


def _orders(layout: Layout, wishes: Sequence[Literal]) -> list[list[int]]:
    """For each level its answers, the best by these wishes first."""
    broken = [[0] * size for size in layout.sizes]
    for weight, (name, wanted) in enumerate(reversed(wishes)):
        place, answer = layout.where[name]
        for other in range(len(broken[place])):
            broken[place][other] += ((other == answer) != wanted) << weight
    return [sorted(range(len(weights)), key=weights.__getitem__) for weights in broken]


def _affordable(children: Sequence[Nodes], prices: Costs, limit: int) -> list[Mask]:
    """For each level the answers that some path within the limit has."""
    masks: list[Mask] = []
    above = np.zeros(1, np.int64)
    for rows, price, after in zip(children, prices, _below(children, prices)[1:], strict=True):
        there = above[:, None] + price
        masks.append(np.asarray((there + after[rows] <= limit).any(axis=0)))
        above = np.full(len(after), ENDLESS)
        np.minimum.at(above, rows, there)
        above = above[:-1]
    return masks


def _path(
    children: Sequence[Nodes], prices: Costs, limit: int, masks: Sequence[Mask], orders: Sequence[Sequence[int]]
) -> list[int] | None:
    """The answers on a path that keeps to masks and limit: at each step the first in its order that is possible."""
    closed = [np.where(mask, price, ENDLESS) for mask, price in zip(masks, prices, strict=True)]
    below = _below(children, closed)
    if below[0][0] > limit:
        return None
    path: list[int] = []
    node = 0
    for rows, price, after, order in zip(children, closed, below[1:], orders, strict=True):
        left = limit - price - after[rows[node]]
        path.append(next(answer for answer in order if left[answer] >= 0))
        limit -= int(price[path[-1]])
        node = int(rows[node, path[-1]])
    return path
