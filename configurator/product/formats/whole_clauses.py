"""A model as clauses that keep the number of its products: each variable that they add is decided by the names."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Model, Table

PAIRS = 6
"""Of so many at most, "at most one" is said pair by pair; of more, by counting."""


class WholeClauses:
    """`clauses` over the variables 1, 2, … of the model's names, in its order, and others up to `top`."""

    def __init__(self, model: Model) -> None:
        self.variable = {name: place for place, name in enumerate(model.names, 1)}
        self.top = len(model.names)
        self.clauses: list[list[int]] = []
        self._known: dict[tuple[str, tuple[int, ...]], int] = {}
        for one in model.ones:
            literals = [self.variable[name] for name in one]
            self.clauses.append(literals)
            if len(one) <= PAIRS:
                self.clauses += [[-left, -right] for left, right in combinations(literals, 2)]
            else:
                self.clauses.append([self._at_most(literals, 1)])
        for condition in model.always:
            self._require(condition)
        for constraint in model.constraints:
            body = constraint.body
            self._require(_rows(body) if isinstance(body, Table) else body)

    def _require(self, condition: Condition) -> None:
        match condition:
            case Every(parts):
                for part in parts:
                    self._require(part)
            case Some(parts):
                self.clauses.append([self._literal(part) for part in parts])
            case Not(Some(parts)):
                for part in parts:
                    self._require(Not(part))
            case Not(Every(parts)):
                self.clauses.append([-self._literal(part) for part in parts])
            case Not(Not(part)):
                self._require(part)
            case _:
                self.clauses.append([self._literal(condition)])

    def _literal(self, condition: Condition) -> int:
        """A literal that is true exactly when the condition holds."""
        match condition:
            case Chosen(name):
                return self.variable[name]
            case Not(part):
                return -self._literal(part)
            case Every(parts):
                return self._all([self._literal(part) for part in parts])
            case Some(parts):
                return -self._all([-self._literal(part) for part in parts])
            case Count(parts, least, most):
                literals = [self._literal(part) for part in parts]
                enough = -self._at_most(literals, least - 1)
                return enough if most is None else self._all([enough, self._at_most(literals, most)])

    def _all(self, literals: Sequence[int]) -> int:
        """A literal that is true exactly when all of these are."""
        key = ("all", tuple(sorted(set(literals))))
        if len(key[1]) == 1:
            return key[1][0]
        if key not in self._known:
            self._known[key] = self._new()
            whole = self._known[key]
            self.clauses += [[-whole, literal] for literal in key[1]]
            self.clauses.append([whole, *(-literal for literal in key[1])])
        return self._known[key]

    def _new(self) -> int:
        self.top += 1
        return self.top

    def _at_most(self, literals: Sequence[int], most: int) -> int:
        """A literal that is true exactly when at most so many of these are: a counter, row by row."""
        if most < 0:
            return -self._all([])
        if most >= len(literals):
            return self._all([])
        reached: list[int | None] = [None] * (most + 1)
        """At place n: more than n of the literals so far; None where there are too few of them."""
        for literal in literals:
            before = list(reached)
            for place in range(most + 1):
                below, old = before[place - 1] if place else literal, before[place]
                if below is None:
                    break
                step = self._all([literal, below])
                reached[place] = step if old is None else -self._all([-old, -step])
        last = reached[most]
        return self._all([]) if last is None else -last


def _rows(table: Table) -> Condition:
    rows = dict.fromkeys(table.rows)
    return Some(tuple(Every(tuple(Chosen(name) for name in row if name is not None)) for row in rows))
