"""The lamp: the tests' own product."""

from pathlib import Path

import pytest

from configurator.product.definition import Product
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules

PRODUCTS = Path(__file__).parents[1] / "products"


@pytest.fixture(scope="session")
def lamp() -> Product:
    return load_product(PRODUCTS / "lamp")


@pytest.fixture(scope="session")
def lamp_rules(lamp: Product) -> ProductRules:
    return ProductRules(lamp)
