"""The tests' own products: the lamp, and the mug, which asks for numbers and takes words."""

from pathlib import Path

import pytest

from configurator.product.definition import Product
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules
from tests.conftest import GIFTS

PRODUCTS = Path(__file__).parents[1] / "products"


@pytest.fixture(scope="session")
def lamp() -> Product:
    return load_product(PRODUCTS / "lamp")


@pytest.fixture(scope="session")
def lamp_rules(lamp: Product) -> ProductRules:
    return ProductRules(lamp)


@pytest.fixture(scope="session")
def mug() -> Product:
    return load_product(GIFTS / "mug")


@pytest.fixture(scope="session")
def mug_rules(mug: Product) -> ProductRules:
    return ProductRules(mug)
