"""Random products with their rules and their oracle, made once for all tests that ask them."""

from __future__ import annotations

import random
from functools import cache

from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from tests.product.oracle import Oracle
from tests.product.random_products import random_product


def case(seed: int) -> tuple[Product, ProductRules, Oracle, random.Random]:
    """The product of a seed, its rules, its oracle, and a chance that no other test draws from."""
    return *_made(seed), random.Random(seed)


@cache
def _made(seed: int) -> tuple[Product, ProductRules, Oracle]:
    product = random_product(seed)
    return product, ProductRules(product), Oracle(product)
