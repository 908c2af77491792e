"""Two configurations side by side: what each side is, and the rows of the table. Reads designs by their code."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext

from configurator.compose.address import Asked, read_pasted, written
from configurator.compose.composition import compose
from configurator.gallery.service.reading import design_by_code
from configurator.product.configuration import Configuration, chosen_in
from configurator.product.definition import Option, OptionGroup, Product
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from configurator.product.pricing import quote
from configurator.product.rules import ProductRules
from configurator.web.filters import money, words
from configurator.web.naming import absent, listed, named

Paid = dict[str, Money]
"""What is paid for each option, by id."""


@dataclass(frozen=True)
class Side:
    """One of the two: a configuration, a label of its choices and price, a design's name, a note if it was changed."""

    configuration: Configuration
    written: str
    label: str
    total: Money
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Row:
    """One group: what each side has there (ids, in words) and what that costs there."""

    group: str
    left: str
    right: str
    left_price: Money
    right_price: Money
    differs: bool


def read_side(product: Product, rules: ProductRules, pasted: str) -> Side:
    """What somebody wants to compare: a code, a link or a written configuration.

    Raises NotFoundError for a code that does not exist, or of another product, and for what says nothing.
    """
    code, asked = read_pasted(product, pasted)
    name = ""
    if code:
        asked, name = _design(product, code)
    if not asked.options:
        raise NotFoundError(f"nothing to compare in {pasted[:40]!r}")
    configuration = compose(product, rules, asked).configuration
    is_whole = asked.options <= configuration.options and not asked.unknown
    note = "" if is_whole else gettext("Not all of it can be built today; this is the nearest.")
    total = quote(product, configuration).total
    return Side(configuration, written(configuration), _label(product, configuration, total), total, name, note)


def rows(product: Product, left: Configuration, right: Configuration, only_differences: bool) -> tuple[Row, ...]:
    """The table. Only differences: what one side alone has, and what both have but only one pays for."""
    paid = _paid(product, left), _paid(product, right)
    unequal = left.options ^ right.options | {
        option_id for option_id in left.options & right.options if paid[0].get(option_id) != paid[1].get(option_id)
    }
    unequal |= {option_id for option_id, _ in set(left.texts) ^ set(right.texts)}
    found = (_row(product, group, (left, right), paid, unequal, only_differences) for group in product.groups)
    return tuple(row for row in found if row.differs or not only_differences)


def _row(
    product: Product,
    group: OptionGroup,
    sides: tuple[Configuration, Configuration],
    paid: tuple[Paid, Paid],
    unequal: frozenset[str],
    only_differences: bool,
) -> Row:
    ids = [
        chosen_in(product, side.options & unequal if only_differences else side.options, group.key) for side in sides
    ]
    names = [
        listed([_said(product.options[option_id], side) for option_id in chosen]) or absent(group)
        for chosen, side in zip(ids, sides, strict=True)
    ]
    prices = [
        Money.total(
            (paid[place].get(option_id, Money.zero(product.currency)) for option_id in chosen), product.currency
        )
        for place, chosen in enumerate(ids)
    ]
    differs = any(option.id in unequal for option in group.options)
    return Row(words(group.name), names[0], names[1], prices[0], prices[1], differs)


def _said(option: Option, side: Configuration) -> str:
    """An option's name, and the words on it."""
    written = dict(side.texts).get(option.id)
    return f"{words(option.name)} “{written}”" if written else words(option.name)


def _design(product: Product, code: str) -> tuple[Asked, str]:
    design = design_by_code(code)
    if design.product_key != product.key or design.withdrawn_at or design.hidden_at:
        raise NotFoundError(f"no design {code!r} of {product.key}")
    known = design.options.intersection(product.options)
    gone = tuple(sorted(design.options - known))
    return Asked(known, gone, texts=design.texts), design.name or design.code


def _label(product: Product, configuration: Configuration, total: Money) -> str:
    unusual = product.in_order(configuration.options.difference(product.defaults))
    return " · ".join(part for part in (named(product, unusual), money(total)) if part)


def _paid(product: Product, configuration: Configuration) -> Paid:
    """What each chosen option costs; the base price counts with the market, as that decides it."""
    lines = quote(product, configuration).lines
    paid = {line.option_id: line.amount for line in lines if line.option_id}
    market = chosen_in(product, configuration.options, product.market_group.key)[0]
    base = next(line.amount for line in lines if line.option_id is None)
    return {**paid, market: base + paid.get(market, Money.zero(product.currency))}
