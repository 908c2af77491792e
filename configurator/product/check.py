"""Faults of meaning: files that are well formed, but describe a product that can't be built or should not be sold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from configurator.product.definition import GroupKind, Option, Product, Rule, RuleKind
from configurator.product.engine.solver import RuleSolver
from configurator.product.faults import Fault
from configurator.product.money import Money
from configurator.product.pairs import possible_options
from configurator.product.translation import model_of


def semantic_faults(product: Product) -> list[Fault]:
    """Everything that the rules and prices of a product contradict."""
    return [
        *_retired_faults(product),
        *_circle_faults(product),
        *_deposit_faults(product),
        *_pack_faults(product),
        *_rule_faults(product),
    ]


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


def _rule_faults(product: Product) -> Iterator[Fault]:
    solver = RuleSolver(model_of(product))
    if not solver.is_possible(()):
        rules = [product.rules[place] for place in solver.blame(())]
        if rules:  # else a whole group is retired, its default too, and that is a fault already
            yield Fault("rules.toml", _keys(rules), "contradict each other: no product keeps all of these rules")
        return
    possible = possible_options(solver, product.options)
    for option in product.options.values():
        if not option.retired and option.id not in possible:
            why = [product.rules[place] for place in solver.blame([solver.variable[option.id]])]
            reason = f"no product can have it, because of {_keys(why)}; change the rules or retire it"
            yield Fault("options.toml", f"{option.group}.options.{option.key}", reason)
    defaults = [solver.variable[id_] for id_ in product.defaults if not product.options[id_].retired]
    if not solver.is_possible(defaults):
        why = [product.rules[place] for place in solver.blame(defaults)]
        yield Fault("product.toml", "defaults", f"can't go together, because of {_keys(why)}")


def _keys(rules: Iterable[Rule]) -> str:
    return ", ".join(f"rule {rule.key}" for rule in rules) or "the groups themselves"
