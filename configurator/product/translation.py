"""A product in the engine's words: its options as names, its rules as constraints, what costs money as names too."""

from __future__ import annotations

from collections.abc import Iterable

from configurator.product.definition import GroupKind, Product, Rule, RuleKind
from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some, equal, implies
from configurator.product.engine.model import Constraint, Model

PAID, KEPT = "paid:", "kept:"
"""Before an option's id, names that the model has beside the options'. Each is decided by the options alone.

`paid:x`, for an option that others include: it is chosen, and none that includes it is, so that it costs its price.
`kept:x`, for a choose-one option that others make free: it is chosen, or nothing makes it free any more (wishes.py).
"""


def model_of(product: Product) -> Model:
    """The product as a model: its names begin with the options' ids, its constraints are the rules, in their order."""
    givers = {option_id: _any_of(givers) for option_id, givers in product.givers.items() if givers}
    kept = [option_id for option_id in givers if can_be_kept_free(product, option_id)]
    ones = [group for group in product.groups if group.kind is GroupKind.ONE]
    return Model(
        names=(
            *product.options,
            *(PAID + option_id for option_id in givers),
            *(KEPT + option_id for option_id in kept),
        ),
        ones=tuple(tuple(option.id for option in group.options) for group in ones),
        constraints=tuple(Constraint(rule.table or condition_of(rule)) for rule in product.rules),
        always=(
            *(Not(Chosen(option.id)) for option in product.options.values() if option.retired),
            *(equal(Chosen(PAID + id_), Every((Chosen(id_), Not(given)))) for id_, given in givers.items()),
            *(equal(Chosen(KEPT + id_), Some((Chosen(id_), Not(givers[id_])))) for id_ in kept),
        ),
    )


def prices_in(product: Product, model: Model, market: str) -> dict[str, int]:
    """The price of each name of the product's model, in minor units: a configuration costs their sum and the base."""
    prices = {option.id: option.price.in_market(market).amount_minor for option in product.options.values()}
    return {PAID + name if PAID + name in model.place else name: price for name, price in prices.items() if price}


def can_be_kept_free(product: Product, option_id: str) -> bool:
    """Whether this is a choose-one option that others make free."""
    option = product.options[option_id]
    return bool(option.included_with) and product.group_by_key[option.group].kind is GroupKind.ONE


def condition_of(rule: Rule) -> Condition:
    """What the rule says, unless it is a table."""
    if rule.condition:
        return rule.condition
    body = _body(rule)
    return implies(_any_of(rule.when), body) if rule.when else body


def _body(rule: Rule) -> Condition:
    options = tuple(Chosen(option_id) for option_id in rule.options)
    match rule.kind:
        case RuleKind.REQUIRES | RuleKind.INCLUDES:
            return Every(options)
        case RuleKind.REQUIRES_ANY:
            return Some(options)
        case RuleKind.EXCLUDES:
            return Not(Some(options))
        case RuleKind.AT_MOST:
            return Count(options, most=rule.count)
        case RuleKind.AT_LEAST:
            return Count(options, rule.count)
        case RuleKind.EXACTLY:
            return Count(options, rule.count, rule.count)
    raise ValueError(f"rule {rule.key} says nothing")


def _any_of(option_ids: Iterable[str]) -> Condition:
    return Some(tuple(Chosen(option_id) for option_id in option_ids))
