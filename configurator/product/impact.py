"""What each option would do to a configuration from here: its state, the change it makes, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.product.answers import Judgement
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.money import Money
from configurator.product.rules import ProductRules


@dataclass(frozen=True, slots=True)
class Impact:
    """One option from one configuration: what choosing it does or, chosen in a choose-any group, dropping.

    Nothing is added, and the difference is zero, for an option that can't be chosen, that can only be replaced by
    another, or that every product has.
    """

    judgement: Judgement
    added: tuple[str, ...]
    """What comes along, the option itself not counted."""
    difference: Money
    """Price after the change less the price before; the market it is counted in is that of each configuration."""


def impact(product: Product, rules: ProductRules, configuration: Configuration) -> Mapping[str, Impact]:
    """The impact of every option, by id, in the order of the definition."""
    amounts: dict[int, Money] = {}
    found: dict[str, Impact] = {}
    effects = rules.effects(configuration)
    for option_id, judgement in rules.judge(configuration).items():
        moved, added = effects[option_id]
        amount = amounts.get(moved)
        if amount is None:
            amount = amounts[moved] = Money(moved, product.currency)
        found[option_id] = Impact(judgement, added, amount)
    return found
