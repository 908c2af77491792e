"""The price of a configuration, line by line. The only place where prices are added up.

In order: the base price in the market; then each chosen option at its price in the market, or at nothing when
another chosen option includes it (by an `includes` rule or by `included_with`). The market itself has a line only if
it costs something, and a number only if it is not 0. All amounts include VAT; the VAT in the total is
total × rate / (100 + rate), half a minor unit rounded up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import Option, OptionGroup, Product, Text
from configurator.product.money import Money


@dataclass(frozen=True)
class PriceLine:
    """One line of a quote; `option_id` and `group` (its group's name) are None for the base price, `included_by` names
    the option that pays for it, `words` are the visitor's own for it."""

    option_id: str | None
    name: Text
    amount: Money
    included_by: str | None = None
    group: Text | None = None
    words: str = ""

    def to_json(self) -> dict[str, Any]:
        """The line as plain values. Only a line with words has any, so that seals of all others stay what they were."""
        return {
            "option_id": self.option_id,
            "name": dict(self.name),
            "amount": self.amount.decimal,
            "included_by": self.included_by,
            "group": dict(self.group) if self.group else None,
            **({"words": self.words} if self.words else {}),
        }


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

    def to_json(self) -> dict[str, Any]:
        """The quote as plain values, amounts as strings, to be frozen with a preorder."""
        return {
            "currency": self.total.currency,
            "lines": [line.to_json() for line in self.lines],
            "total": self.total.decimal,
            "vat": self.vat.decimal,
            "vat_rate": str(self.vat_rate),
            "market": self.market,
            "deposit": self.deposit.decimal,
        }

    @classmethod
    def from_json(cls, frozen: Mapping[str, Any]) -> Quote:
        """The quote that `to_json` wrote."""
        currency = frozen["currency"]
        return cls(
            lines=tuple(
                PriceLine(
                    line["option_id"],
                    line["name"],
                    Money.parse(line["amount"], currency),
                    line["included_by"],
                    line.get("group"),
                    line.get("words", ""),
                )
                for line in frozen["lines"]
            ),
            total=Money.parse(frozen["total"], currency),
            vat=Money.parse(frozen["vat"], currency),
            vat_rate=Decimal(frozen["vat_rate"]),
            market=frozen["market"],
            deposit=Money.parse(frozen["deposit"], currency),
        )


def quote(product: Product, configuration: Configuration) -> Quote:
    """Price a configuration at the product's current prices."""
    market = market_of(product, configuration.options)
    market_option = product.options[f"{product.market_group.key}.{market}"]
    assert market_option.vat_rate is not None  # noqa: S101 - the loader gives every market its rate
    lines = [PriceLine(None, product.name, product.base_price.in_market(market))]
    words = dict(configuration.texts)
    for option, amount, giver in _charges(product, configuration, market):
        group = product.group_by_key[option.group]
        if not _goes_without_saying(option, group, amount):
            lines.append(PriceLine(option.id, option.name, amount, giver, group.name, words.get(option.id, "")))
    total = Money.total((line.amount for line in lines), product.currency)
    return Quote(
        tuple(lines), total, vat_in(total, market_option.vat_rate), market_option.vat_rate, market, product.deposit
    )


def total_price(product: Product, configuration: Configuration) -> Money:
    """The total of `quote`, without the lines."""
    market = market_of(product, configuration.options)
    base = product.base_price.in_market(market)
    return Money.total((base, *(amount for _, amount, _ in _charges(product, configuration, market))), product.currency)


def vat_in(total: Money, rate: Decimal) -> Money:
    """The VAT at `rate` percent that a total contains, half a minor unit rounded away from zero."""
    share = Decimal(total.amount_minor) * rate / (100 + rate)
    return Money(int(share.quantize(Decimal(1), ROUND_HALF_UP)), total.currency)


def _goes_without_saying(option: Option, group: OptionGroup, amount: Money) -> bool:
    """A market that costs nothing, and none of what is counted, have no line."""
    return not amount and (group.is_market or (group.numbers is not None and option.key == "0"))


def _charges(product: Product, configuration: Configuration, market: str) -> Iterator[tuple[Option, Money, str | None]]:
    """Each chosen option in the product's order, its amount, and the chosen option that pays for it."""
    nothing = Money.zero(product.currency)
    for option_id in product.in_order(configuration.options):
        option = product.options[option_id]
        giver = next((giver for giver in product.givers[option_id] if giver in configuration.options), None)
        yield option, nothing if giver else option.price.in_market(market), giver
