"""What the engine is asked about: names that can be chosen, which of them exclude each other, and constraints."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from configurator.product.engine.conditions import Condition, holds, names_in


@dataclass(frozen=True)
class Table:
    """Allowed combinations: in some row each column's name is chosen; None in a row allows everything there."""

    columns: tuple[tuple[str, ...], ...]
    """The names that can stand in each column: one of the model's `ones`, whole."""
    rows: tuple[tuple[str | None, ...], ...]

    def allows(self, chosen: AbstractSet[str]) -> bool:
        """Whether some row is chosen."""
        picked = [[name for name in column if name in chosen] for column in self.columns]
        if any(len(names) > 1 for names in picked):
            return any(all(name is None or name in chosen for name in row) for row in self.rows)
        combination = [names[0] if names else "" for names in picked]
        return any(tuple(combination[place] for place in places) in parts for places, parts in self._parts.items())

    @cached_property
    def _parts(self) -> dict[tuple[int, ...], set[tuple[str, ...]]]:
        """The rows without what is allowed anyhow, by the places of the columns that are left."""
        found: dict[tuple[int, ...], set[tuple[str, ...]]] = {}
        for row in self.rows:
            places = tuple(place for place, name in enumerate(row) if name is not None)
            found.setdefault(places, set()).add(tuple(name for name in row if name is not None))
        return found


@dataclass(frozen=True)
class Constraint:
    """One rule that an answer can blame, by its place in the model."""

    body: Condition | Table

    def allows(self, chosen: AbstractSet[str]) -> bool:
        """Whether these chosen names keep the constraint."""
        return self.body.allows(chosen) if isinstance(self.body, Table) else holds(self.body, chosen)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that it mentions."""
        if isinstance(self.body, Table):
            return frozenset(name for column in self.body.columns for name in column)
        return frozenset(names_in(self.body))


@dataclass(frozen=True)
class Model:
    """A set of names is a *product* of the model if it has exactly one of each of `ones`, keeps `always`, and keeps
    every constraint.

    `names` are in the order that decides between answers that are equally good. `ones` are disjoint; a name in none
    of them is chosen freely. `always` holds without being anybody's rule, and is never blamed: what is retired, a
    feature tree's shape.
    """

    names: tuple[str, ...]
    ones: tuple[tuple[str, ...], ...] = ()
    constraints: tuple[Constraint, ...] = ()
    always: tuple[Condition, ...] = ()

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each name stands."""
        return {name: place for place, name in enumerate(self.names)}

    def is_product(self, chosen: AbstractSet[str]) -> bool:
        """Whether these names are a whole product: the definition that every engine is held against."""
        return (
            chosen <= self.place.keys()
            and all(sum(name in chosen for name in one) == 1 for one in self.ones)
            and all(holds(condition, chosen) for condition in self.always)
            and all(constraint.allows(chosen) for constraint in self.constraints)
        )
