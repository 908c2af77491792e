"""A crowd of lamps with known choices, and its columnar copy."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules
from configurator.statistics.copy import Copy, Source, refresh
from tests.conftest import DESIGNS

START = datetime(2026, 8, 1, tzinfo=UTC)


@dataclass(frozen=True)
class LampRow:
    design_id: int
    options: tuple[str, ...]
    saved_at: datetime = START
    person: str = "somebody"
    is_remix: bool = False
    is_published: bool = True
    preorders: int = 0
    version: str = "0" * 16
    currency: str = "EUR"
    total_minor: int = 10000
    changed_at: datetime = START

    @property
    def market(self) -> str:
        return next(option for option in self.options if option.startswith("market.")).partition(".")[2]

    @property
    def configuration_digest(self) -> str:
        return Configuration("lamp", frozenset(self.options)).digest


@pytest.fixture(scope="session")
def lamp() -> Product:
    return load_product(DESIGNS / "lamp")


@pytest.fixture(scope="session")
def lamp_rules(lamp: Product) -> ProductRules:
    return ProductRules(lamp)


@pytest.fixture(scope="session")
def lamp_rows(lamp: Product, lamp_rules: ProductRules) -> list[LampRow]:
    """1,500 lamps by some 400 people over 60 days; half of a few configurations, so that there are favourites."""
    chance = random.Random(7)
    few = [lamp_rules.sample(chance) for _ in range(6)]
    return [
        LampRow(
            design_id=n * 40,
            options=tuple(sorted((chance.choice(few) if chance.random() < 0.5 else lamp_rules.sample(chance)).options)),
            saved_at=START + timedelta(minutes=57 * n),
            changed_at=START + timedelta(minutes=57 * n),
            person=f"p{chance.randrange(400)}",
            is_remix=chance.random() < 0.3,
            is_published=chance.random() < 0.6,
            preorders=int(chance.random() < 0.05),
        )
        for n in range(1, 1501)
    ]


def source_of(rows: Sequence[LampRow]) -> Source:
    return Source(
        changed=lambda _product, since, size: sorted({r.design_id // size for r in rows if r.changed_at >= since}),
        rows=lambda _product, first, end: [r for r in rows if first <= r.design_id < end],
    )


@pytest.fixture
def copied(lamp: Product, tmp_path: Path) -> Callable[[Sequence[LampRow]], Copy]:
    """Makes a fresh copy of the given rows."""

    def make(rows: Sequence[LampRow]) -> Copy:
        copy = Copy(lamp, tmp_path / "copy", b"a secret of the tests")
        refresh(copy, source_of(rows))
        return copy

    return make
