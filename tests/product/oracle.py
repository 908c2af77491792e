"""The same questions answered by writing out every configuration. Shares no code with the rule engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache, cached_property
from itertools import chain, combinations
from itertools import product as cartesian
from types import CodeType

from configurator.product.definition import Product, Rule

Options = frozenset[str]

HOLDS: dict[str, Callable[[int, int, int], bool]] = {
    "requires": lambda chosen, named, count: chosen == named,
    "includes": lambda chosen, named, count: chosen == named,
    "requires_any": lambda chosen, named, count: chosen >= 1,
    "excludes": lambda chosen, named, count: chosen == 0,
    "at_most": lambda chosen, named, count: chosen <= count,
    "at_least": lambda chosen, named, count: chosen >= count,
    "exactly": lambda chosen, named, count: chosen == count,
}


def in_time(rule: Rule, day: date) -> bool:
    return not (rule.valid_from and day < rule.valid_from) and not (rule.valid_until and day > rule.valid_until)


def says(expression: str, options: Options) -> bool:
    """The expression as Python reads it: an option id is true when chosen, a group that asks for a number is that."""
    numbers = {group: int(key) for group, _, key in (id_.partition(".") for id_ in options) if key.isdecimal()}
    known = {"count": lambda *chosen: sum(chosen), "options": options, **numbers}
    return bool(eval(in_python(expression), known))  # noqa: S307


@cache
def in_python(expression: str) -> CodeType:
    spelled = re.sub(r"[a-z]\w*\.\w+", lambda found: f"({found.group()!r} in options)", expression)
    return compile(spelled.strip(), expression, "eval")


class Oracle:
    """Every configuration of one product, and the answers read off the list."""

    def __init__(self, product: Product, day: date | None = None) -> None:
        """The oracle of all rules, or of those of one day."""
        self.product = product
        self.rules = [rule for rule in product.rules if day is None or in_time(rule, day)]
        self.ids = [option.id for group in product.groups for option in group.options]
        self.group = {option.id: group for group in product.groups for option in group.options}
        self.option = {option.id: option for group in product.groups for option in group.options}
        self._broken: dict[Options, list[Rule]] = {}
        self._liking: dict[Options, tuple[int, ...]] = {}

    @cached_property
    def buildable(self) -> list[Options]:
        """All that the groups allow, rules or not."""
        parts = []
        for group in self.product.groups:
            ids = [option.id for option in group.options if not option.retired]
            sizes = [1] if group.kind == "one" else range(len(ids) + 1)
            parts.append([subset for size in sizes for subset in combinations(ids, size)])
        return [frozenset(chain.from_iterable(picks)) for picks in cartesian(*parts)]

    @cached_property
    def valid(self) -> list[Options]:
        return [options for options in self.buildable if not self.broken(options)]

    def broken(self, options: Options) -> list[Rule]:
        if options not in self._broken:
            self._broken[options] = [
                rule
                for rule in self.rules
                if (not rule.when or options & set(rule.when)) and not self.keeps(options, rule)
            ]
        return self._broken[options]

    @cached_property
    def broken_keys(self) -> dict[Options, frozenset[str]]:
        """What groups allow, with the keys of the rules that it breaks."""
        return {options: frozenset(rule.key for rule in self.broken(options)) for options in self.buildable}

    def keeps(self, options: Options, rule: Rule) -> bool:
        """Whether the options are as a rule that applies says."""
        if rule.kind == "then":
            return not says(rule.text["if"] or "True", options) or says(rule.text["then"], options)
        if rule.table:
            return any(options.issuperset(filter(None, row)) for row in rule.table.rows)
        return HOLDS[rule.kind](len(options & set(rule.options)), len(rule.options), rule.count)

    def valid_with(self, rules: Iterable[Rule]) -> list[Options]:
        """What would be valid with these of the rules alone."""
        keys = {rule.key for rule in rules}
        return [options for options, broken in self.broken_keys.items() if broken.isdisjoint(keys)]

    def liking(self, options: Options) -> tuple[int, ...]:
        """Smaller is liked better: defaults, then early options, group by group; then as few extras as possible."""
        if options not in self._liking:
            self._liking[options] = self._how_liked(options)
        return self._liking[options]

    def _how_liked(self, options: Options) -> tuple[int, ...]:
        ranks, extras = [], []
        for group in self.product.groups:
            ids = [option.id for option in group.options]
            if group.kind == "one":
                liked = sorted(ids, key=lambda id_: (id_ not in self.product.defaults, ids.index(id_)))
                ranks.append(min(liked.index(id_) for id_ in options if id_ in liked))
            else:
                extras += [int(id_ in options) for id_ in ids]
        return (*ranks, *reversed(extras))

    def complete(self, choices: Iterable[str]) -> Options | None:
        return min((options for options in self.valid if options >= set(choices)), key=self.liking, default=None)

    def givers(self, id_: str) -> set[str]:
        rules = (rule.when for rule in self.rules if rule.kind == "includes" and id_ in rule.options)
        return {*self.option[id_].included_with, *chain.from_iterable(rules)}

    def held(self, choices: Options) -> list[str]:
        """What somebody with these choices holds on to."""
        brought = {
            id_
            for rule in self.rules
            if rule.kind == "includes" and (not rule.when or choices & set(rule.when))
            for id_ in rule.options
        }
        return [id_ for id_ in self.ids if id_ in choices - brought]

    def is_kept(self, id_: str, before: Options, after: Options) -> bool:
        market = next((i.split(".")[1] for i in self.ids if i in before and self.group[i].is_market), "o0")
        was_free = (
            self.group[id_].kind == "one"
            and self.option[id_].price.in_market(market).amount_minor > 0
            and before & set(self.option[id_].included_with)
        )
        return id_ in after or bool(was_free and not after & self.givers(id_))

    def least_loss(
        self, before: Options, held: list[str], allowed: Callable[[Options], bool]
    ) -> tuple[Options, set[str]] | None:
        """The allowed configuration that loses least of what is held, then the one liked best, and what it loses."""

        def lost(after: Options) -> list[str]:
            return [id_ for id_ in held if not self.is_kept(id_, before, after)]

        def loss(after: Options) -> tuple[object, ...]:
            gone = lost(after)
            levels = [2 if self.group[id_].is_market else int(id_ not in self.product.defaults) for id_ in gone]
            places = tuple(id_ in gone for id_ in held)
            return (levels.count(2), levels.count(1), levels.count(0), places, self.liking(after))

        best = min(filter(allowed, self.valid), key=loss, default=None)
        return None if best is None else (best, set(lost(best)))

    def others(self, before: Options, id_: str) -> list[str]:
        own = {o.id for o in self.group[id_].options} if self.group[id_].kind == "one" else {id_}
        return [other for other in self.held(before) if other not in own]

    def price(self, options: Options) -> int:
        market = next(id_.split(".")[1] for id_ in self.ids if id_ in options and self.group[id_].is_market)
        paid = [self.option[id_].price for id_ in options if not options & self.givers(id_)]
        return sum(price.in_market(market).amount_minor for price in (self.product.base_price, *paid))

    def changes(self, before: Options, id_: str) -> list[tuple[Options, set[str]]]:
        """Every sensible way to choose the option, or to drop it if it is chosen: the outcome and what is lost."""
        held = self.others(before, id_)
        ways: dict[frozenset[str], Options] = {}
        for after in self.valid:
            if (id_ in after) != (id_ in before):
                lost = frozenset(other for other in held if not self.is_kept(other, before, after))
                if lost not in ways or self.liking(after) < self.liking(ways[lost]):
                    ways[lost] = after
        best: dict[frozenset[str], tuple[object, ...]] = {}
        for lost, after in ways.items():
            given_up = frozenset(o for o in lost if self.group[o].is_market or o not in self.product.defaults)
            markets = sum(self.group[other].is_market for other in lost)
            moved = abs(self.price(after) - self.price(before))
            places = tuple(other in lost for other in held)
            found = (len(lost - given_up), moved, places, (markets, len(given_up) - markets), after, lost)
            best[given_up] = min(found, best.get(given_up, found), key=lambda way: way[:3])
        sensible = [best[given_up] for given_up in best if not any(other < given_up for other in best)]
        ordered = sorted(sensible, key=lambda way: (way[3], way[:3]))
        return [(way[4], set(way[5])) for way in ordered]

    def change(self, before: Options, id_: str) -> tuple[Options, set[str]] | None:
        """The best way."""
        return next(iter(self.changes(before, id_)), None)

    def nearest(self, choices: Iterable[str]) -> Options | None:
        before = frozenset(choices) & set(self.ids)
        held = [id_ for id_ in self.held(before) if any(id_ in options for options in self.valid)]
        found = self.least_loss(before, held, lambda after: True)
        return found and found[0]

    def explains(self, before: Options, id_: str, rules: Iterable[Rule], choices: Iterable[str]) -> bool:
        """Whether these rules alone make it impossible to choose (or drop) the option and keep these choices."""
        keys = {rule.key for rule in rules}
        return not any(
            (id_ in after) != (id_ in before)
            and not keys & broken
            and all(self.is_kept(other, before, after) for other in choices)
            for after, broken in self.broken_keys.items()
        )

    def forced_pairs(self) -> set[tuple[str, str]]:
        present = [id_ for id_ in self.ids if any(id_ in options for options in self.valid)]
        return {
            (a, b)
            for a, b in combinations(present, 2)
            if {(a in options, b in options) for options in self.valid} - {(False, False)}
            != {(True, True), (True, False), (False, True)}
        }
