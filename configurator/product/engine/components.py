"""The independent parts of a model: what is chosen in one never matters in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from configurator.product.engine.conditions import Condition, Every, Not, Some, holds, names_in
from configurator.product.engine.model import Model, Table

Level = tuple[str | None, ...]
"""A question and its possible answers: one of the model's `ones`, or (None, name) for a name that is chosen freely."""


@dataclass(frozen=True)
class Component:
    """Levels that constraints connect, in the model's order, and these constraints. Nothing connects two components."""

    levels: tuple[Level, ...]
    bodies: tuple[Condition | Table, ...] = ()


def levels_of(model: Model) -> tuple[Level, ...]:
    """The model's questions, in the order of the first name of each."""
    within = {name for one in model.ones for name in one}
    levels: list[Level] = [*model.ones, *((None, name) for name in model.names if name not in within)]
    return tuple(sorted(levels, key=lambda level: min((model.place[name] for name in level if name), default=-1)))


def components(model: Model) -> tuple[Component, ...]:
    """All levels and constraints of the model, each in one component; in the order of their first levels.

    A constraint that no choice can keep is a component without levels.
    """
    levels = levels_of(model)
    level_of = {name: place for place, level in enumerate(levels) for name in level if name is not None}
    scopes = [(body, sorted({level_of[name] for name in _names(body)})) for body in _bodies(model)]
    root = list(range(len(levels)))

    def find(place: int) -> int:
        while root[place] != place:
            root[place] = place = root[root[place]]
        return place

    for _, scope in scopes:
        for place in scope:
            first, second = sorted((find(scope[0]), find(place)))
            root[second] = first
    members: dict[int, list[Level]] = {}
    for place, level in enumerate(levels):
        members.setdefault(find(place), []).append(level)
    bodies: dict[int, list[Condition | Table]] = {}
    for body, scope in scopes:
        if scope:
            bodies.setdefault(find(scope[0]), []).append(body)
    broken = tuple(body for body, scope in scopes if not scope and not _is_kept(body))
    return (
        *((Component((), broken),) if broken else ()),
        *(Component(tuple(members[first]), tuple(bodies.get(first, ()))) for first in sorted(members)),
    )


def _bodies(model: Model) -> Iterator[Condition | Table]:
    for condition in model.always:
        yield from _conjuncts(condition)
    for constraint in model.constraints:
        if isinstance(constraint.body, Table):
            yield constraint.body
        else:
            yield from _conjuncts(constraint.body)


def _conjuncts(condition: Condition, wanted: bool = True) -> Iterator[Condition]:
    """Conditions that hold together when this one does (or, when it is not wanted, does not)."""
    match condition:
        case Not(part):
            yield from _conjuncts(part, not wanted)
        case Every(parts) | Some(parts) if isinstance(condition, Every) is wanted:
            for part in parts:
                yield from _conjuncts(part, wanted)
        case _:
            yield condition if wanted else Not(condition)


def _names(body: Condition | Table) -> Iterator[str]:
    if isinstance(body, Table):
        return (name for column in body.columns for name in column)
    return names_in(body)


def _is_kept(body: Condition | Table) -> bool:
    return body.allows(frozenset()) if isinstance(body, Table) else holds(body, frozenset())
