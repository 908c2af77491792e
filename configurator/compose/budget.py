"""What a configuration may cost: the amounts that make sense, and the closest that costs no more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import Product
from configurator.product.money import MalformedAmountError, Money, decimals
from configurator.product.pricing import total_price
from configurator.product.rules import ProductRules

STEPS = 100
"""A slider has at least so many, of a round amount each."""
MARKETS = 64
"""Markets whose range is kept in each process."""
TYPED = re.compile(r"([0-9]{1,12})(?:[.,]([0-9]{1,3}))?")


@dataclass(frozen=True)
class Range:
    """What is asked for in a market: from the cheapest configuration to a dear one; `step` is a round amount."""

    cheapest: Configuration
    least: Money
    most: Money
    step: Money


def read_amount(typed: str, currency: str) -> Money | None:
    """An amount as somebody types it, such as "16000" or "16000.50"; None for anything else."""
    found = TYPED.fullmatch(typed)
    places = decimals(currency)
    if found is None or len(found[2] or "") > places:
        return None
    try:
        return Money.parse(f"{found[1]}.{found[2]:0<{places}}" if found[2] else found[1], currency)
    except MalformedAmountError:
        return None


def price_range(rules: ProductRules, market: str) -> Range:
    """The range of a market (an option's key), found once in each process."""
    return _price_range(rules, f"{rules.product.market_group.key}.{market}")


@lru_cache(MARKETS)
def _price_range(rules: ProductRules, market: str) -> Range:
    cheapest, dear = rules.cheapest((market,)), rules.dearest((market,))
    least, most = total_price(rules.product, cheapest), total_price(rules.product, dear)
    return Range(cheapest, least, most, _step(most - least))


def _step(span: Money) -> Money:
    """The greatest of 1, 5, 10, 50, 100, 500 … units of which there are enough in the span."""
    unit = 10 ** decimals(span.currency)
    steps = (unit * digit * 10**power for power in range(9, -1, -1) for digit in (5, 1))
    return Money(next((step for step in steps if step * STEPS <= span.amount_minor), unit), span.currency)


def closest_within(
    product: Product, rules: ProductRules, configuration: Configuration, amount: Money
) -> Configuration | None:
    """What comes closest to a configuration and costs at most so much in its market; None where nothing does."""
    market = f"{product.market_group.key}.{market_of(product, configuration.options)}"
    return rules.within((market,), amount, configuration.wordless)
