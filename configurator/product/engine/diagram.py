"""Decision diagrams: all products of a model, shared so closely that one pass answers for every name at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.components import Component, components
from configurator.product.engine.model import Model
from configurator.product.engine.parts import NOWHERE, Budget, Nodes, OverBudgetError, Part, joined
from configurator.product.engine.shapes import Layout, part_of

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Diagram:
    """All ways to answer some levels together: paths from the root through `children` (parts.py), a level a step."""

    layout: Layout
    children: tuple[Nodes, ...]

    @property
    def edges(self) -> int:
        """Its size: answers, over all nodes."""
        return sum(rows.size for rows in self.children)

    def masks(self, chosen: Collection[str], dropped: Collection[str] = ()) -> list[Mask]:
        """For each level the answers that these names leave; names of other levels say nothing."""
        masks = [np.ones(size, bool) for size in self.layout.sizes]
        for name in chosen:
            if name in self.layout.where:
                place, answer = self.layout.where[name]
                masks[place] &= np.arange(len(masks[place])) == answer
        for name in dropped:
            if name in self.layout.where:
                place, answer = self.layout.where[name]
                masks[place][answer] = False
        return masks

    def supported(self, choices: Collection[str], *, replacing: bool) -> frozenset[str]:
        """The names that some product has together with the choices.

        `replacing`: each name of a choose-one set is asked for in place of what the choices have in that set.
        """
        return self.supported_by(self.masks(choices), replacing=replacing)

    def supported_by(self, masks: Sequence[Mask], *, replacing: bool) -> frozenset[str]:
        """The names of which some path goes through their answer and elsewhere keeps to the masks.

        Without `replacing` it keeps to their own level's mask too.
        """
        below = self._below(masks)
        here = np.ones(1, bool)
        names: list[str | None] = []
        for level, rows, mask, down in zip(self.layout.levels, self.children, masks, below, strict=True):
            rows = rows[here]
            good = down[rows].any(axis=0)
            if not (replacing and level[0] is not None):
                good &= mask
            names += [level[answer] for answer in np.flatnonzero(good)]
            here = np.zeros(len(down), bool)
            here[rows[:, mask]] = True
            here = here[:-1]
        return frozenset(name for name in names if name is not None)

    def is_possible(self, masks: Sequence[Mask]) -> bool:
        """Whether some path keeps to the masks."""
        if not self.children:
            return True
        return bool(self._below(masks)[0][self.children[0][:, masks[0]]].any())

    def _below(self, masks: Sequence[Mask]) -> list[Mask]:
        """For each level, by child, whether some path from there on keeps to the masks; the last one is nowhere."""
        below = [np.array([True, False])][: len(self.children)]
        for rows, mask in zip(self.children[:0:-1], masks[:0:-1], strict=True):
            good = np.zeros(len(rows) + 1, bool)
            below[-1][rows[:, mask]].any(axis=1, out=good[:-1])
            below.append(good)
        return below[::-1]


@dataclass(frozen=True)
class Compiled:
    """A model as one diagram of all the components that fit the budget, one behind the other, and the others."""

    diagram: Diagram
    rest: tuple[Component, ...] = ()


def compiled(model: Model, budget: Budget | None = None) -> Compiled:
    """The model's diagram. Each component has the whole budget for itself; those that burst it remain as they are."""
    budget = budget or Budget()
    done: list[Diagram] = []
    rest: list[Component] = []
    for component in components(model):
        diagram = compiled_component(component, replace(budget))
        if diagram is None:
            rest.append(component)
        else:
            done.append(diagram)
    layout = Layout.of([level for diagram in done for level in diagram.layout.levels])
    return Compiled(Diagram(layout, tuple(rows for diagram in done for rows in diagram.children)), tuple(rest))


def compiled_component(component: Component, budget: Budget) -> Diagram | None:
    """The component's diagram, None when it bursts the budget."""
    if not component.levels:
        return Diagram(Layout.of([(None,)]), (np.full((1, 1), NOWHERE),))
    if not component.bodies:
        return Diagram(Layout.of(component.levels), _free(component))
    layout = _ordered(component)
    try:
        parts = [part_of(body, layout, budget) for body in component.bodies]
        part = _all_of(sorted(parts, key=lambda part: (part.places[-1], part.places)), layout.sizes, budget)
    except OverBudgetError:
        return None
    return Diagram(layout, part.children)


def _free(component: Component) -> tuple[Nodes, ...]:
    return tuple(np.zeros((1, len(level)), np.int64) for level in component.levels)


def _all_of(parts: Sequence[Part], sizes: Sequence[int], budget: Budget) -> Part:
    """What all parts allow, joined as a balanced tree: neighbours first."""
    while len(parts) > 1:
        pairs = zip(parts[::2], parts[1::2], strict=False)
        parts = [*(joined(left, right, sizes, budget) for left, right in pairs), *parts[len(parts) // 2 * 2 :]]
    return parts[0]


def _ordered(component: Component) -> Layout:
    """The levels in an order that keeps near each other what constraints connect (FORCE)."""
    layout = Layout.of(component.levels)
    scopes = [layout.places(body) for body in component.bodies]
    return Layout.of([component.levels[place] for place in forced_order(len(component.levels), scopes)])


def forced_order(many: int, scopes: Iterable[Sequence[int]], rounds: int = 100) -> list[int]:
    """An order of 0 … many - 1 in which scopes span little: each goes to the middle of its scopes, again and again."""
    flat = np.array([(member, number) for number, scope in enumerate(scopes) for member in scope])
    members, numbers = flat[:, 0], flat[:, 1]
    sizes, degrees = np.bincount(numbers), np.bincount(members, minlength=many)
    position = np.arange(many, dtype=float)
    best, best_span = list(range(many)), np.inf
    for _ in range(rounds):
        high, low = np.full(len(sizes), -np.inf), np.full(len(sizes), np.inf)
        np.maximum.at(high, numbers, position[members])
        np.minimum.at(low, numbers, position[members])
        span = float((high - low).sum())
        if span < best_span:
            best, best_span = np.argsort(position, kind="stable").tolist(), span
        middles = np.bincount(numbers, position[members]) / sizes
        wanted = np.bincount(members, middles[numbers], many) / degrees
        position[np.argsort(wanted, kind="stable")] = np.arange(many)
    return best
