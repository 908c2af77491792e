"""Constraints of UVL's boolean level: & | ! => <=> and parentheses, read and written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from configurator.product.engine.conditions import Chosen, Condition, Every, Not, Some, equal, implies
from configurator.product.formats.features import DEEPEST
from configurator.product.formats.uvl_tokens import Kind, fault_at

if TYPE_CHECKING:
    from configurator.product.formats.uvl_reading import Cursor

BINDING = {"&": 4, "|": 3, "=>": 2, "<=>": 1}
"""How strongly each sign binds; equals bind from the left."""
ARITHMETIC = {"==", "<", ">", "<=", ">=", "!=", "+", "-", "*", "/"}
FUNCTIONS = {"sum", "avg", "len", "floor", "ceil"}
LARGEST = 1_000_000
"""So many parts all constraints may have together, counted again wherever <=> repeats them."""


@dataclass(frozen=True)
class _Part:
    condition: Condition
    size: int
    depth: int


def read_constraint(cursor: Cursor) -> tuple[Condition, int]:
    """The constraint at the cursor, and how many parts it has.

    Raises UnreadableModelError for one with numbers, or too large or deep.
    """
    found = _read(cursor, 0, 0)
    return found.condition, found.size


def _read(cursor: Cursor, binding: int, depth: int) -> _Part:
    """What stands here, as far as its signs bind more strongly than `binding`."""
    left = _operand(cursor, depth)
    while cursor.now.kind is Kind.SIGN and BINDING.get(cursor.now.text, 0) > binding:
        sign = cursor.now.text
        parts = [left]
        while cursor.takes(Kind.SIGN, sign):
            parts.append(_read(cursor, BINDING[sign], depth))
            if sign in ("=>", "<=>"):
                break
        left = _joined(sign, parts)
        if left.size > LARGEST or left.depth > DEEPEST:
            raise fault_at(cursor.now.line, "the constraint is too large; make several of it")
    if cursor.now.kind is Kind.SIGN and cursor.now.text in ARITHMETIC:
        raise _arithmetic(cursor)
    return left


def _joined(sign: str, parts: list[_Part]) -> _Part:
    conditions = tuple(part.condition for part in parts)
    size, depth = 1 + sum(part.size for part in parts), 1 + max(part.depth for part in parts)
    match sign:
        case "&":
            return _Part(Every(conditions), size, depth)
        case "|":
            return _Part(Some(conditions), size, depth)
        case "=>":
            return _Part(implies(*conditions), size + 1, depth + 1)
        case _:
            return _Part(equal(*conditions), 2 * size + 3, depth + 2)


def _operand(cursor: Cursor, depth: int) -> _Part:
    token = cursor.now
    if depth > DEEPEST:
        raise fault_at(token.line, f"the constraint is more than {DEEPEST} deep")
    if cursor.takes(Kind.SIGN, "!"):
        part = _operand(cursor, depth + 1)
        return _Part(Not(part.condition), part.size + 1, part.depth + 1)
    if cursor.takes(Kind.SIGN, "("):
        part = _read(cursor, 0, depth + 1)
        cursor.need(Kind.SIGN, ")", ")")
        return part
    if token.kind in (Kind.NUMBER, Kind.STRING):
        raise _arithmetic(cursor)
    name = cursor.name("a feature")
    if token.kind is Kind.NAME and name in FUNCTIONS and cursor.has(Kind.SIGN, "("):
        raise _arithmetic(cursor)
    if cursor.has(Kind.SIGN, "."):
        raise fault_at(token.line, f"{name}. names an attribute or another model; only features can be read here")
    return _Part(Chosen(name), 1, 1)


def _arithmetic(cursor: Cursor) -> Exception:
    return fault_at(cursor.now.line, "the constraint counts or compares; only the boolean level can be read")
