"""Changing a choice while holding on to the others: the cheapest valid outcomes, and what is to blame for them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import islice

from configurator.product.answers import Change, ContradictionError, Reason
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import Product, Rule
from configurator.product.engine.apart import apart, as_bits, indispensable
from configurator.product.engine.model import Model
from configurator.product.engine.reasons import Cause, Reasons
from configurator.product.engine.repairs import costs, ways
from configurator.product.engine.solver import RuleSolver
from configurator.product.obvious import Obvious, places
from configurator.product.standing import Standing
from configurator.product.translation import KEPT
from configurator.product.wishes import dearness, held, preferences

REMEMBERED = 4096
"""Reasons and changes kept, each of one option: about 35 configurations of a hundred options, 12 MB."""
STANDINGS = 64
"""Configurations around which the outcomes are kept."""


class Changes:
    """Settles and changes the choices of one product."""

    def __init__(self, product: Product, model: Model, solver: RuleSolver) -> None:
        self.product = product
        self.solver = solver
        self._literal = {option_id: solver.variable[option_id] for option_id in product.options}
        self._ids = {literal: option_id for option_id, literal in self._literal.items()}
        self._held_id = {literal: name.removeprefix(KEPT) for name, literal in solver.variable.items()}
        self._preferences = preferences(product, solver.variable)
        self._dearness = {option_id: dearness(product, option_id) for option_id in product.options}
        self._reasons = Reasons(solver, model)
        excluded = as_bits(apart(model, solver))
        needed = as_bits(indispensable(model, solver, [product.order[id_] for id_ in product.options]))
        everything = (1 << len(model.names)) - 1
        self._alone_impossible = {
            goal
            for id_, literal in self._literal.items()
            for goal, names in ((literal, excluded), (-literal, needed))
            if names[product.order[id_]] == everything
        }
        self._obvious = Obvious(product, model, excluded, needed)
        self._standing = lru_cache(STANDINGS)(self._stand)
        self._excluded = lru_cache(REMEMBERED)(self._blame_excluded)
        self._impossible = lru_cache(REMEMBERED)(lambda goal: Reason((), self.blame((goal,))))

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
        return self._reason(self._reasons.why_not(goal, literals))

    def _reason(self, cause: Cause | None) -> Reason | None:
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
        return frozenset(self._obvious.options(self._obvious.own[self.product.order[option_id]]))

    def others(self, before: Configuration, option_id: str) -> dict[str, int]:
        """What to hold on to when this option changes: everything but its own group's choice or, of any, itself."""
        own = self._obvious.own[self.product.order[option_id]]
        order = self.product.order
        return {other: literal for other, literal in self._standing(before).held.items() if not own >> order[other] & 1}

    def conflicts(self, before: Configuration) -> Callable[[str], Reason | None]:
        """Says why choosing an option (or dropping it, if it is chosen) touches other choices; None if it touches none.

        The visitor's own choices are blamed rather than defaults.
        """
        standing = self._standing(before)
        return lambda option_id: self._conflict(before, standing, option_id)

    def _conflict(self, before: Configuration, standing: Standing, option_id: str) -> Reason | None:
        place = self.product.order[option_id]
        excluded = standing.excluded[place]
        if not excluded and (place in standing.swaps or standing.best(place)):
            return None
        goal = self._goal(before, option_id)
        if goal in self._alone_impossible:
            return self._impossible(goal)
        if excluded:
            return self._excluded(goal, excluded)
        wanted = self.others(before, option_id)
        own_first = sorted(wanted, key=lambda other: self._dearness[other] == 0)
        return self._reason(self._reasons.why_not_together(goal, [wanted[other] for other in own_first]))

    def effects(self, before: Configuration) -> Callable[[str], tuple[int, tuple[str, ...]]]:
        """Says what `change` moves the price by, in minor units, and what it adds."""
        standing = self._standing(before)
        return lambda option_id: self._effect(before, standing, option_id)

    def _effect(self, before: Configuration, standing: Standing, option_id: str) -> tuple[int, tuple[str, ...]]:
        place = self.product.order[option_id]
        swap = standing.swaps.get(place)
        if swap is not None:
            return swap[1], ()
        best = standing.best(place)
        after = best[0] if best else self._given_up(before, standing, option_id, 1)[0][0]
        added = after & ~standing.before & ~(1 << place)
        return standing.moved(after), self._obvious.options(added) if added else ()

    def change(self, before: Configuration, option_id: str) -> Change:
        """The best of the `proposals`."""
        return self.proposals(before, option_id, 1)[0]

    def proposals(self, before: Configuration, option_id: str, limit: int) -> tuple[Change, ...]:
        """The best ways to choose the option or, if it is chosen, to drop it; each gives up other own choices.

        None gives up more of these than it must. Those come first that touch fewest markets, then fewest own choices,
        then fewest defaults; then those that move the price least, then those that touch late options. Raises
        ContradictionError if no product allows it.
        """
        place, standing = self.product.order[option_id], self._standing(before)
        best = standing.best(place)
        if best:
            return (self._described(before, option_id, *best),)
        ways = self._given_up(before, standing, option_id, limit)
        return tuple(self._described(before, option_id, *way) for way in ways)

    def _given_up(self, before: Configuration, standing: Standing, option_id: str, limit: int) -> list[tuple[int, int]]:
        """The outcomes of the best `proposals`, and what is lost by each, found by the solver."""
        place = self.product.order[option_id]
        goal, wanted = self._goal(before, option_id), self.others(before, option_id)
        excluded = [bit + 1 for bit in places(standing.excluded[place])]
        found = [
            (lost, self._after(standing, place, goal, wanted, lost))
            for lost in self._ways(goal, wanted, limit, excluded)
        ]
        if not found:
            raise ContradictionError((option_id,), self.blame([goal]))
        by_given_up: dict[frozenset[str], tuple[int, int]] = {}
        for lost, after in sorted(found, key=lambda way: (self._touched(way[0]), abs(standing.moved(way[1])))):
            given_up = frozenset(other for other in lost if self._dearness[other])
            by_given_up.setdefault(given_up, (after, self._obvious.bits(lost)))
        return list(islice(by_given_up.values(), limit))

    def _ways(
        self, goal: int, wanted: Mapping[str, int], limit: int, excluded: Collection[int]
    ) -> list[frozenset[str]]:
        ids = {literal: option_id for option_id, literal in wanted.items()}
        found = ways(self.solver, goal, self._dear(wanted), limit, excluded)
        return [frozenset(ids[literal] for literal in lost) for lost in found]

    def _dear(self, wanted: Mapping[str, int]) -> dict[int, int]:
        return {literal: self._dearness[option_id] for option_id, literal in wanted.items()}

    def _touched(self, lost: AbstractSet[str]) -> tuple[int, int, int]:
        """How many markets, own choices and defaults are lost."""
        dear = [self._dearness[other] for other in lost]
        return dear.count(2), dear.count(1), dear.count(0)

    def _after(self, standing: Standing, place: int, goal: int, wanted: Mapping[str, int], lost: frozenset[str]) -> int:
        after = standing.outcome(place, self._obvious.bits(lost))
        if after is not None:
            return after
        kept = [literal for other, literal in wanted.items() if other not in lost]
        return self._obvious.bits(self.settled([goal, *kept]).options)

    def _described(self, before: Configuration, option_id: str, after: int, lost: int) -> Change:
        goal, wanted = self._goal(before, option_id), self.others(before, option_id)
        place, standing = self.product.order[option_id], self._standing(before)
        added = self._obvious.options(after & ~standing.before & ~(1 << place))
        fixed = [goal, *wanted.values()]
        return Change(
            before,
            Configuration(self.product.key, frozenset(self._obvious.options(after))),
            replaced=self._obvious.options(lost),
            added=added,
            reasons=self.blame(fixed) if lost else self._why_added(fixed, added),
            released=self._obvious.options(standing.before & ~after & ~lost & ~self._obvious.own[place]),
        )

    def _why_added(self, fixed: list[int], added: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that leave no product with `fixed` without these options; none for those that are but defaults."""
        without = [[*fixed, -literal] for literal in self.literals(added)]
        keys = {rule.key for case in without if not self.solver.is_possible(case) for rule in self.blame(case)}
        return tuple(rule for rule in self.product.rules if rule.key in keys)

    def _blame_excluded(self, goal: int, excluded: int) -> Reason:
        """Blame one of these literals, each of which excludes the goal by itself: the first that is no default."""
        first = {self._held_id[bit + 1]: bit + 1 for bit in places(excluded)}
        ids = self.product.in_order(first)
        blamed = next((option_id for option_id in ids if self._dearness[option_id]), ids[0])
        return Reason((blamed,), self.blame((goal, first[blamed])))

    def _rules(self, constraints: Iterable[int]) -> tuple[Rule, ...]:
        return tuple(self.product.rules[place] for place in constraints)

    def _goal(self, before: Configuration, option_id: str) -> int:
        literal = self._literal[option_id]
        return -literal if option_id in before.options else literal

    def _stand(self, before: Configuration) -> Standing:
        market = market_of(self.product, before.options)
        return Standing(self._obvious, before.options, self.hold(before.options, market))
