"""A model as clauses for a SAT solver: one variable for each name, one selector for each constraint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb

from pysat.card import CardEnc, EncType

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Model, Table
from configurator.product.errors import OfficinaError
from configurator.product.limits import LITERALS

PLAIN = 200
"""So many clauses at most count by listing the sets that are too large; more are counted by a sequential counter."""
SHORT = 3
"""A clause of so many literals is written out for each part of a conjunction; a longer one gets a variable for it."""


class TooLargeError(OfficinaError):
    """The model would take more memory than we give it; `place` is that of the constraint with which it does."""

    def __init__(self, place: int | None) -> None:
        super().__init__(f"more than {LITERALS:,} literals with constraint {place}")
        self.place = place


class Clauses:
    """Clauses that hold always (`ones`, `always`), and clauses that hold when a constraint's selector is true.

    `variable` gives each name's literal: 1, 2, … in the model's order. Then come the `selectors`, one literal for each
    constraint in the model's order; then, up to `top`, variables that the clauses need and that mean nothing outside.
    Raises TooLargeError.
    """

    def __init__(self, model: Model) -> None:
        self.variable = {name: place + 1 for place, name in enumerate(model.names)}
        first = len(self.variable) + 1
        self.selectors = list(range(first, first + len(model.constraints)))
        self.top = len(self.variable) + len(self.selectors)
        self.clauses: list[list[int]] = []
        self._left = LITERALS
        self._place: int | None = None
        self._literals: dict[tuple[int, bool], int] = {}
        self._written: dict[tuple[int, bool], Condition] = {}
        for one in model.ones:
            literals = [self.variable[name] for name in one]
            self._add(literals)
            self._at_most(literals, 1, [])
        for condition in model.always:
            self._require(condition, [])
        for selector, constraint in zip(self.selectors, model.constraints, strict=True):
            self._place = selector - first
            if isinstance(constraint.body, Table):
                self._require_table(constraint.body, [-selector])
            else:
                self._require(constraint.body, [-selector])

    def _add(self, clause: list[int]) -> None:
        self._left -= len(clause)
        if self._left < 0:
            raise TooLargeError(self._place)
        self.clauses.append(clause)

    def _new(self) -> int:
        self.top += 1
        return self.top

    def _require(self, condition: Condition, guard: Sequence[int], wanted: bool = True) -> None:
        """The condition (or, when it is not wanted, its opposite) holds unless a literal of `guard` does."""
        condition, wanted = _bare(condition, wanted)
        key = id(condition), wanted
        plain = self._plain_literal(condition, wanted)
        if plain is not None:
            self._add([*guard, plain])
        elif key in self._written:  # a part that is shared is not written out for each that shares it
            self._add([*guard, self._literal(condition, wanted)])
        else:
            self._written[key] = condition  # which keeps it alive, so that its id stays its own
            self._write(condition, guard, wanted)

    def _write(self, condition: Condition, guard: Sequence[int], wanted: bool) -> None:
        match condition:
            case Every(parts) | Some(parts) if isinstance(condition, Every) is wanted:
                for part in parts:
                    self._require(part, guard, wanted)
            case Every(parts) | Some(parts):
                self._require_one(parts, guard, wanted)
            case Count(parts, least, most) if wanted:
                self._at_most([-self._literal(part, True) for part in parts], len(parts) - least, guard)
                if most is not None:
                    self._at_most([-self._literal(part, False) for part in parts], most, guard)
            case Count(parts, least, most):
                more = () if most is None else (Count(parts, most + 1),)
                self._require_one((Count(parts, 0, least - 1), *more), guard, True)

    def _require_one(self, parts: Iterable[Condition], guard: Sequence[int], wanted: bool) -> None:
        """One of the parts is as wanted. A variable that stands for a part only implies it: that is enough here."""
        clause, joint = list(guard), []
        for part, as_wanted in _alternatives(parts, wanted):
            literal = self._plain_literal(part, as_wanted)
            if literal is None:
                joint.append((part, as_wanted))
            else:
                clause.append(literal)
        clause += [self._literal(*alternative) for alternative in joint[:-1]]
        if not joint:
            self._add(clause)
        elif len(clause) <= SHORT:
            self._require(joint[-1][0], clause, joint[-1][1])
        else:
            self._add([*clause, self._literal(*joint[-1])])

    def _literal(self, condition: Condition, wanted: bool) -> int:
        """A literal that implies that the condition is as wanted."""
        plain = self._plain_literal(condition, wanted)
        if plain is not None:
            return plain
        condition, wanted = _bare(condition, wanted)
        key = id(condition), wanted
        if key not in self._literals:
            self._literals[key] = self._new()
            self._written[key] = condition
            self._write(condition, [-self._literals[key]], wanted)
        return self._literals[key]

    def _plain_literal(self, condition: Condition, wanted: bool) -> int | None:
        """The literal that the condition is by itself, if it is one."""
        match condition:
            case Chosen(name):
                return self.variable[name] if wanted else -self.variable[name]
            case Not(part):
                return self._plain_literal(part, not wanted)
            case Every((part,)) | Some((part,)):
                return self._plain_literal(part, wanted)
        return None

    def _at_most(self, literals: Sequence[int], most: int, guard: Sequence[int]) -> None:
        if most < 0:
            self._add(list(guard))
        elif most < len(literals) and comb(len(literals), most + 1) <= PLAIN:
            for subset in combinations(literals, most + 1):
                self._add([*guard, *(-literal for literal in subset)])
        elif most == 0:
            for literal in literals:
                self._add([*guard, -literal])
        elif most < len(literals):
            if 4 * most * len(literals) > self._left:
                raise TooLargeError(self._place)
            counter = CardEnc.atmost(list(literals), bound=most, top_id=self.top, encoding=EncType.seqcounter)
            self.top = max(self.top, counter.nv)
            for clause in counter.clauses:
                self._add([*guard, *clause])

    def _require_table(self, table: Table, guard: Sequence[int]) -> None:
        """Some row is chosen. Each name is left its rows, so that the solver sees at once what a choice rules out."""
        rows = list(dict.fromkeys(table.rows))
        literals = [self._row_literal(row) for row in rows]
        if None in literals:
            return
        chosen = [literal for literal in literals if literal is not None]
        self._add([*guard, *chosen])
        for place, column in enumerate(table.columns):
            left: dict[str | None, list[int]] = {}
            for row, literal in zip(rows, chosen, strict=True):
                left.setdefault(row[place], []).append(literal)
            anything = left.get(None, [])
            if len(anything) > SHORT:
                shared = self._new()
                self._add([-shared, *anything])
                anything = [shared]
            for name in column:
                clause = [*guard, -self.variable[name], *left.get(name, ()), *anything]
                if self.variable[name] not in clause:
                    self._add(clause)

    def _row_literal(self, row: Sequence[str | None]) -> int | None:
        """A literal that implies that the row is chosen; None for a row that always is."""
        names = [self.variable[name] for name in row if name is not None]
        if len(names) < 2:
            return names[0] if names else None
        literal = self._new()
        for name in names:
            self._add([-literal, name])
        return literal


def _bare(condition: Condition, wanted: bool) -> tuple[Condition, bool]:
    while isinstance(condition, Not):
        condition, wanted = condition.part, not wanted
    return condition, wanted


def _alternatives(parts: Iterable[Condition], wanted: bool) -> Iterable[tuple[Condition, bool]]:
    """These parts, of which one is to be as wanted, with alternatives inside of alternatives taken out of them."""
    for part in parts:
        match part:
            case Not(Every(inner) | Some(inner) as opposite) if isinstance(opposite, Some) is not wanted:
                yield from _alternatives(inner, not wanted)
            case Every(inner) | Some(inner) if isinstance(part, Some) is wanted:
                yield from _alternatives(inner, wanted)
            case _:
                yield part, wanted
