"""Conditions in other names: some are replaced, and what is certain by then falls out."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from configurator.product.engine.conditions import ALWAYS, NEVER, Chosen, Condition, Count, Every, Not, Some


def replaced(condition: Condition, by: Callable[[str], Condition]) -> Condition:
    """The condition with what `by` gives for each name; ALWAYS and NEVER are parts of nothing but themselves."""
    match condition:
        case Chosen(name):
            return by(name)
        case Not(part):
            return _opposite(replaced(part, by))
        case Every(parts):
            return _every(replaced(part, by) for part in parts)
        case Some(parts):
            return _opposite(_every(_opposite(replaced(part, by)) for part in parts))
        case Count(parts, least, most):
            return _count([replaced(part, by) for part in parts], least, most)


def _opposite(condition: Condition) -> Condition:
    match condition:
        case Not(part):
            return part
        case Every(()):
            return NEVER
        case Some(()):
            return ALWAYS
    return Not(condition)


def _every(parts: Iterable[Condition]) -> Condition:
    found: list[Condition] = []
    for part in parts:
        match part:
            case Some(()):
                return NEVER
            case Every(inner):
                found += inner
            case _:
                found.append(part)
    return found[0] if len(found) == 1 else Every(tuple(found))


def _count(parts: list[Condition], least: int, most: int | None) -> Condition:
    certain = parts.count(ALWAYS)
    open_ = tuple(part for part in parts if part not in (ALWAYS, NEVER))
    least, most = max(0, least - certain), None if most is None else most - certain
    if most is not None and most >= len(open_):
        most = None
    if least > len(open_) or (most is not None and most < least):
        return NEVER
    return ALWAYS if least == 0 and most is None else Count(open_, least, most)


def with_alternatives(condition: Condition) -> Condition:
    """The same with "one of these" wherever "not every opposite" says it: how people would write it."""
    match condition:
        case Not(Every(parts)):
            return Some(tuple(with_alternatives(_opposite(part)) for part in parts))
        case Not(part):
            return _opposite(with_alternatives(part))
        case Every(parts):
            return Every(tuple(map(with_alternatives, parts)))
        case Some(parts):
            return Some(tuple(map(with_alternatives, parts)))
        case Count(parts, least, most):
            return Count(tuple(map(with_alternatives, parts)), least, most)
    return condition


def as_implication(parts: tuple[Condition, ...]) -> tuple[Condition, Condition] | None:
    """Cause and effect, where "one of these" has opposites among its parts: "not a, or b" is "if a, then b"."""
    causes: list[Condition] = []
    effects: list[Condition] = []
    for part in parts:
        match part:
            case Not(cause):
                causes.append(cause)
            case Every((Not(), *_) as opposites) if all(isinstance(each, Not) for each in opposites):
                causes.append(Some(tuple(_opposite(each) for each in opposites)))
            case _:
                effects.append(part)
    if not effects and len(causes) > 1:
        effects.append(_opposite(causes.pop()))
    if not causes or not effects:
        return None
    return _every(causes), effects[0] if len(effects) == 1 else Some(tuple(effects))
