"""DIMACS CNF, with the names that feature models give their variables in comments: "c 1 name"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from configurator.product.engine.conditions import Chosen, Condition, Not, Some
from configurator.product.engine.model import Constraint, Model
from configurator.product.formats.features import (
    MOST_FEATURES,
    CrossTreeConstraint,
    Feature,
    FeatureModel,
    GroupType,
    UnreadableModelError,
    group_of,
)
from configurator.product.formats.whole_clauses import WholeClauses

NAMED = re.compile(r"c\s+([1-9]\d{0,8})\$?\s+(\S.*?)\s*")
HEADER = re.compile(r"p\s+cnf\s+(\d{1,9})\s+(\d{1,9})\s*")


@dataclass(frozen=True)
class Formula:
    """A CNF: `names` are those of the variables 1, 2, …; `nameless` those that somebody made up for want of one."""

    names: tuple[str, ...]
    clauses: tuple[tuple[int, ...], ...]
    nameless: frozenset[str] = frozenset()

    @property
    def features(self) -> tuple[str, ...]:
        """The names that mean something: all of them where nothing has a name."""
        return tuple(name for name in self.names if name not in self.nameless) or self.names


def read_dimacs(text: str) -> Formula:
    """The formula in a DIMACS text. Raises UnreadableModelError, which names the line."""
    named: dict[int, str] = {}
    header: re.Match[str] | None = None
    clauses: list[tuple[int, ...]] = []
    open_clause: list[int] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("c"):
            found = NAMED.fullmatch(line)
            if found:
                named[int(found[1])] = found[2]
        elif header is None:
            header = HEADER.fullmatch(line.strip())
            if line.strip() and header is None:
                raise UnreadableModelError(f'line {number}: "p cnf VARIABLES CLAUSES" should be here')
            if header and int(header[1]) > MOST_FEATURES:
                raise UnreadableModelError(f"line {number}: more than {MOST_FEATURES:,} variables")
        elif line.startswith("%"):
            break
        else:
            for literal in _literals(line, number, int(header[1])):
                if literal:
                    open_clause.append(literal)
                else:
                    clauses.append(tuple(open_clause))
                    open_clause = []
    if header is None:
        raise UnreadableModelError('there is no line "p cnf VARIABLES CLAUSES"')
    if open_clause:
        clauses.append(tuple(open_clause))
    if len(clauses) != int(header[2]):
        raise UnreadableModelError(f"there are {len(clauses)} clauses, not {header[2]} as the header says")
    names = _names(named, int(header[1]))
    nameless = (name for variable, name in enumerate(names, 1) if variable not in named)
    return Formula(names, tuple(clauses), frozenset(nameless))


def _literals(line: str, number: int, variables: int) -> Iterator[int]:
    for word in line.split():
        try:
            literal = int(word)
        except ValueError:
            raise UnreadableModelError(f"line {number}: {word[:20]!r} is no number") from None
        if abs(literal) > variables:
            raise UnreadableModelError(f"line {number}: {literal} is of no variable; the header has {variables}")
        yield literal


def _names(named: dict[int, str], variables: int) -> tuple[str, ...]:
    """A name for each variable: the comment's, with its number where several have the same or none has one."""
    taken: set[str] = set()
    names = []
    for variable in range(1, variables + 1):
        name = named.get(variable, f"x{variable}")
        while name in taken:
            name = f"{name} ({variable})"
        taken.add(name)
        names.append(name)
    return tuple(names)


def model_of_formula(formula: Formula) -> Model:
    """The engine's model; each clause is a constraint."""
    return Model(formula.names, constraints=tuple(map(Constraint, _clauses(formula))))


def _clauses(formula: Formula) -> Iterator[Condition]:
    for clause in formula.clauses:
        yield Some(tuple(_condition(formula, literal) for literal in clause))


def _condition(formula: Formula, literal: int) -> Condition:
    name = Chosen(formula.names[abs(literal) - 1])
    return name if literal > 0 else Not(name)


def features_of_formula(formula: Formula) -> FeatureModel:
    """A feature model without much of a tree: every variable an optional feature, every clause a constraint.

    Names are changed where a feature may not be called like that.
    """
    names: dict[str, None] = {}
    for name in ("Model", *formula.names):
        plain = re.sub(r'["\s.]+', "_", name).strip("_") or "x"
        while plain in names:
            plain += "_"
        names[plain] = None
    root, *rest = names
    tree = Feature(root, (group_of(GroupType.OPTIONAL, tuple(map(Feature, rest))),))
    return FeatureModel(tree, tuple(map(CrossTreeConstraint, _clauses(Formula(tuple(rest), formula.clauses)))))


def formula_of(model: Model) -> Formula:
    """A formula with one solution for each product of the model: variables beyond the names follow from these."""
    whole = WholeClauses(model)
    extra = tuple(f"{number}\n" for number in range(len(model.names) + 1, whole.top + 1))
    return Formula((*model.names, *extra), tuple(map(tuple, whole.clauses)), frozenset(extra))


def write_dimacs(formula: Formula) -> str:
    """The formula as text, each variable that has a name with it in a comment."""
    named = ((number, name) for number, name in enumerate(formula.names, 1) if name not in formula.nameless)
    lines = [f"c {number} {_written(name)}" for number, name in named]
    lines.append(f"p cnf {len(formula.names)} {len(formula.clauses)}")
    lines += [_clause(clause) for clause in formula.clauses]
    return "\n".join(lines) + "\n"


def _clause(clause: Sequence[int]) -> str:
    return " ".join(map(str, (*clause, 0)))


def _written(name: str) -> str:
    return re.sub(r"\s+", " ", name)
