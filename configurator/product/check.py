"""Faults of meaning: files that are well formed, but describe a product that can't be built or should not be sold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from configurator.product.definition import GroupKind, Option, Product, Rule, RuleKind
from configurator.product.engine.clauses import Clauses, TooLargeError
from configurator.product.engine.effort import is_decided_within
from configurator.product.engine.solver import RuleSolver
from configurator.product.faults import Fault
from configurator.product.limits import CONFLICTS, TURNING_DAYS
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
    found: dict[Fault, list[date]] = {}
    dead: list[dict[str, Fault]] = []
    for day in days:
        faults, without = _faults_of_day(product.on(day))
        for fault in faults:
            found.setdefault(fault, []).append(day)
        dead.append(without)
    never = [fault for option_id, fault in dead[0].items() if all(option_id in without for without in dead)]
    dated = [fault if len(since) == len(days) else _dated(fault, since[0], days) for fault, since in found.items()]
    return [*_retired_faults(product), *_deposit_faults(product), *dated, *never]


def _dated(fault: Fault, day: date, days: Sequence[date]) -> Fault:
    since = f"until {days[1] - timedelta(days=1)}" if day == days[0] else f"from {day}"
    return replace(fault, reason=f"{fault.reason} ({since})")


def _faults_of_day(product: Product) -> tuple[list[Fault], dict[str, Fault]]:
    """What is wrong on a day, and options that no product has on that day, each with what is wrong then."""
    found = [*_circle_faults(product), *_pack_faults(product)]
    model = model_of(product)
    try:
        clauses = Clauses(model)
    except TooLargeError as error:
        rule = None if error.place is None else product.rules[error.place]
        key = f"rule {rule.key}" if rule else "rule"
        return [*found, Fault(rule.file if rule else "rules.toml", key, "makes the rules too large")], {}
    if not is_decided_within(CONFLICTS, clauses, product.options):
        return [*found, Fault("rules.toml", "rule", "the rules are too hard to decide; make them simpler")], {}
    solver = RuleSolver(model)
    if not solver.is_possible(()):
        return [*found, *_contradictions(product, solver)], {}
    return [*found, *_default_faults(product, solver)], _dead(product, solver)


def _retired_faults(product: Product) -> Iterator[Fault]:
    for option_id in product.defaults:
        if product.options[option_id].retired:
            yield Fault("product.toml", "defaults", f"{option_id} is retired")


def _circle_faults(product: Product) -> Iterator[Fault]:
    for option in product.options.values():
        if option.id in _reached(product.givers, option.id):
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
    for group in product.groups:
        for option in group.options if group.kind is GroupKind.ANY else ():
            parts = [product.options[part] for part in _reached(parts_of, option.id)]
            for market in product.market_group.options if parts else ():
                yield from _pack_fault(option, parts, market.key)


def _pack_fault(pack: Option, parts: Iterable[Option], market: str) -> Iterator[Fault]:
    price = pack.price.in_market(market)
    apart = Money.total((part.price.in_market(market) for part in parts), price.currency)
    if price and not price < apart:
        yield Fault(
            "options.toml",
            f"{pack.group}.options.{pack.key}.price",
            f"{price} in {market} is not less than the {apart} that its parts cost by themselves",
        )


def _parts(product: Product) -> Mapping[str, tuple[str, ...]]:
    """For each option that includes others, these others."""
    found: dict[str, tuple[str, ...]] = {}
    for rule in product.rules:
        for giver in rule.when if rule.kind is RuleKind.INCLUDES else ():
            found[giver] = (*found.get(giver, ()), *rule.options)
    return found


def _reached(steps: Mapping[str, tuple[str, ...]], start: str) -> set[str]:
    """Everything that any number of steps, at least one, leads to."""
    found: set[str] = set()
    waiting = [start]
    while waiting:
        new = set(steps.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def _contradictions(product: Product, solver: RuleSolver) -> Iterator[Fault]:
    rules = [product.rules[place] for place in solver.blame(())]
    if rules:  # else a whole group is retired, its default too, and that is a fault already
        yield Fault(rules[0].file, _keys(rules), "contradict each other: no product keeps all of these rules")


def _dead(product: Product, solver: RuleSolver) -> dict[str, Fault]:
    possible = possible_options(solver, product.options)
    return {
        option.id: _dead_fault(product, solver, option)
        for option in product.options.values()
        if not option.retired and option.id not in possible
    }


def _dead_fault(product: Product, solver: RuleSolver, option: Option) -> Fault:
    why = [product.rules[place] for place in solver.blame([solver.variable[option.id]])]
    reason = f"no product can have it, because of {_keys(why)}; change the rules or retire it"
    return Fault("options.toml", f"{option.group}.options.{option.key}", reason)


def _default_faults(product: Product, solver: RuleSolver) -> Iterator[Fault]:
    defaults = [solver.variable[id_] for id_ in product.defaults if not product.options[id_].retired]
    if not solver.is_possible(defaults):
        why = [product.rules[place] for place in solver.blame(defaults)]
        yield Fault("product.toml", "defaults", f"can't go together, because of {_keys(why)}")


def _keys(rules: Iterable[Rule]) -> str:
    return ", ".join(f"rule {rule.key}" for rule in rules) or "the groups themselves"
