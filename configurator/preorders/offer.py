"""What can be ordered of a design today: its configuration at today's price."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from configurator.gallery.saved import SavedDesign
from configurator.gallery.then_and_now import Today, is_open, look_today
from configurator.preorders.editions.reading import EditionView
from configurator.product.configuration import Configuration
from configurator.product.definition import Option, Product
from configurator.product.errors import OfficinaError
from configurator.product.pricing import Quote
from configurator.product.rules import ProductRules


class OutlivedDesignError(OfficinaError):
    """The design can't be built any more; `today` says why, and what comes nearest to it."""

    def __init__(self, today: Today) -> None:
        super().__init__("the design is not valid any more")
        self.today = today


@dataclass(frozen=True)
class Offer:
    """A design that can be ordered, at the price of this moment."""

    design: SavedDesign
    product: Product
    configuration: Configuration
    quote: Quote
    edition: EditionView | None = None
    """The limited run that it is a unit of; its deposit is in the quote."""

    @property
    def delivery_from(self) -> date:
        return (self.edition or self.product).delivery_from

    @property
    def delivery_until(self) -> date:
        return (self.edition or self.product).delivery_until

    @property
    def country(self) -> str:
        """The market's country, ISO 3166-1 alpha-2; only there we deliver."""
        return self.product.options[f"{self.product.market_group.key}.{self.quote.market}"].country or ""

    def still_open(self, today: date) -> tuple[Option, ...]:
        """The chosen options about which the crowd still decides, or which are experiments."""
        chosen = (option for option in self.product.options.values() if option.id in self.configuration.options)
        return tuple(option for option in chosen if is_open(option, today))


class NotInEditionError(OfficinaError):
    """The configuration is not one of the edition's."""


def offer_in_edition(offer: Offer, edition: EditionView) -> Offer:
    """The same as a unit of an edition: its deposit, its delivery window. Raises NotInEditionError."""
    deposit, total = edition.deposit, offer.quote.total
    is_same = edition.product_key == offer.product.key and deposit.currency == total.currency
    if not is_same or not edition.options <= offer.configuration.options or deposit > total:
        raise NotInEditionError(f"{offer.design.code} is not of edition {edition.name}")
    return replace(offer, quote=replace(offer.quote, deposit=deposit), edition=edition)


def offer_design(design: SavedDesign, then: Product, now: Product, rules: ProductRules) -> Offer:
    """What today's product `now` makes of a design that was saved with the product `then`.

    Raises OutlivedDesignError when it can't be built any more.
    """
    today = look_today(then, design.options, now, rules, design.texts)
    if today.quote is None:
        raise OutlivedDesignError(today)
    return Offer(design, now, today.nearest, today.quote)
