"""The price of a configuration, line by line. The only place where prices are added up.

In order: the base price in the market; then each chosen option at its price in the market, or at nothing when
another chosen option includes it (by an `includes` rule or by `included_with`). All amounts include VAT.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from configurator.product.configuration import Configuration
from configurator.product.definition import Product, Text
from configurator.product.money import Money


@dataclass(frozen=True)
class PriceLine:
    """One line of a quote; `option_id` is None for the base price, `included_by` names the option that pays for it."""

    option_id: str | None
    name: Text
    amount: Money
    included_by: str | None = None


@dataclass(frozen=True)
class Quote:
    """The price lines of a configuration at one moment; amounts include VAT at `vat_rate` percent."""

    lines: tuple[PriceLine, ...]
    total: Money
    vat: Money
    vat_rate: Decimal
    market: str
    deposit: Money

    @property
    def balance(self) -> Money:
        """What remains to be paid after the deposit."""
        return self.total - self.deposit


def quote(product: Product, configuration: Configuration) -> Quote:
    """Price a configuration at the product's current prices."""
    raise NotImplementedError
