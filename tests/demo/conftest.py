"""Synthetic campaigns for the tests of the demo."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial

import pytest

from configurator.config import ROOT
from configurator.demo.campaign import SyntheticDesign, campaign
from configurator.product.definition import Product
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules

NOW = datetime(2026, 11, 21, 20, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def now() -> datetime:
    return NOW


@pytest.fixture(scope="session")
def small(piccola: Product, piccola_rules: ProductRules) -> partial:
    """The campaign as `flask demo` makes it; call it for another, with other arguments where they matter."""
    usual = {"seed": 500, "designs": 2000, "people": 600, "days": 90, "preorders": 60, "now": NOW}
    return partial(campaign, piccola, piccola_rules, **usual)


@pytest.fixture(scope="session")
def small_campaign(small: partial) -> list[SyntheticDesign]:
    return list(small())


@pytest.fixture(scope="session")
def large_campaign(small: partial) -> list[SyntheticDesign]:
    return list(small(designs=20_000, people=6_000))


@pytest.fixture(scope="session")
def lamp_campaign() -> list[SyntheticDesign]:
    lamp = load_product(ROOT / "tests" / "products" / "lamp")
    return list(campaign(lamp, ProductRules(lamp), seed=1, designs=50, people=20, days=10, preorders=3, now=NOW))
