"""How two configurations of one product differ, group by group."""

from __future__ import annotations

from dataclasses import dataclass

from configurator.product.configuration import Configuration, chosen_in
from configurator.product.definition import OptionGroup, Product


@dataclass(frozen=True)
class Difference:
    """One group's options (ids, in the product's order) on both sides; of a choose-any group what only one side has."""

    group: OptionGroup
    left: tuple[str, ...]
    right: tuple[str, ...]


def differences(product: Product, left: Configuration, right: Configuration) -> tuple[Difference, ...]:
    """The groups in which two configurations differ. Together exactly their symmetric difference."""
    found = (
        Difference(
            group,
            chosen_in(product, left.options - right.options, group.key),
            chosen_in(product, right.options - left.options, group.key),
        )
        for group in product.groups
    )
    return tuple(difference for difference in found if difference.left or difference.right)
