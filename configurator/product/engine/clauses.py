"""A model as clauses for a SAT solver: one variable for each name, one selector for each constraint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from math import comb

from pysat.card import CardEnc, EncType

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.model import Model, Table
from configurator.product.engine.parts import NOWHERE, Budget, OverBudgetError
from configurator.product.engine.shapes import Layout, part_of
from configurator.product.errors import OfficinaError
from configurator.product.limits import LITERALS

PLAIN = 200
"""So many clauses at most count by listing the sets that are too large; more are counted by a sequential counter."""
SHORT = 3
"""A clause of so many literals is written out for each part of a conjunction; a longer one gets a variable for it."""


TABLE_EDGES = 3_000_000
"""Edges that a level of a table's diagram may have."""


class TooLargeError(OfficinaError):
    """The model would take more memory than we give it; `place` is that of the constraint with which it does."""

    def __init__(self, place: int | None) -> None:
        where = "" if place is None else f" by constraint {place + 1}"
        super().__init__(f"the rules are too large: they make more than {LITERALS:,} literals{where}")
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
        """Some row is chosen: the chosen names are a path through the table's diagram, a variable for each node."""
        try:
            part = part_of(table, Layout.of(table.columns), Budget(TABLE_EDGES))
        except OverBudgetError:
            self._require_a_row(table, guard)
            return
        nodes: list[int] = []
        for level, column in enumerate(table.columns):
            names = [self.variable[name] for name in column]
            edges: list[list[int]] = part.children[level].tolist()
            below = [self._new() for _ in part.children[level + 1]] if level + 1 < len(table.columns) else []
            for place, children in enumerate(edges):
                self._lead(children, names, below, [-nodes[place]] if level else guard)
            if level:
                self._lead_back(edges, names, nodes, below, guard)
            nodes = below

    def _lead(self, children: Sequence[int], names: Sequence[int], below: Sequence[int], guard: Sequence[int]) -> None:
        """A node leads on by the names that it has children for."""
        allowed = [name for name, child in zip(names, children, strict=True) if child != NOWHERE]
        if 2 * len(allowed) < len(names):
            self._add([*guard, *allowed])
        else:
            for name, child in zip(names, children, strict=True):
                if child == NOWHERE:
                    self._add([*guard, -name])
        if below and len(allowed) == len(names) and len(set(children)) == 1:
            self._add([*guard, below[children[0]]])
        elif below:
            for name, child in zip(names, children, strict=True):
                if child != NOWHERE:
                    self._add([*guard, -name, below[child]])

    def _lead_back(
        self,
        edges: Sequence[Sequence[int]],
        names: Sequence[int],
        nodes: Sequence[int],
        below: Sequence[int],
        guard: Sequence[int],
    ) -> None:
        """What the path through a level says anyhow, so that the solver sees at once what is ruled out: it comes to a
        node from one of the nodes above, and a chosen name is that of one of its edges."""
        above: list[list[int]] = [[] for _ in below]
        for node, children in zip(nodes, edges, strict=True):
            for child in sorted(set(children) - {NOWHERE}) if below else ():
                above[child].append(node)
        for child, parents in zip(below, above, strict=True):
            self._add([-child, *parents])
        for answer, name in enumerate(names):
            through = [node for node, children in zip(nodes, edges, strict=True) if children[answer] != NOWHERE]
            if len(through) < len(nodes):
                self._add([*guard, -name, *through])

    def _require_a_row(self, table: Table, guard: Sequence[int]) -> None:
        """The same for a table whose diagram would be too large, with a variable for each row."""
        rows = [self._new() for _ in table.rows]
        self._add([*guard, *rows])
        for literal, row in zip(rows, table.rows, strict=True):
            for name in row:
                if name is not None:
                    self._add([-literal, self.variable[name]])


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
