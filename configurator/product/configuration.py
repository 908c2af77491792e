"""A configuration: a complete, valid set of choices, and how it is written in a link."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from configurator.product.definition import Product

WAS, VIEW, SCENE, PARENT = NO_GROUPS = ("was", "view", "scene", "parent")
"""What stands in a link beside the choices: the configuration that a form was made from, the side seen and in
which light, the design remixed. No option group can have these names."""


@dataclass(frozen=True)
class Configuration:
    """`options` are the ids of all chosen options. `ProductRules` makes these, complete and valid."""

    product_key: str
    options: frozenset[str]

    @cached_property
    def key(self) -> str:
        """Canonical text: equal for equal choices, in whatever order they were made."""
        return f"{self.product_key}:{'~'.join(sorted(self.options))}"

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits of the canonical key (BLAKE2b, 128 bits)."""
        return hashlib.blake2b(self.key.encode(), digest_size=16).hexdigest()


def chosen_in(product: Product, options: Iterable[str], group_key: str) -> tuple[str, ...]:
    """Ids of the chosen options of one group, in the order of the definition."""
    chosen = set(options)
    return tuple(option.id for option in product.group_by_key[group_key].options if option.id in chosen)


def query_string(product: Product, options: Iterable[str]) -> str:
    """The choices as a query string "shade=linen&extras=dimmer&…", in the order of the definition."""
    chosen = set(options)
    return urlencode([(o.group, o.key) for o in product.options.values() if o.id in chosen])


def market_of(product: Product, options: Iterable[str]) -> str:
    """Key of the chosen market's option, such as "nl"."""
    return chosen_in(product, options, product.market_group.key)[0].partition(".")[2]


def parse_choices(
    product: Product, query: Mapping[str, list[str]]
) -> tuple[frozenset[str], tuple[tuple[str, str], ...]]:
    """Read (group → option keys) as found in a link.

    Returns the ids of known options, and the (group, option) pairs of known groups whose option is unknown.
    Parameters that are no group of the product are left to the caller.
    """
    pairs = [(group.key, key) for group in product.groups for key in query.get(group.key, ())]
    known = frozenset(f"{g}.{k}" for g, k in pairs if f"{g}.{k}" in product.options)
    unknown = tuple((g, k) for g, k in pairs if f"{g}.{k}" not in product.options)
    return known, unknown
