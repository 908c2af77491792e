"""Faults of meaning: files that are well formed, but describe a product that can't be built or should not be sold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

from configurator.product.definition import GroupKind, Option, Product, Rule, RuleKind
from configurator.product.engine.clauses import TooLargeError
from configurator.product.engine.effort import Effort
from configurator.product.engine.solver import RuleSolver
from configurator.product.faults import Fault
from configurator.product.limits import CONFLICTS, LITERALS, PARTS, SHOWN, TURNING_DAYS
from configurator.product.money import Money
from configurator.product.pairs import possible_options
from configurator.product.translation import model_of


def semantic_faults(product: Product) -> list[Fault]:
    """Everything that the rules and prices of a product contradict, on any day.

    An option may be impossible for some time, as long as there is a day on which it can be had.
    """
    days = product.turning_days
    if len(days) > TURNING_DAYS:
        return [Fault("rules.toml", "rule", f"rules begin or end on more than {TURNING_DAYS} days")]
    effort = Effort(LITERALS, CONFLICTS)
    checks = [DayCheck(product.on(day), effort) for day in days]
    found: dict[Fault, list[date]] = {}
    for day, check in zip(days, checks, strict=True):
        for fault in check.faults:
            found.setdefault(fault, []).append(day)
    dated = [fault if len(since) == len(days) else _dated(fault, since[0], days) for fault, since in found.items()]
    return [*_retired_faults(product), *_deposit_faults(product), *dated, *_dead_faults(product, checks)]


def _dated(fault: Fault, day: date, days: Sequence[date]) -> Fault:
    since = f"until {days[1] - timedelta(days=1)}" if day == days[0] else f"from {day}"
    return replace(fault, reason=f"{fault.reason} ({since})")


class DayCheck:
    """What is wrong on a day: its `faults`, and the `possible` options; all of them where no rules can be kept."""

    def __init__(self, product: Product, effort: Effort) -> None:
        self.product = product
        self.faults = [*_circle_faults(product), *_pack_faults(product)]
        self.possible = frozenset(product.options)
        model = model_of(product)
        try:
            is_decided = effort.is_enough_for(model, product.options)
        except TooLargeError as error:
            self.faults.append(_too_large(product, error.place))
            return
        if not is_decided:
            self.faults.append(Fault("rules.toml", "rule", "the rules are too hard to decide; make them simpler"))
            return
        self.solver = RuleSolver(model)
        if self.solver.is_possible(()):
            self.faults += _default_faults(product, self.solver)
            self.possible = possible_options(self.solver, product.options)
        else:
            self.faults += _contradictions(product, self.solver)

    def why_dead(self, option: Option) -> Fault:
        """The rules because of which no product of this day has the option."""
        why = [self.product.rules[place] for place in self.solver.blame([self.solver.variable[option.id]])]
        reason = f"no product can have it, because of {_keys(why)}; change the rules or retire it"
        return Fault("options.toml", f"{option.group}.options.{option.key}", reason)


def _too_large(product: Product, place: int | None) -> Fault:
    if place is None:
        return Fault("rules.toml", "rule", "the rules of all their days together are too large")
    rule = product.rules[place]
    return Fault(rule.file, f"rule {rule.key}", "makes the rules too large")


def _dead_faults(product: Product, checks: Sequence[DayCheck]) -> Iterator[Fault]:
    """Options that no product has on any day."""
    possible = frozenset().union(*(check.possible for check in checks))
    dead = [option for option in product.options.values() if not option.retired and option.id not in possible]
    yield from (checks[0].why_dead(option) for option in dead[:SHOWN])
    if len(dead) > SHOWN:
        yield Fault("options.toml", "options", f"there are {len(dead) - SHOWN} more that no product can have")


def _retired_faults(product: Product) -> Iterator[Fault]:
    for option_id in product.defaults:
        if product.options[option_id].retired:
            yield Fault("product.toml", "defaults", f"{option_id} is retired")


def _circle_faults(product: Product) -> Iterator[Fault]:
    left = {option_id: set(givers) for option_id, givers in product.givers.items() if givers}
    for _ in range(SHOWN):
        try:
            TopologicalSorter(left).prepare()
        except CycleError as error:
            circle = product.in_order(set(error.args[1]))[:SHOWN]
        else:
            return
        for option_id in circle:
            del left[option_id]
            option = product.options[option_id]
            key = f"{option.group}.options.{option.key}"
            yield Fault("options.toml", key, "is included with what it includes itself, so that nobody pays for it")


def _deposit_faults(product: Product) -> Iterator[Fault]:
    for market in product.market_group.options:
        price = product.base_price.in_market(market.key)
        if not product.deposit < price:
            yield Fault("product.toml", "deposit", f"is not less than the price of {price} in {market.key}")


def _pack_faults(product: Product) -> Iterator[Fault]:
    """A pack, an option that one adds to have others, must be cheaper than these are by themselves.

    Options of a choose-one group are no packs: they stand for more than the options that they include.
    """
    parts_of = _parts(product)
    markets = product.market_group.options
    left = PARTS
    for option in product.options.values():
        if option.id not in parts_of or product.group_by_key[option.group].kind is GroupKind.ONE:
            continue
        parts = _reached(parts_of, option.id, left)
        left -= len(parts) * len(markets)
        if left < 0:
            yield Fault("rules.toml", "rule", f"packs have more than {PARTS:,} parts, counted in every market")
            return
        for market in markets:
            yield from _pack_fault(option, [product.options[part] for part in parts], market.key)


def _pack_fault(pack: Option, parts: Iterable[Option], market: str) -> Iterator[Fault]:
    price = pack.price.in_market(market)
    apart = Money.total((part.price.in_market(market) for part in parts), price.currency)
    if price and not price < apart:
        yield Fault(
            "options.toml",
            f"{pack.group}.options.{pack.key}.price",
            f"{price} in {market} is not less than the {apart} that its parts cost by themselves",
        )


def _parts(product: Product) -> Mapping[str, set[str]]:
    """For each option that includes others, these others."""
    found: dict[str, set[str]] = {}
    for rule in product.rules:
        for giver in rule.when if rule.kind is RuleKind.INCLUDES else ():
            found.setdefault(giver, set()).update(rule.options)
    return found


def _reached(steps: Mapping[str, set[str]], start: str, most: int) -> set[str]:
    """What any number of steps, at least one, leads to; no more when it is more than `most`."""
    found: set[str] = set()
    waiting = [start]
    while waiting and len(found) <= most:
        new = steps.get(waiting.pop(), set()) - found
        found |= new
        waiting += new
    return found


def _contradictions(product: Product, solver: RuleSolver) -> Iterator[Fault]:
    rules = [product.rules[place] for place in solver.blame(())]
    if rules:  # else a whole group is retired, its default too, and that is a fault already
        yield Fault(rules[0].file, _keys(rules), "contradict each other: no product keeps all of these rules")


def _default_faults(product: Product, solver: RuleSolver) -> Iterator[Fault]:
    defaults = [solver.variable[id_] for id_ in product.defaults if not product.options[id_].retired]
    if not solver.is_possible(defaults):
        why = [product.rules[place] for place in solver.blame(defaults)]
        yield Fault("product.toml", "defaults", f"can't go together, because of {_keys(why)}")


def _keys(rules: Iterable[Rule]) -> str:
    return ", ".join(f"rule {rule.key}" for rule in rules) or "the groups themselves"
