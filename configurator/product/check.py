"""Faults of meaning: files that are well formed, but describe a product that can't be or should not be sold."""

from __future__ import annotations

from configurator.product.definition import Product
from configurator.product.faults import Fault


def semantic_faults(product: Product) -> list[Fault]:
    """Everything that the rules and prices of a product contradict."""
    return []
