"""Conditions as clauses over the model's own names alone, where few enough will do."""

from __future__ import annotations

from itertools import combinations

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Table

Clause = tuple[frozenset[str], frozenset[str]]
"""It holds when one of the first is not chosen, or one of the second is."""

FEW = 64
"""More clauses than this are not written out."""


def plain_clauses(body: Condition | Table) -> tuple[Clause, ...] | None:
    """Clauses that say together what the body says; None where they would be more than a few."""
    if isinstance(body, Table):
        return None
    clauses = _clauses(body, wanted=True)
    return None if clauses is None else tuple(dict.fromkeys(clause for clause in clauses if not clause[0] & clause[1]))


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
            return _product([_clauses(part, wanted) for part in parts])
        case Count(parts, least, most) if wanted:
            too_many = [] if most is None else [_counted(parts, most + 1, False)]
            return _joined([_counted(parts, len(parts) - least + 1, True), *too_many])
        case Count(parts, least, most):
            too_few = _clauses(Count(parts, 0, least - 1), True) if least > 0 else [(frozenset(), frozenset())]
            too_many_ = _clauses(Count(parts, most + 1), True) if most is not None else [(frozenset(), frozenset())]
            return _product([too_few, too_many_])


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
        found.append(_product([_clauses(part, wanted) for part in subset]))
    return _joined(found)


def _joined(lists: list[list[Clause] | None]) -> list[Clause] | None:
    joined: list[Clause] = []
    for clauses in lists:
        if clauses is None or len(joined) + len(clauses) > FEW:
            return None
        joined += clauses
    return joined


def _product(lists: list[list[Clause] | None]) -> list[Clause] | None:
    """Clauses that say that one of the lists holds."""
    product: list[Clause] = [(frozenset(), frozenset())]
    for clauses in lists:
        if clauses is None or len(product) * len(clauses) > FEW:
            return None
        product = [(left[0] | right[0], left[1] | right[1]) for left in product for right in clauses]
    return product
