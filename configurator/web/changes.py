"""What changes from one set of choices to another and what it costs, in the visitor's language.

The same words serve for a repair, for a budget and for what comes nearest to a design of another day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Option, Product
from configurator.product.differences import differences
from configurator.product.money import Money
from configurator.product.pricing import total_price
from configurator.web.filters import money, money_difference, words
from configurator.web.naming import listed


@dataclass(frozen=True)
class Replacement:
    """One choice before ("" where there was none) and after, in words."""

    group: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangeWords:
    """`added` and `dropped` name what comes along and what goes in choose-any groups; "" where there is nothing.

    `difference` is the change of the total, "" where there is none to speak of; `total` is the new one.
    """

    replacements: tuple[Replacement, ...]
    added: str
    dropped: str
    difference: str
    total: str


def change_words(
    product: Product,
    before: AbstractSet[str],
    after: Configuration,
    price_before: Money | None,
    *,
    aside: Iterable[str] = (),
    gone: Collection[Option] = (),
) -> ChangeWords:
    """What changes from the choices `before` to `after`; the options `aside` need no words, as something else has them.

    `gone` are choices that the product does not know any more. A price before in another currency, or none, makes no
    difference.
    """
    unsaid = frozenset(aside)
    found = differences(product, before - unsaid, after.options - unsaid)
    replacements, added, dropped = list[Replacement](), list[Option](), list[Option]()
    for each in found:
        left = [*map(product.options.__getitem__, each.left), *(o for o in gone if o.group == each.group.key)]
        right = [product.options[option_id] for option_id in each.right]
        if each.group.kind is GroupKind.ONE and right:
            replacements.append(Replacement(words(each.group.name), _names(left), _names(right)))
        elif each.group.kind is GroupKind.ANY:
            dropped += [product.options[option_id] for option_id in each.left]
            added += right
    dropped += [option for option in gone if not _is_answered(product, option)]
    total = total_price(product, after)
    is_comparable = price_before is not None and price_before.currency == total.currency
    return ChangeWords(
        tuple(replacements),
        listed([words(option.full_name) for option in added]),
        listed([words(option.full_name) for option in dropped]),
        money_difference(total - price_before) if price_before is not None and is_comparable else "",
        money(total),
    )


def _names(options: Iterable[Option]) -> str:
    return listed([words(option.name) for option in options])


def _is_answered(product: Product, gone: Option) -> bool:
    """Whether another option stands where a choice is gone: its group asks for one."""
    group = product.group_by_key.get(gone.group)
    return group is not None and group.kind is GroupKind.ONE
