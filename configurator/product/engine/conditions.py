"""Conditions: what can be said about a set of chosen names, as a small tree of and, or, not and counting."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Chosen:
    """This name is chosen."""

    name: str


@dataclass(frozen=True, slots=True)
class Not:
    part: Condition


@dataclass(frozen=True, slots=True)
class Every:
    """All parts hold; always true without parts."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """At least one part holds; never true without parts."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """From `least` to `most` of the parts hold; `most` None for no upper bound."""

    parts: tuple[Condition, ...]
    least: int = 0
    most: int | None = None


Condition = Chosen | Not | Every | Some | Count

ALWAYS = Every(())
NEVER = Some(())


def implies(cause: Condition, effect: Condition) -> Condition:
    """If `cause` holds, then `effect` does."""
    return Some((Not(cause), effect))


def equal(left: Condition, right: Condition) -> Condition:
    """Both hold, or neither."""
    return Every((implies(left, right), implies(right, left)))


def holds(condition: Condition, chosen: AbstractSet[str]) -> bool:
    """Whether the condition holds of these chosen names."""
    match condition:
        case Chosen(name):
            return name in chosen
        case Not(part):
            return not holds(part, chosen)
        case Every(parts):
            return all(holds(part, chosen) for part in parts)
        case Some(parts):
            return any(holds(part, chosen) for part in parts)
        case Count(parts, least, most):
            number = sum(holds(part, chosen) for part in parts)
            return least <= number and (most is None or number <= most)


def names_in(condition: Condition) -> Iterator[str]:
    """Every name that the condition mentions, with repeats, from left to right."""
    match condition:
        case Chosen(name):
            yield name
        case Not(part):
            yield from names_in(part)
        case Every(parts) | Some(parts) | Count(parts):
            for part in parts:
                yield from names_in(part)
