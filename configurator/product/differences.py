"""How two configurations of one product differ, group by group."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from configurator.product.configuration import chosen_in
from configurator.product.definition import OptionGroup, Product


@dataclass(frozen=True)
class Difference:
    """One group's options (ids, in the product's order) on both sides; of a choose-any group what only one side has."""

    group: OptionGroup
    left: tuple[str, ...]
    right: tuple[str, ...]


def differences(product: Product, left: AbstractSet[str], right: AbstractSet[str]) -> tuple[Difference, ...]:
    """The groups in which two sets of options differ. Together exactly their symmetric difference."""
    found = (
        Difference(group, chosen_in(product, left - right, group.key), chosen_in(product, right - left, group.key))
        for group in product.groups
    )
    return tuple(difference for difference in found if difference.left or difference.right)
