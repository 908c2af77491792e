"""What can be ordered of a design today: its configuration at today's price, or the nearest one that is valid."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.gallery.saved import SavedDesign
from configurator.product.configuration import Configuration, query_string
from configurator.product.definition import Openness, Option, OptionGroup, Product, Rule
from configurator.product.errors import OfficinaError
from configurator.product.pricing import Quote, quote
from configurator.product.rules import ProductRules


class OutlivedDesignError(OfficinaError):
    """The design can't be built any more: `reasons` are the rules that it breaks (none: options are gone), `nearest`
    the valid configuration that keeps most of it."""

    def __init__(
        self, product: Product, design: SavedDesign, reasons: tuple[Rule, ...], nearest: Configuration
    ) -> None:
        super().__init__(f"design {design.code} is not valid any more")
        self.product = product
        self.design = design
        self.reasons = reasons
        self.nearest = nearest


@dataclass(frozen=True)
class Offer:
    """A design that can be ordered, at the price of this moment."""

    design: SavedDesign
    product: Product
    configuration: Configuration
    quote: Quote

    @property
    def market(self) -> Option:
        return self.product.options[f"{self.product.market_group.key}.{self.quote.market}"]

    @property
    def country(self) -> str:
        """The market's country, ISO 3166-1 alpha-2; only there we deliver."""
        return self.market.country or ""

    @property
    def still_open(self) -> tuple[Option, ...]:
        """The chosen options about which the crowd still decides, or which are experiments."""
        chosen = (option for option in self.product.options.values() if option.id in self.configuration.options)
        return tuple(option for option in chosen if option.openness is not Openness.FINAL)

    @property
    def query(self) -> str:
        return query_string(self.product, self.configuration.options)


def offer_design(design: SavedDesign, product: Product, rules: ProductRules) -> Offer:
    """Raises OutlivedDesignError when the rules or the options have moved on."""
    if not rules.is_valid(design.options):
        raise OutlivedDesignError(product, design, rules.broken(design.options), rules.nearest(design.options))
    configuration = Configuration(product.key, design.options)
    return Offer(design, product, configuration, quote(product, configuration))


def differences(
    product: Product, before: frozenset[str], after: frozenset[str]
) -> list[tuple[OptionGroup, tuple[Option, ...], tuple[Option, ...]]]:
    """Each group whose choice differs, with the options that go and those that come; retired ones are still named."""
    found = []
    for group in product.groups:
        goes = tuple(o for o in group.options if o.id in before - after)
        comes = tuple(o for o in group.options if o.id in after - before)
        if goes or comes:
            found.append((group, goes, comes))
    return found
