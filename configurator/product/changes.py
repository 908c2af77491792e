"""Changing a choice while holding on to the others: the cheapest valid outcomes, and what is to blame for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice

from configurator.product.answers import Change, ContradictionError, Reason
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import GroupKind, Product, Rule
from configurator.product.engine.model import Model
from configurator.product.engine.reasons import Reasons
from configurator.product.engine.repairs import costs, ways
from configurator.product.engine.solver import RuleSolver
from configurator.product.obvious import Obvious
from configurator.product.pricing import total_price
from configurator.product.translation import KEPT
from configurator.product.wishes import dearness, held, preferences

REMEMBERED = 4096
"""Answers about one option kept of each kind of question: about 35 configurations of a hundred options, 12 MB."""


class Changes:
    """Settles and changes the choices of one product."""

    def __init__(self, product: Product, model: Model, solver: RuleSolver) -> None:
        self.product = product
        self.solver = solver
        self._literal = {option_id: solver.variable[option_id] for option_id in product.options}
        self._ids = {literal: option_id for option_id, literal in self._literal.items()}
        self._held_id = {literal: name.removeprefix(KEPT) for name, literal in solver.variable.items()}
        self._preferences = preferences(product, solver.variable)
        self._obvious = Obvious(product)
        self._own = {
            option.id: frozenset(other.id for other in group.options)
            if group.kind is GroupKind.ONE
            else frozenset({option.id})
            for group in product.groups
            for option in group.options
        }
        self._dearness = {option_id: dearness(product, option_id) for option_id in product.options}
        self._reasons = Reasons(solver, model)
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
        return self._rules(self._reasons.blamed(tuple(literals)))

    def why_not(self, goal: int, literals: Sequence[int]) -> Reason | None:
        """The choices among these literals, and the rules, that make the goal impossible; None if it is possible."""
        cause = self._reasons.why_not(goal, literals)
        if cause is None:
            return None
        choices = self.product.in_order(self._held_id[literal] for literal in cause.literals)
        return Reason(choices, self._rules(cause.constraints))

    def hold(self, options: AbstractSet[str], market: str) -> dict[str, int]:
        """The options to hold on to, each with the literal that says it is kept (wishes.py)."""
        return held(self.product, self.solver.variable, options, market)

    def least_lost(self, wanted: Mapping[str, int]) -> frozenset[str] | None:
        """The cheapest part of what is wanted to give up, so that there is a product; None if there is none."""
        dear = self._dear(wanted)
        lost = next(self.solver.losses((), costs([*dear], [*dear.values()]), lambda _: False), None)
        return None if lost is None else frozenset(other for other, literal in wanted.items() if literal in lost)

    def own(self, option_id: str) -> frozenset[str]:
        """What an option can take the place of: its choose-one group, or itself."""
        return self._own[option_id]

    def others(self, before: Configuration, option_id: str) -> dict[str, int]:
        """What to hold on to when this option changes: everything but its own group's choice or, of any, itself."""
        own = self._own[option_id]
        return {other: literal for other, literal in self._held_in(before).items() if other not in own}

    def conflict(self, before: Configuration, option_id: str) -> Reason | None:
        """Why choosing the option (or dropping it, if it is chosen) touches other choices; None if it touches none.

        The visitor's own choices are blamed rather than defaults.
        """
        if self._unopposed(before, option_id):
            return None
        wanted = self.others(before, option_id)
        own_first = sorted(wanted, key=lambda other: self._dearness[other] == 0)
        return self.why_not(self._goal(before, option_id), [wanted[other] for other in own_first])

    def change(self, before: Configuration, option_id: str) -> Change:
        """The best of the `proposals`."""
        return self.proposals(before, option_id, 1)[0]

    def proposals(self, before: Configuration, option_id: str, limit: int) -> tuple[Change, ...]:
        """The best ways to choose the option or, if it is chosen, to drop it; each gives up other own choices.

        None gives up more of these than it must. Those come first that touch fewest markets, then fewest own choices,
        then fewest defaults; then those that move the price least, then those that touch late options. Raises
        ContradictionError if no product allows it.
        """
        unopposed = self._unopposed(before, option_id)
        if unopposed:
            return (self._described(before, option_id, unopposed, frozenset()),)
        goal, wanted = self._goal(before, option_id), self.others(before, option_id)
        found = [(lost, self._after(before, option_id, goal, wanted, lost)) for lost in self._ways(goal, wanted, limit)]
        if not found:
            raise ContradictionError((option_id,), self.blame([goal]))
        price = total_price(self.product, before).amount_minor
        best: dict[frozenset[str], tuple[frozenset[str], Configuration]] = {}
        for lost, after in sorted(
            found,
            key=lambda way: (
                self._touched(way[0]),
                abs(total_price(self.product, way[1]).amount_minor - price),
            ),
        ):
            best.setdefault(self._given_up(lost), (lost, after))
        return tuple(self._described(before, option_id, after, lost) for lost, after in islice(best.values(), limit))

    def _ways(self, goal: int, wanted: Mapping[str, int], limit: int) -> list[frozenset[str]]:
        ids = {literal: option_id for option_id, literal in wanted.items()}
        found = ways(self.solver, goal, self._dear(wanted), limit)
        return [frozenset(ids[literal] for literal in lost) for lost in found]

    def _dear(self, wanted: Mapping[str, int]) -> dict[int, int]:
        return {literal: self._dearness[option_id] for option_id, literal in wanted.items()}

    def _given_up(self, lost: frozenset[str]) -> frozenset[str]:
        """What of the lost options somebody chose."""
        return frozenset(other for other in lost if self._dearness[other])

    def _touched(self, lost: frozenset[str]) -> tuple[int, int, int]:
        """How many markets, own choices and defaults are lost."""
        dear = [self._dearness[other] for other in lost]
        return dear.count(2), dear.count(1), dear.count(0)

    def _after(
        self, before: Configuration, option_id: str, goal: int, wanted: Mapping[str, int], lost: frozenset[str]
    ) -> Configuration:
        kept = {other: literal for other, literal in wanted.items() if other not in lost}
        return self._without_solver(before, option_id, kept) or self.settled([goal, *kept.values()])

    def _described(self, before: Configuration, option_id: str, after: Configuration, lost: frozenset[str]) -> Change:
        goal, wanted = self._goal(before, option_id), self.others(before, option_id)
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

    def _rules(self, places: Iterable[int]) -> tuple[Rule, ...]:
        return tuple(self.product.rules[place] for place in places)

    def _goal(self, before: Configuration, option_id: str) -> int:
        literal = self._literal[option_id]
        return -literal if option_id in before.options else literal

    def _hold_in(self, before: Configuration) -> dict[str, int]:
        return self.hold(before.options, market_of(self.product, before.options))
