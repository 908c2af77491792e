"""How a synthetic person chooses: by taste, and where rules get in the way, the choice made later gives way."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from configurator.demo.tastes import Tastes
from configurator.product.definition import GroupKind, OptionGroup, Product, Rule, RuleKind
from configurator.product.meaning import is_broken
from configurator.product.rules import ProductRules

PATIENCE = 12
"""Rounds of giving way, after which `ProductRules.nearest` decides."""
ALWAYS, NEVER = -1, 1_000_000
"""Ranks of what a rule asks for whatever is chosen, and of what nobody asks for."""


class Liking:
    """What the tastes come to for each market: weights in choose-one groups, odds in choose-any groups."""

    def __init__(self, product: Product, tastes: Tastes) -> None:
        markets = [option.key for option in product.market_group.options]
        self._weights = {market: self._in_market(product, tastes, market) for market in markets}
        self._urges: Mapping[str, list[tuple[str, float]]] = defaultdict(list)
        for pair in tastes.pairs:
            self._urges[pair.second].append((pair.first, pair.strength))

    @staticmethod
    def _in_market(product: Product, tastes: Tastes, market: str) -> Mapping[str, float]:
        factors = tastes.regions.get(market, {})
        weights = {}
        for group in product.groups:
            liked, is_one = tastes.groups.get(group.key, {}), group.kind is GroupKind.ONE
            for option in group.options:
                base = liked.get(option.key, 1.0 if is_one else tastes.rest)
                weights[option.id] = (base if is_one else base / (1 - base)) * factors.get(option.id, 1.0)
        return weights

    def weight(self, option_id: str, market: str, chosen: set[str]) -> float:
        """Weight or odds of an option for somebody who has `chosen` so far."""
        weight = self._weights[market][option_id]
        if option_id in self._urges:
            for first, strength in self._urges[option_id]:
                if first in chosen:
                    weight *= strength
        return weight

    def pick(self, chance: random.Random, among: Sequence[str], market: str, chosen: set[str]) -> str:
        """One of `among`, by weight."""
        return chance.choices(among, [self.weight(option_id, market, chosen) for option_id in among])[0]


class Chooser:
    """Draws valid sets of options of one product by planted tastes.

    Groups are decided in the order of the tastes, so the shares in an early group are its weights, restricted to what
    the groups before it leave possible.
    """

    def __init__(self, product: Product, rules: ProductRules, tastes: Tastes) -> None:
        self._rules, self._liking, self._tastes = rules, Liking(product, tastes), tastes
        order = {key: number for number, key in enumerate(tastes.groups)}
        self._groups = sorted(product.groups, key=lambda group: order.get(group.key, len(order)))
        self._rank = {option.id: rank for rank, group in enumerate(self._groups) for option in group.options}
        self._open = {group.key: [o.id for o in group.options if not o.retired] for group in product.groups}
        self._market_group = product.market_group
        self._suggested = cache(
            lambda market, seen: rules.complete([f"{product.market_group.key}.{market}", *seen]).options
        )
        self._asks_for: Mapping[str, list[Rule]] = defaultdict(list)
        for rule in product.rules:
            if rule.kind in (RuleKind.REQUIRES, RuleKind.INCLUDES):
                for option_id in rule.options:
                    self._asks_for[option_id].append(rule)

    def market(self, chance: random.Random) -> str:
        """Where somebody lives: the key of a market."""
        sizes = self._tastes.groups.get(self._market_group.key, {})
        keys = [option.key for option in self._market_group.options]
        return chance.choices(keys, [sizes.get(key, 1.0) for key in keys])[0]

    def suggestion(self, chance: random.Random, market: str) -> frozenset[str] | None:
        """One of the designs that everybody saw, as it is, for somebody who is content with that; else None."""
        known = self._tastes.suggestions
        if not known or chance.random() >= self._tastes.suggested:
            return None
        seen = chance.choices(known, [1 / place for place, _ in enumerate(known, 1)])[0]
        return self._suggested(market, seen)

    def choose(self, chance: random.Random, market: str) -> frozenset[str]:
        """A new design for `market`: valid option ids, equal for equal states of `chance`."""
        chosen = {f"{self._market_group.key}.{market}"}
        for group in self._groups:
            self._decide(chance, group, market, chosen)
        return self._settle(chance, market, chosen)

    def vary(self, chance: random.Random, options: Iterable[str], market: str) -> frozenset[str]:
        """Somebody else's design, delivered in `market`, with one to three groups decided anew."""
        groups = [group for group in self._groups if not group.is_market]
        again = chance.sample(groups, min(len(groups), chance.choice((1, 1, 2, 2, 3))))
        afresh = {option.id for group in (*again, self._market_group) for option in group.options}
        chosen = {f"{self._market_group.key}.{market}", *sorted(set(options) - afresh)}
        for group in sorted(again, key=self._groups.index):
            self._decide(chance, group, market, chosen)
        return self._settle(chance, market, chosen)

    def _decide(self, chance: random.Random, group: OptionGroup, market: str, chosen: set[str]) -> None:
        if group.is_market:
            return
        if group.kind is GroupKind.ONE:
            chosen.add(self._liking.pick(chance, self._open[group.key], market, chosen))
            return
        for option_id in self._open[group.key]:
            odds = self._liking.weight(option_id, market, chosen)
            if chance.random() < odds / (1 + odds):
                chosen.add(option_id)

    def _settle(self, chance: random.Random, market: str, chosen: set[str]) -> frozenset[str]:
        refused: set[str] = set()
        for _ in range(PATIENCE):
            broken = self._rules.broken(chosen)
            if not broken:
                return frozenset(chosen)
            for rule in broken:
                if is_broken(rule, chosen) and not self._mend(chance, market, chosen, refused, rule):
                    return self._rules.nearest(chosen).options
        return self._rules.nearest(chosen).options

    def _mend(self, chance: random.Random, market: str, chosen: set[str], refused: set[str], rule: Rule) -> bool:
        """Change `chosen` towards what a broken rule asks for; False when there is nothing left to try."""
        asking = [option_id for option_id in rule.when if option_id in chosen]
        present = [option_id for option_id in rule.options if option_id in chosen]
        if rule.condition or rule.table:
            mentioned = self._rules.product.in_order(rule.ids & chosen)
            return self._give_way(chance, market, chosen, refused, mentioned)
        if rule.kind is RuleKind.EXCLUDES:
            return self._give_way(chance, market, chosen, refused, [*asking, *present])
        if rule.kind in (RuleKind.AT_MOST, RuleKind.EXACTLY) and len(present) > rule.count:
            return self._give_way(chance, market, chosen, refused, present)
        asked_at, taken = self._asked_at(rule, chosen), chosen | refused
        addable = [o for o in rule.options if o not in taken and self._rank[o] >= asked_at]
        if rule.kind in (RuleKind.REQUIRES, RuleKind.INCLUDES):
            wanted = addable if len(addable) + len(present) == len(rule.options) else []
        else:
            wanted = [self._liking.pick(chance, addable, market, chosen)] if addable else []
        for option_id in wanted:
            self._take(chosen, option_id)
        return bool(wanted) or self._give_way(chance, market, chosen, refused, asking)

    def _take(self, chosen: set[str], option_id: str) -> None:
        group = self._groups[self._rank[option_id]]
        if group.kind is GroupKind.ONE:
            chosen.difference_update(self._open[group.key])
        chosen.add(option_id)

    def _give_way(
        self, chance: random.Random, market: str, chosen: set[str], refused: set[str], candidates: Sequence[str]
    ) -> bool:
        """Drop the candidate that was chosen last, and pick another for it in a choose-one group."""
        if not candidates:
            return False
        last = max(candidates, key=lambda option_id: (self._since(option_id, chosen), chance.random()))
        group = self._groups[self._rank[last]]
        refused.add(last)
        chosen.discard(last)
        if group.kind is GroupKind.ANY:
            return True
        others = [option_id for option_id in self._open[group.key] if option_id not in refused]
        if others:
            chosen.add(self._liking.pick(chance, others, market, chosen))
        return bool(others)

    def _since(self, option_id: str, chosen: set[str]) -> int:
        """Rank of the earliest choice that stands behind an option: itself, or one that asks for it."""
        return min([self._rank[option_id], *(self._asked_at(rule, chosen) for rule in self._asks_for[option_id])])

    def _asked_at(self, rule: Rule, chosen: set[str]) -> int:
        if not rule.when:
            return ALWAYS
        return min((self._rank[option_id] for option_id in rule.when if option_id in chosen), default=NEVER)
