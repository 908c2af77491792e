"""A product as clauses for a SAT solver: one variable for each option, one selector for each rule."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from pysat.card import CardEnc, EncType

from configurator.product.definition import GroupKind, Product, Rule, RuleKind


class Formula:
    """Clauses that hold always (groups, retired options), and clauses that hold when a rule's selector is true.

    `variable` gives an option's literal, `selectors` one literal for each rule in the product's order.
    `stay_free[id]`, for a choose-one option, is a literal that says "chosen, unless nothing makes it free any more".
    """

    def __init__(self, product: Product) -> None:
        self.variable = {option_id: place + 1 for option_id, place in product.order.items()}
        self.clauses: list[list[int]] = []
        self._last = len(self.variable)
        for group in product.groups:
            literals = [self.variable[option.id] for option in group.options]
            self.clauses += [[-self.variable[option.id]] for option in group.options if option.retired]
            if group.kind is GroupKind.ONE:
                self.clauses += [literals, *([-a, -b] for a, b in combinations(literals, 2))]
        self.selectors = [self._add_rule(rule) for rule in product.rules]
        self.stay_free = {
            option.id: self._add_stay_free(option.id, product.givers[option.id])
            for group in product.groups
            if group.kind is GroupKind.ONE
            for option in group.options
            if option.included_with
        }

    def _new(self) -> int:
        self._last += 1
        return self._last

    def _add_rule(self, rule: Rule) -> int:
        selector = self._new()
        guard = [-selector]
        if rule.when:
            trigger = self._new()
            self.clauses += [[-self.variable[option_id], trigger] for option_id in rule.when]
            guard.append(-trigger)
        self.clauses += [guard + clause for clause in self._bodies(rule)]
        return selector

    def _bodies(self, rule: Rule) -> list[list[int]]:
        literals = [self.variable[option_id] for option_id in rule.options]
        match rule.kind:
            case RuleKind.REQUIRES | RuleKind.INCLUDES:
                return [[literal] for literal in literals]
            case RuleKind.REQUIRES_ANY:
                return [literals]
            case RuleKind.EXCLUDES:
                return [[-literal] for literal in literals]
            case RuleKind.AT_MOST:
                return self._at_most(literals, rule.count)
            case RuleKind.AT_LEAST:
                return self._at_least(literals, rule.count)
            case RuleKind.EXACTLY:
                return self._at_most(literals, rule.count) + self._at_least(literals, rule.count)

    def _at_most(self, literals: Sequence[int], count: int) -> list[list[int]]:
        if count >= len(literals):
            return []
        if count <= 0:
            return [[-literal] for literal in literals] if count == 0 else [[]]
        encoded = CardEnc.atmost(literals, bound=count, top_id=self._last, encoding=EncType.seqcounter)
        self._last = max(self._last, encoded.nv)
        return [list(clause) for clause in encoded.clauses]

    def _at_least(self, literals: Sequence[int], count: int) -> list[list[int]]:
        return self._at_most([-literal for literal in literals], len(literals) - count)

    def _add_stay_free(self, option_id: str, givers: Sequence[str]) -> int:
        literal = self._new()
        self.clauses += [[-literal, self.variable[option_id], -self.variable[giver]] for giver in givers]
        return literal
