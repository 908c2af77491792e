"""What is different between two versions of a product: options, prices, rules, and what the rules make possible."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from configurator.product.definition import Option, Product, Rule
from configurator.product.engine.examining import Examination, Progress, unheard
from configurator.product.engine.solver import RuleSolver
from configurator.product.growing import grown
from configurator.product.meaning import is_broken
from configurator.product.pairs import PairSearch, possible_options
from configurator.product.rules import ProductRules
from configurator.product.translation import model_of

MOST_EXPLAINED = 20
"""Of so many options, and of so many pairs, the rules to blame are named."""


@dataclass(frozen=True)
class PriceChange:
    """`what` is an option's id, or "base price" or "deposit"; `market` is empty for what costs the same everywhere."""

    what: str
    market: str
    before: str
    after: str


@dataclass(frozen=True)
class Turned:
    """Options (one, or a pair) that became possible or impossible, and keys of the rules that forbade or forbid it."""

    options: tuple[str, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All of it, each list in the order of the product: the new one's, for what is gone the old one's.

    What became possible or impossible is said of options that both versions have and offer, and a pair only where both
    versions have products with either option; options of one choose-one group are no pair.
    """

    options_added: tuple[str, ...]
    options_removed: tuple[str, ...]
    options_retired: tuple[str, ...]
    options_back: tuple[str, ...]
    rules_added: tuple[str, ...]
    rules_removed: tuple[str, ...]
    rules_changed: tuple[str, ...]
    rules_reworded: tuple[str, ...]
    prices: tuple[PriceChange, ...]
    options_possible: tuple[Turned, ...]
    options_impossible: tuple[Turned, ...]
    pairs_possible: tuple[Turned, ...]
    pairs_impossible: tuple[Turned, ...]

    @property
    def is_nothing(self) -> bool:
        return not any(getattr(self, name) for name in self.__dataclass_fields__)


def difference(old: Product, new: Product, progress: Progress = unheard) -> Difference:
    """What differs. Exact; asks the solver about every pair of options, which takes a while with thousands."""
    old_rules, new_rules = ({rule.key: rule for rule in product.rules} for product in (old, new))
    both = [rule for key, rule in new_rules.items() if key in old_rules]
    changed = [rule.key for rule in both if _meaning(rule) != _meaning(old_rules[rule.key])]
    stayed = [(old.options[id_], option) for id_, option in new.options.items() if id_ in old.options]
    turned = _Turning(old, new)
    return Difference(
        options_added=_missing(new.options, old.options),
        options_removed=_missing(old.options, new.options),
        options_retired=tuple(now.id for was, now in stayed if now.retired and not was.retired),
        options_back=tuple(now.id for was, now in stayed if was.retired and not now.retired),
        rules_added=_missing(new_rules, old_rules),
        rules_removed=_missing(old_rules, new_rules),
        rules_changed=tuple(changed),
        rules_reworded=tuple(
            rule.key for rule in both if rule.key not in changed and rule.text != old_rules[rule.key].text
        ),
        prices=tuple(_price_changes(old, new, stayed)),
        options_possible=turned.options(old, turned.possible[1] - turned.possible[0]),
        options_impossible=turned.options(new, turned.possible[0] - turned.possible[1]),
        **turned.pairs(progress),
    )


def _missing(these: Mapping[str, object], those: Collection[str]) -> tuple[str, ...]:
    return tuple(key for key in these if key not in those)


def _meaning(rule: Rule) -> Rule:
    """The rule without what only people read."""
    return replace(rule, text={}, when=tuple(sorted(rule.when)), options=tuple(sorted(rule.options)))


def _price_changes(old: Product, new: Product, stayed: Iterable[tuple[Option, Option]]) -> Iterator[PriceChange]:
    markets = [market.key for market in new.market_group.options if f"{market.id}" in old.options]
    if old.deposit != new.deposit:
        yield PriceChange("deposit", "", str(old.deposit), str(new.deposit))
    priced = [("base price", old.base_price, new.base_price)]
    priced += [(now.id, was.price, now.price) for was, now in stayed]
    for what, was, now in priced:
        pairs = [(market, was.in_market(market), now.in_market(market)) for market in markets]
        if len({pair[1:] for pair in pairs}) == 1:
            pairs = [("", *pairs[0][1:])]
        for market, before, after in pairs:
            if before != after:
                yield PriceChange(what, market, str(before), str(after))


class _Turning:
    """What became possible or impossible among the options that both versions offer."""

    def __init__(self, old: Product, new: Product) -> None:
        self.versions = (old, new)
        self.solvers = tuple(RuleSolver(model_of(product)) for product in self.versions)
        offered = [{option.id for option in version.options.values() if not option.retired} for version in (old, new)]
        self.offered = tuple(id_ for id_ in new.options if id_ in offered[0] & offered[1])
        self.possible = tuple(possible_options(solver, self.offered) for solver in self.solvers)

    @cached_property
    def _examinations(self) -> tuple[Examination, ...]:
        return tuple(Examination(model_of(product)) for product in self.versions)

    def _turned(self, blamed: Product, found: Iterable[tuple[str, ...]]) -> tuple[Turned, ...]:
        return tuple(
            Turned(options, self._blame(blamed, options) if place < MOST_EXPLAINED else ())
            for place, options in enumerate(found)
        )

    def _blame(self, product: Product, options: Sequence[str]) -> tuple[str, ...]:
        examination = self._examinations[self.versions.index(product)]
        why = examination.blame([examination.literal(id_) for id_ in options], range(len(product.rules))) or ()
        return tuple(product.rules[place].key for place in why)

    def options(self, blamed: Product, turned: Collection[str]) -> tuple[Turned, ...]:
        return self._turned(blamed, [(id_,) for id_ in self.offered if id_ in turned])

    def pairs(self, progress: Progress) -> dict[str, tuple[Turned, ...]]:
        """The pairs, as two fields of a Difference."""
        options = [id_ for id_ in self.offered if id_ in self.possible[0] & self.possible[1]]
        before, after = (PairSearch(solver, options) for solver in self.solvers)
        possible: list[tuple[str, str]] = []
        impossible: list[tuple[str, str]] = []
        for place, one in enumerate(options):
            progress(place, len(options))
            for other in range(place + 1, len(options)):
                was, now = before.has_both(place, other), after.has_both(place, other)
                if was is not now:
                    (possible if now else impossible).append((one, options[other]))
        progress(len(options), len(options))
        old, new = self.versions
        return {"pairs_possible": self._turned(old, possible), "pairs_impossible": self._turned(new, impossible)}


@dataclass(frozen=True)
class Fate:
    """What a new version means for one saved configuration; `reasons` say why it is no longer valid.

    It stays valid when all that it lacks are answers to questions that the old version did not ask (growing.py).
    """

    was_valid: bool
    is_valid: bool
    reasons: tuple[str, ...] = ()

    @property
    def is_hit(self) -> bool:
        return self.was_valid and not self.is_valid


class Fates:
    """The fate of saved configurations, many of which are alike."""

    def __init__(self, old: Product, new: Product) -> None:
        self._old, self._new = ProductRules(old), ProductRules(new)
        self.of = lru_cache(100_000)(self._of)

    def _of(self, options: frozenset[str]) -> Fate:
        """The fate of a configuration with these options."""
        was_valid = self._old.is_valid(options)
        is_valid = self._new.is_valid(options) or (
            was_valid and grown(self._old.product, options, self._new) is not None
        )
        return Fate(was_valid, is_valid, () if is_valid or not was_valid else tuple(self._reasons(options)))

    def _reasons(self, options: frozenset[str]) -> Iterator[str]:
        product = self._new.product
        for option_id in sorted(options):
            option = product.options.get(option_id)
            if option is None or option.retired:
                yield f"there is no {option_id} any more" if option is None else f"{option_id} is retired"
        yield from (f"rule {rule.key}" for rule in product.rules if is_broken(rule, options))
        for group in product.groups:
            if group.kind != "any" and not any(option.id in options for option in group.options):
                yield f"group {group.key} wants a choice"
