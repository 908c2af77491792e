"""What goes together: exact answers from a SAT solver, one per product and process, guarded by a lock."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache

from configurator.product.answers import Change, ContradictionError, Judgement, Reason, State
from configurator.product.changes import REMEMBERED, Changes
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import GroupKind, Product, Rule
from configurator.product.engine.optimum import TooHardError
from configurator.product.engine.solver import RuleSolver
from configurator.product.engine.storing import Store
from configurator.product.errors import NotFoundError, RefusedError
from configurator.product.meaning import is_broken
from configurator.product.money import Money
from configurator.product.pairs import forced_pairs, possible_options
from configurator.product.pricing import total_price
from configurator.product.translation import model_of
from configurator.product.whole import Whole
from configurator.product.wishes import preferences

__all__ = ["Change", "ContradictionError", "Judgement", "ProductRules", "Reason", "State"]

IMPOSSIBLE, CHOSEN, POSSIBLE = Judgement(State.IMPOSSIBLE), Judgement(State.CHOSEN), Judgement(State.POSSIBLE)
NO_EFFECT: tuple[int, tuple[str, ...]] = (0, ())
EXTRA_CHANCE = 0.15
"""How likely a random configuration wants each choose-any option."""


class ProductRules:
    """Every question about what goes together in one product. Safe to share between threads.

    All answers are deterministic: equal in each process and for each order of the same choices.
    """

    def __init__(self, product: Product, on: date | None = None, store: Store | None = None) -> None:
        """Judges by the rules of the day `on`; without one, by all rules of the product, whatever their dates.

        In `store` diagrams are kept for other processes.
        """
        self.product = product = product.on(on) if on else product
        model = model_of(product)
        self._solver = RuleSolver(model)
        self._changes = Changes(product, model, self._solver)
        self._whole = Whole(product, model, preferences(product, self._solver.variable), store)
        self._possible = possible_options(self._solver, product.options)
        self._open = frozenset(
            option_id for option_id in self._possible if self._solver.is_possible((-self._solver.variable[option_id],))
        )
        """Options that some products have and some have not."""
        self._singles = frozenset(
            option.id for group in product.groups if group.kind is GroupKind.ONE for option in group.options
        )
        self._judged = lru_cache(256)(self._judge)
        self._changed = lru_cache(REMEMBERED)(self._changes.change)
        self._pairs = lru_cache(1)(lambda: forced_pairs(self._solver, product.in_order(self._possible)))

    def is_valid(self, options: Iterable[str]) -> bool:
        """Whether these ids are a complete, valid product without retired options."""
        chosen = set(options)
        known = [self.product.options.get(option_id) for option_id in chosen]
        if any(option is None or option.retired for option in known):
            return False
        singles = [group for group in self.product.groups if group.kind is GroupKind.ONE]
        return not self.broken(chosen) and all(
            sum(option.id in chosen for option in group.options) == 1 for group in singles
        )

    def broken(self, options: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that a set of choices breaks by itself."""
        chosen = set(options)
        return tuple(rule for rule in self.product.rules if is_broken(rule, chosen))

    def complete(self, choices: Iterable[str]) -> Configuration:
        """All of `choices`, and for the rest the product's defaults as far as the rules allow.

        Raises ContradictionError when the choices can't all be kept, NotFoundError for an unknown id.
        """
        chosen = self._known(choices)
        fixed = self._changes.literals(chosen)
        settled = self._changes.settle(fixed)
        if settled is None:
            raise ContradictionError(chosen, self._changes.blame(fixed))
        return settled

    def nearest(self, choices: Iterable[str]) -> Configuration:
        """The valid configuration that keeps most of `choices`; unknown and retired ids are dropped.

        Most, as wishes.py weighs them: the market, then what differs from the defaults, then the rest. Valid choices
        are their own nearest. Raises ContradictionError only for a product that can't be built at all.
        """
        chosen = frozenset(self.product.options.keys() & set(choices))
        if self.is_valid(chosen):
            return Configuration(self.product.key, chosen)
        held = self._changes.hold(chosen, self._market_in(chosen))
        wanted = {option_id: literal for option_id, literal in held.items() if option_id in self._possible}
        lost = self._changes.least_lost(wanted)
        if lost is None:
            raise ContradictionError((), self._changes.blame(()))
        return self._changes.settled([literal for option_id, literal in wanted.items() if option_id not in lost])

    def judge(self, configuration: Configuration) -> Mapping[str, Judgement]:
        """The state of every option from here, by id, under the meaning "I may replace my choice in this group"."""
        return self._judged(configuration)

    def choose(self, configuration: Configuration, option_id: str) -> Change:
        """Choose an option, keeping most of the other choices; one that is chosen already changes nothing.

        Raises ContradictionError for an option that no product can have, NotFoundError for an unknown id.
        """
        self._known((option_id,))
        if option_id in configuration.options:
            return Change(configuration, configuration, (), (), ())
        return self._changed(configuration, option_id)

    def effects(self, configuration: Configuration) -> Mapping[str, tuple[int, tuple[str, ...]]]:
        """What `choose` (or, chosen in a choose-any group, `drop`) moves the price by, in minor units, and adds, by id.

        Nothing for an option that no product has, that can only be replaced, or that every product has.
        """
        effect = self._changes.effects(configuration)
        settled = configuration.options & self._singles
        return {
            option_id: effect(option_id) if option_id in self._open and option_id not in settled else NO_EFFECT
            for option_id in self.product.options
        }

    def repairs(self, configuration: Configuration, option_id: str, limit: int = 3) -> tuple[Change, ...]:
        """Up to so many ways to choose an option (or, chosen in a choose-any group, to drop it), the cheapest first.

        Each gives up other own choices, and none more than it must. Cheap is first how many markets, own choices and
        defaults are touched, then how much the price moves, then the product's order. The first one is what `choose`
        does.
        An option that conflicts with nothing has one. Raises what `choose` and `drop` raise.
        """
        self._known((option_id,))
        if option_id in configuration.options and self._kind(option_id) is GroupKind.ONE:
            return (self.choose(configuration, option_id),)
        return self._changes.proposals(configuration, option_id, limit)

    def drop(self, configuration: Configuration, option_id: str) -> Change:
        """Drop an option of a choose-any group, keeping most of the other choices; one not chosen changes nothing.

        Raises ContradictionError for an option that every product has, NotFoundError for an unknown id, RefusedError
        for an option of a choose-one group, which can only be replaced.
        """
        self._known((option_id,))
        if self._kind(option_id) is GroupKind.ONE:
            raise RefusedError(f"{option_id} can only be replaced by another option of its group")
        if option_id not in configuration.options:
            return Change(configuration, configuration, (), (), ())
        return self._changed(configuration, option_id)

    def possible(self, choices: Iterable[str], *, replacing: bool) -> frozenset[str]:
        """The options that some product has together with these choices; exact. Raises NotFoundError for unknown ids.

        All of the choices are kept, or, `replacing`, all but those in the option's own choose-one group.
        """
        chosen = self._known(choices)
        return frozenset(
            option_id
            for option_id in self._possible
            if self._changes.solver.is_possible(self._asked(chosen, option_id, replacing))
        )

    def why_not(self, choices: Iterable[str], option_id: str, *, replacing: bool = True) -> Reason | None:
        """The choices and rules that make an option impossible, as few as will do; None if it is possible.

        `replacing` as in `possible`. Raises NotFoundError for unknown ids.
        """
        self._known((option_id,))
        goal, *kept = self._asked(self._known(choices), option_id, replacing)
        return self._changes.why_not(goal, kept)

    def why_forced(self, choices: Iterable[str], option_id: str) -> Reason | None:
        """The other choices and the rules that leave no product without an option; None if some product is without.

        Raises NotFoundError for unknown ids.
        """
        self._known((option_id,))
        goal, *kept = self._asked(self._known(set(choices) - {option_id}), option_id, False)
        return self._changes.why_not(-goal, kept)

    def _asked(self, choices: Iterable[str], option_id: str, replacing: bool) -> list[int]:
        """The option and the choices to keep beside it, as literals."""
        own = self._changes.own(option_id) if replacing else frozenset({option_id})
        return self._changes.literals((option_id,)) + self._changes.literals(set(choices) - own)

    def count(self, choices: Iterable[str] = ()) -> int | None:
        """Exactly how many valid configurations have all of these choices; None if nobody can count that many rules.

        Raises NotFoundError for an unknown id.
        """
        return self._whole.count(frozenset(self._known(choices)))

    def at_least(self, choices: Iterable[str] = ()) -> int:
        """A number of valid configurations with all of these choices that there are for certain: `count`, if it counts.

        Raises NotFoundError for an unknown id.
        """
        chosen = frozenset(self._known(choices))
        return self._whole.at_least(chosen) if self._solver.is_possible(self._changes.literals(chosen)) else 0

    def cheapest(self, choices: Iterable[str]) -> Configuration:
        """The cheapest configuration with all of `choices`; of equally cheap ones that which `complete` prefers.

        In the market among the choices, else in the one of `complete`. Raises what `complete` raises.
        """
        chosen = self._known(choices)
        completed = self.complete(chosen)
        market = market_of(self.product, completed.options)
        found = self._whole.cheapest({*chosen, f"{self.product.market_group.key}.{market}"}, market)
        return found or completed

    def within(self, choices: Iterable[str], budget: Money, configuration: Configuration) -> Configuration | None:
        """The closest to `configuration` that has all of `choices` and costs at most `budget`; None if nothing does.

        Close as `nearest` weighs it. Prices are those of the market among the choices, else of the configuration's.
        Raises NotFoundError for an unknown id, CurrencyMismatchError for a budget in another currency,
        RefusedError for a product of so many rules that nobody can tell (it has no `count` either).
        """
        chosen = set(self._known(choices))
        is_whole = configuration.options >= chosen and self.is_valid(configuration.options)
        if is_whole and not budget < total_price(self.product, configuration):
            return configuration
        named = chosen.intersection(option.id for option in self.product.market_group.options)
        market = self._market_in(frozenset(named or configuration.options))
        chosen.add(f"{self.product.market_group.key}.{market}")
        limit = (budget - self.product.base_price.in_market(market)).amount_minor
        held = self._changes.hold(configuration.options, self._market_in(configuration.options))
        try:
            return self._whole.within(chosen, limit, market, held)
        except TooHardError:
            raise RefusedError("the rules of this product are too many to look for a price") from None

    def dearest(self, choices: Iterable[str]) -> Configuration:
        """A dear configuration with these choices: in the order of their prices options are added as the rules allow.

        Raises ContradictionError when the choices can't all be kept, NotFoundError for an unknown id.
        """
        chosen = self._known(choices)
        market = self._market_in(frozenset(chosen))
        price = {option.id: option.price.in_market(market).amount_minor for option in self.product.options.values()}
        wishes = [self._changes.literals((option_id,))[0] for option_id in sorted(price, key=lambda id_: -price[id_])]
        settled = self._changes.settle(self._changes.literals(chosen), wishes)
        if settled is None:
            raise ContradictionError(chosen, self._changes.blame(self._changes.literals(chosen)))
        return settled

    def sample(self, chance: random.Random, keep: Iterable[str] = ()) -> Configuration:
        """A random valid configuration with all of `keep` (such as a market); equal for equal states of `chance`.

        Each is as likely as any other, unless nobody can count them (`count`): then as `surprise` does. Raises
        ContradictionError when `keep` can't be kept, NotFoundError for an unknown id.
        """
        return self._whole.draw(chance, frozenset(self._known(keep))) or self.surprise(chance, keep)

    def surprise(self, chance: random.Random, keep: Iterable[str] = ()) -> Configuration:
        """As `sample`, but with few extras, as somebody would choose: one in seven of a choose-any group."""
        kept = self._known(keep)
        fixed = self._changes.literals(kept)
        settled = self._changes.settle(fixed, self._random_wishes(chance))
        if settled is None:
            raise ContradictionError(kept, self._changes.blame(fixed))
        return settled

    def forced_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of option ids (in the product's order) that rules force together or forbid together.

        Exact: one of "both", "the first alone", "the second alone" is in no product. Statistics leave them out: their
        lift says nothing about taste. Two options of one choose-one group are such a pair; retired options are in none.
        """
        return self._pairs()

    def _known(self, option_ids: Iterable[str]) -> tuple[str, ...]:
        asked = set(option_ids)
        strange = asked - self.product.options.keys()
        if strange:
            raise NotFoundError(f"{self.product.key} has no option {', '.join(sorted(strange))}")
        return self.product.in_order(asked)

    def _literal(self, option_id: str) -> int:
        return self._solver.variable[option_id]

    def _kind(self, option_id: str) -> GroupKind:
        return self.product.group_by_key[self.product.options[option_id].group].kind

    def _market_in(self, options: frozenset[str]) -> str:
        markets = [option for option in self.product.market_group.options if option.id in options]
        default = [option for option in self.product.market_group.options if option.id in self.product.defaults]
        return (markets or default)[0].key

    def _judge(self, configuration: Configuration) -> Mapping[str, Judgement]:
        conflict = self._changes.conflicts(configuration)
        settled = configuration.options & self._singles
        found: dict[str, Judgement] = {}
        for option_id in self.product.options:
            if option_id not in self._possible:
                found[option_id] = IMPOSSIBLE
                continue
            reason = None if option_id in settled else conflict(option_id)
            if reason is None:
                found[option_id] = CHOSEN if option_id in configuration.options else POSSIBLE
            else:
                state = State.FORCED if option_id in configuration.options else State.CONFLICTING
                found[option_id] = Judgement(state, reason.rules, reason.choices)
        return found

    def _random_wishes(self, chance: random.Random) -> list[int]:
        wishes: list[int] = []
        for group in chance.sample(self.product.groups, len(self.product.groups)):
            options = chance.sample(group.options, len(group.options))
            if group.kind is GroupKind.ONE:
                unwanted = {option.id: True for option in options[1:]}
            else:
                unwanted = {option.id: chance.random() >= EXTRA_CHANCE for option in options}
            for option_id, is_unwanted in unwanted.items():
                (literal,) = self._changes.literals((option_id,))
                wishes.append(-literal if is_unwanted else literal)
        return wishes
