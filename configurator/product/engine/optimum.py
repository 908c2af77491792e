"""The best product of a model that is too much for a diagram: the same answers from a MaxSAT solver, later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import gcd

from pysat.examples.rc2 import RC2Stratified
from pysat.formula import WCNF

from configurator.product.engine.cheapest import Goal
from configurator.product.engine.clauses import Clauses
from configurator.product.engine.model import Model
from configurator.product.engine.shapes import Literal

EFFORT = 20_000
"""So many conflicts the solver may have before it gives up: some seconds. Counted, so that every machine agrees."""


class TooHardError(Exception):
    """The best product takes more effort than is allowed."""


class _Bounded(RC2Stratified):
    def _call_oracle(self, assumptions: Sequence[int] = (), expect_interrupt: bool = False) -> bool:
        left = EFFORT - self.oracle.accum_stats()["conflicts"]
        self.oracle.conf_budget(max(left, 1))
        answer = self.oracle.solve_limited(assumptions) if left > 0 else None
        if answer is None:
            raise TooHardError
        return bool(answer)


def best(model: Model, goal: Goal) -> frozenset[str] | None:
    """The names of the one best product; None if there is none within the limit. Exact.

    Raises TooHardError after some seconds: limits on the price are hard on a solver, the cheapest product is not.
    """
    clauses = Clauses(model)
    variable = clauses.variable
    hard = [*clauses.clauses, *([selector] for selector in clauses.selectors)]
    hard += [[variable[name]] for name in goal.chosen]
    if goal.limit is not None:
        prices = {variable[name]: price for name, price in goal.prices.items() if price}
        hard += at_most(prices, goal.limit, clauses.top)
    formula = WCNF()
    formula.extend(hard)
    for (name, wanted), weight in _weights(goal).items():
        formula.append([variable[name] if wanted else -variable[name]], weight=weight)
    with _Bounded(formula) as solver:
        found = solver.compute()
    if found is None:
        return None
    return frozenset(name for name, place in variable.items() if found[place - 1] > 0)


def _weights(goal: Goal) -> dict[Literal, int]:
    """One number for each literal, so large that no lower aim ever outweighs a higher one."""
    weights: dict[Literal, int] = {}
    digit = 1
    for wish in reversed(goal.wishes):
        _add(weights, wish, digit)
        digit *= 2
    for losses in reversed(goal.losses):
        for literal, cost in losses.items():
            _add(weights, literal, cost * digit)
        digit *= 1 + sum(losses.values())
    return weights


def _add(weights: dict[Literal, int], literal: Literal, weight: int) -> None:
    """Add to the literal's weight, or take from its opposite's."""
    opposite = literal[0], not literal[1]
    weight += weights.pop(literal, 0) - weights.pop(opposite, 0)
    if weight:
        weights[literal if weight > 0 else opposite] = abs(weight)


def at_most(weights: Mapping[int, int], limit: int, top: int) -> list[list[int]]:
    """Clauses that let the true ones of these variables weigh at most so much; new variables come after `top`.

    The weights are added up in binary, by full adders: few clauses, however large the weights.
    """
    if limit < 0:
        return [[]]
    unit = gcd(*weights.values()) or 1
    limit //= unit
    bits: list[list[int]] = [[] for _ in range(max(sum(weights.values()) // unit, limit, 1).bit_length() + 1)]
    for variable, weight in weights.items():
        for place in range(len(bits)):
            if weight // unit >> place & 1:
                bits[place].append(variable)
    clauses: list[list[int]] = []
    for place, column in enumerate(bits):
        while len(column) > 1:
            added, column[:3] = column[:3], []
            clauses += _sum_clauses(added, top + 1, top + 2)
            column.append(top + 1)
            bits[place + 1].append(top + 2)
            top += 2
    for place, column in enumerate(bits):
        higher = [bits[later] for later in range(place + 1, len(bits)) if limit >> later & 1]
        if column and not limit >> place & 1 and all(higher):
            clauses.append([-column[0], *(-other[0] for other in higher)])
    return clauses


def _sum_clauses(added: list[int], digit: int, carry: int) -> Iterable[list[int]]:
    """`digit` and `carry` are the sum of two or three variables, as one truth table."""
    for row in range(1 << len(added)):
        values = [row >> place & 1 for place in range(len(added))]
        unless = [-variable if value else variable for variable, value in zip(added, values, strict=True)]
        yield [*unless, digit if sum(values) & 1 else -digit]
        yield [*unless, carry if sum(values) & 2 else -carry]
