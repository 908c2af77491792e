"""What of a configuration a visitor holds on to when something else changes, and how dear each part is.

A visitor who leaves a model does not want to start paying for what that model brought. So two kinds of chosen options
are consequences rather than choices of their own, and leave silently with what brought them:

- an option that an `includes` rule brings: it goes with the option that includes it;
- a choose-one option that costs nothing only through `included_with`: when nothing makes it free any more, its group
  returns to the default.

Everything else is held on to. The market is the dearest; then what differs from the defaults, as somebody must have
chosen that; then what equals them. Among equals the earlier in the product is held on to.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from configurator.product.definition import GroupKind, Product, RuleKind
from configurator.product.meaning import applies
from configurator.product.translation import KEPT, can_be_kept_free


def held(product: Product, variable: Mapping[str, int], options: AbstractSet[str], market: str) -> dict[str, int]:
    """The options to hold on to, in the order of the definition, each with the literal that says it is kept."""
    consequences = {
        option_id
        for rule in product.rules
        if rule.kind is RuleKind.INCLUDES and applies(rule, options)
        for option_id in rule.options
    }
    return {
        option_id: variable[KEPT + option_id if _is_only_free(product, options, option_id, market) else option_id]
        for option_id in product.in_order(options - consequences)
    }


def _is_only_free(product: Product, options: AbstractSet[str], option_id: str, market: str) -> bool:
    option = product.options[option_id]
    return (
        can_be_kept_free(product, option_id)
        and bool(option.price.in_market(market))
        and not options.isdisjoint(option.included_with)
    )


def dearness(product: Product, option_id: str) -> int:
    """2 for a market, 1 for what somebody must have chosen, 0 for a default."""
    if product.options[option_id].group == product.market_group.key:
        return 2
    return 0 if option_id in product.defaults else 1


def preferences(product: Product, variable: Mapping[str, int]) -> list[int]:
    """Literals to fulfil in turn where nothing is decided: defaults first, then early options; nothing superfluous.

    They are all negative, the least wanted option first: of a group, the most wanted possible option remains.
    """
    defaults = set(product.defaults)
    unwanted: list[str] = []
    for group in product.groups:
        if group.kind is GroupKind.ONE:
            wanted = sorted((option.id for option in group.options), key=lambda option_id: option_id not in defaults)
            unwanted += reversed(wanted[1:])
    extras = [option.id for group in product.groups if group.kind is GroupKind.ANY for option in group.options]
    return [-variable[option_id] for option_id in (*unwanted, *reversed(extras))]
