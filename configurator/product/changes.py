"""Changing a choice while holding on to the others: the cheapest valid outcome, and the rules to blame for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from configurator.product.answers import Change, ContradictionError
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import GroupKind, Product, Rule
from configurator.product.engine.solver import RuleSolver
from configurator.product.obvious import Obvious
from configurator.product.wishes import costs, held, preferences

REMEMBERED = 4096
"""Answers about one option kept of each kind of question: about 35 configurations of a hundred options, 12 MB."""


class Changes:
    """Settles and changes the choices of one product."""

    def __init__(self, product: Product, solver: RuleSolver) -> None:
        self.product = product
        self.solver = solver
        self._literal = {option_id: solver.variable[option_id] for option_id in product.options}
        self._ids = {literal: option_id for option_id, literal in self._literal.items()}
        self._preferences = preferences(product, solver.variable)
        self._obvious = Obvious(product)
        self._own = {
            option.id: frozenset(other.id for other in group.options)
            if group.kind is GroupKind.ONE
            else frozenset({option.id})
            for group in product.groups
            for option in group.options
        }
        """What an option can take the place of: its choose-one group, or itself."""
        self._blamed = lru_cache(REMEMBERED)(solver.blame)
        self._unopposed = lru_cache(REMEMBERED)(self._without_loss)
        self._held_in = lru_cache(256)(self._hold_in)

    def literals(self, options: Iterable[str]) -> list[int]:
        """The literals "is chosen" of these options, in the order of the definition."""
        return [self._literal[option_id] for option_id in self.product.in_order(options)]

    def settle(self, fixed: Sequence[int], wishes: Sequence[int] | None = None) -> Configuration | None:
        """The product with `fixed` that fulfils the wishes, or else the product's preferences, in turn."""
        settled = self.solver.settle(fixed, self._preferences if wishes is None else wishes)
        if settled is None:
            return None
        return Configuration(
            self.product.key, frozenset(self._ids[literal] for literal in settled if literal in self._ids)
        )

    def settled(self, fixed: Sequence[int]) -> Configuration:
        """What `settle` finds for literals that are known to be possible."""
        found = self.settle(fixed)
        assert found is not None  # noqa: S101 - the caller knows that they are possible
        return found

    def blame(self, literals: Sequence[int]) -> tuple[Rule, ...]:
        """A minimal set of rules that makes these literals impossible."""
        return tuple(self.product.rules[place] for place in self._blamed(tuple(literals)))

    def hold(self, options: AbstractSet[str], market: str) -> dict[str, int]:
        """The options to hold on to, each with the literal that says it is kept (wishes.py)."""
        return held(self.product, self.solver.variable, options, market)

    def losses(self, hard: Sequence[int], wanted: Mapping[str, int]) -> frozenset[str] | None:
        """The cheapest part of what is wanted to give up for `hard`; None if there is no product with `hard`."""
        lost = self.solver.cheapest_loss(hard, costs(self.product, wanted))
        return None if lost is None else frozenset(other for other, literal in wanted.items() if literal in lost)

    def others(self, before: Configuration, option_id: str) -> dict[str, int]:
        """What to hold on to when this option changes: everything but its own group's choice or, of any, itself."""
        own = self._own[option_id]
        return {other: literal for other, literal in self._held_in(before).items() if other not in own}

    def conflict(self, before: Configuration, option_id: str) -> tuple[Rule, ...] | None:
        """Why choosing the option (or dropping it, if it is chosen) touches other choices; None if it touches none."""
        wanted = self.others(before, option_id)
        if self._unopposed(before, option_id):
            return None
        literals = [self._goal(before, option_id), *wanted.values()]
        return None if self.solver.is_possible(literals) else self.blame(literals)

    def change(self, before: Configuration, option_id: str) -> Change:
        """Choose the option or, if it is chosen, drop it; raises ContradictionError if no product allows that."""
        goal, wanted = self._goal(before, option_id), self.others(before, option_id)
        lost: frozenset[str] = frozenset()
        after = self._unopposed(before, option_id)
        if after is None:
            found = self.losses([goal], wanted)
            if found is None:
                raise ContradictionError((option_id,), self.blame([goal]))
            lost = found
            kept = {other: literal for other, literal in wanted.items() if other not in lost}
            after = self._without_solver(before, option_id, kept) or self.settled([goal, *kept.values()])
        added = after.options - before.options - {option_id}
        fixed = [goal, *wanted.values()]
        return Change(
            before,
            after,
            replaced=self.product.in_order(lost),
            added=self.product.in_order(added),
            reasons=self.blame(fixed) if lost else self._why_added(fixed, added),
            released=self.product.in_order(before.options - after.options - lost - self._own[option_id]),
        )

    def _without_solver(self, before: Configuration, option_id: str, kept: Mapping[str, int]) -> Configuration | None:
        """The outcome of choosing (or dropping) the option with all that is kept, where it needs no solver."""
        wanted = {other for other, literal in kept.items() if literal == self._literal[other]}
        goal = {option_id} - before.options
        options = self._obvious.outcome(before.options, wanted | goal, kept.keys() - wanted)
        if options is None or (option_id in before.options and option_id in options):
            return None
        return Configuration(self.product.key, options)

    def _without_loss(self, before: Configuration, option_id: str) -> Configuration | None:
        return self._without_solver(before, option_id, self.others(before, option_id))

    def _why_added(self, fixed: list[int], added: AbstractSet[str]) -> tuple[Rule, ...]:
        """The rules that leave no product with `fixed` without these options; none for those that are but defaults."""
        without = [[*fixed, -literal] for literal in self.literals(added)]
        keys = {rule.key for case in without if not self.solver.is_possible(case) for rule in self.blame(case)}
        return tuple(rule for rule in self.product.rules if rule.key in keys)

    def _goal(self, before: Configuration, option_id: str) -> int:
        literal = self._literal[option_id]
        return -literal if option_id in before.options else literal

    def _hold_in(self, before: Configuration) -> dict[str, int]:
        return self.hold(before.options, market_of(self.product, before.options))
