"""What each option would do to a configuration from here: its state, the change it makes, and what that costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from configurator.product.answers import Change, Judgement, State
from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Product
from configurator.product.money import Money
from configurator.product.pricing import total_price
from configurator.product.rules import ContradictionError, ProductRules


@dataclass(frozen=True)
class Impact:
    """One option from one configuration: `change` is what choosing it does or, chosen in a choose-any group, dropping.

    No change, and a difference of zero, for an option that can't be chosen, that can only be replaced by another, or
    that every product has.
    """

    judgement: Judgement
    change: Change | None
    difference: Money
    """Price after the change less the price before; the market it is counted in is that of each configuration."""


def impact(product: Product, rules: ProductRules, configuration: Configuration) -> Mapping[str, Impact]:
    """The impact of every option, by id, in the order of the definition."""
    before = total_price(product, configuration)
    judgements = rules.judge(configuration)
    return {
        option_id: _impact(product, rules, configuration, option_id, judgements[option_id], before)
        for option_id in product.options
    }


def _impact(
    product: Product,
    rules: ProductRules,
    configuration: Configuration,
    option_id: str,
    judgement: Judgement,
    before: Money,
) -> Impact:
    change = _change(product, rules, configuration, option_id, judgement.state)
    difference = total_price(product, change.after) - before if change else Money.zero(product.currency)
    return Impact(judgement, change, difference)


def _change(
    product: Product, rules: ProductRules, configuration: Configuration, option_id: str, state: State
) -> Change | None:
    if state is State.IMPOSSIBLE:
        return None
    if option_id not in configuration.options:
        return rules.choose(configuration, option_id)
    if product.group_by_key[product.options[option_id].group].kind is GroupKind.ONE:
        return None
    try:
        return rules.drop(configuration, option_id)
    except ContradictionError:
        return None
