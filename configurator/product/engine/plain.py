"""Conditions as clauses over the model's own names alone, where few enough will do."""

from __future__ import annotations

from itertools import combinations, product
from math import prod

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Table

Clause = tuple[frozenset[str], frozenset[str]]
"""It holds when one of the first is not chosen, or one of the second is."""

FEW = 64
"""More clauses than this are not written out."""
MANY = 1000
"""Tables of more combinations are not looked at."""


def plain_clauses(body: Condition | Table) -> tuple[Clause, ...] | None:
    """Clauses that say together what the body says; None where they would be more than a few.

    A table's clauses say it of names that have one of each of its columns, as every product does.
    """
    clauses = _table_clauses(body) if isinstance(body, Table) else _clauses(body, wanted=True)
    return None if clauses is None else tuple(dict.fromkeys(clause for clause in clauses if not clause[0] & clause[1]))


def _table_clauses(table: Table) -> list[Clause] | None:
    """One clause for each combination that is not allowed."""
    if prod(map(len, table.columns)) > MANY:
        return None
    forbidden = [row for row in product(*table.columns) if not table.allows(frozenset(row))]
    return None if len(forbidden) > FEW else [(frozenset(row), frozenset()) for row in forbidden]


def _clauses(condition: Condition, wanted: bool) -> list[Clause] | None:
    """Clauses for the condition or, when it is not wanted, for its opposite."""
    match condition:
        case Chosen(name):
            only = frozenset((name,))
            return [(frozenset(), only) if wanted else (only, frozenset())]
        case Not(part):
            return _clauses(part, not wanted)
        case Every(parts) | Some(parts) if isinstance(condition, Every) is wanted:
            return _joined([_clauses(part, wanted) for part in parts])
        case Every(parts) | Some(parts):
            return _any_of([_clauses(part, wanted) for part in parts])
        case Count(parts, least, most) if wanted:
            too_many = [] if most is None else [_counted(parts, most + 1, False)]
            return _joined([_counted(parts, len(parts) - least + 1, True), *too_many])
        case Count(parts, least, most):
            too_few = _clauses(Count(parts, 0, least - 1), True) if least > 0 else [(frozenset(), frozenset())]
            too_many_ = _clauses(Count(parts, most + 1), True) if most is not None else [(frozenset(), frozenset())]
            return _any_of([too_few, too_many_])


def _counted(parts: tuple[Condition, ...], size: int, wanted: bool) -> list[Clause] | None:
    """Of each so many parts, one is as wanted."""
    if size > len(parts):
        return []
    if size <= 0:
        return [(frozenset(), frozenset())]
    found: list[list[Clause] | None] = []
    for subset in combinations(parts, size):
        if len(found) > FEW:
            return None
        found.append(_any_of([_clauses(part, wanted) for part in subset]))
    return _joined(found)


def _joined(lists: list[list[Clause] | None]) -> list[Clause] | None:
    joined: list[Clause] = []
    for clauses in lists:
        if clauses is None or len(joined) + len(clauses) > FEW:
            return None
        joined += clauses
    return joined


def _any_of(lists: list[list[Clause] | None]) -> list[Clause] | None:
    """Clauses that say that one of the lists holds."""
    joint: list[Clause] = [(frozenset(), frozenset())]
    for clauses in lists:
        if clauses is None or len(joint) * len(clauses) > FEW:
            return None
        joint = [(left[0] | right[0], left[1] | right[1]) for left in joint for right in clauses]
    return joint
