"""The products that this site offers, as their rules are today, and their place in an address."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from flask import Flask, current_app
from werkzeug.routing import BaseConverter, Map, ValidationError

from configurator.database import utc_now
from configurator.product.definition import Product
from configurator.product.engine.storing import Store
from configurator.product.errors import NotFoundError
from configurator.product.faults import Fault, FaultyProductError, FaultyProductsError
from configurator.product.rules import ProductRules


@dataclass(frozen=True)
class Offered:
    """What is offered on a day."""

    day: date
    products: Mapping[str, Product]
    rules: Mapping[str, ProductRules]


def today() -> date:
    """The day by which rules are judged, the same everywhere: UTC."""
    return utc_now().date()


class Catalogue:
    """Every product with its rules, as they are on the day that `clock` says.

    Rules are made anew when a day begins on which others hold; till then they live as long as the process.
    """

    def __init__(
        self, products: Mapping[str, Product], clock: Callable[[], date] = today, store: Store | None = None
    ) -> None:
        """`store` keeps for other processes what takes long to make."""
        self._whole = products
        self._clock = clock
        self._store = store
        self._lock = threading.Lock()
        self._offered = self._offer(clock(), None)

    @property
    def products(self) -> Mapping[str, Product]:
        """Every product by key."""
        return self._today().products

    def _today(self) -> Offered:
        day = self._clock()
        if self._offered.day != day:
            with self._lock:
                if self._offered.day != day:
                    self._offered = self._offer(day, self._offered)
        return self._offered

    def _offer(self, day: date, before: Offered | None) -> Offered:
        products, rules = {}, {}
        for key, whole in self._whole.items():
            product = whole.on(day)
            if before and product.rules == before.products[key].rules:
                products[key], rules[key] = before.products[key], before.rules[key]
            else:
                products[key], rules[key] = product, ProductRules(product, store=self._store)
        return Offered(day, products, rules)

    def prepare(self) -> None:
        """Make now what the first visitor would wait for."""
        for rules in self._today().rules.values():
            rules.count()

    def __iter__(self) -> Iterator[Product]:
        return iter(self.products.values())

    def product(self, key: str) -> Product:
        """Raises NotFoundError."""
        try:
            return self.products[key]
        except KeyError:
            raise NotFoundError(f"no product {key!r}") from None

    def rules(self, key: str) -> ProductRules:
        """Raises NotFoundError."""
        self.product(key)
        return self._today().rules[key]


def refuse_taken_addresses(app: Flask) -> None:
    """Raises FaultyProductsError when a product's folder is called like an address that the site itself needs."""
    taken = {rule.rule.split("/")[1] for rule in app.url_map.iter_rules()}
    clashing = sorted(taken & app.extensions["officina-catalogue"].products.keys())
    if clashing:
        reason = "the site itself has addresses that begin like this; rename the folder"
        raise FaultyProductsError(
            FaultyProductError(key, (Fault("product.toml", "folder", reason),)) for key in clashing
        )


class ProductConverter(BaseConverter):
    """`<product:product>` in a route: a known product's key, given to the view as `Product`."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map)
        self.regex = r"[a-z][a-z0-9-]{0,39}"

    def to_python(self, value: str) -> Product:
        try:
            return catalogue().product(value)
        except NotFoundError as unknown:
            raise ValidationError from unknown

    def to_url(self, value: Product | str) -> str:
        return value if isinstance(value, str) else value.key


def register(app: Flask, products: Mapping[str, Product]) -> None:
    app.extensions["officina-catalogue"] = Catalogue(products, store=Store(Path(app.instance_path) / "diagrams"))
    app.url_map.converters["product"] = ProductConverter


def catalogue() -> Catalogue:
    """The current site's catalogue; needs an application context."""
    found = current_app.extensions["officina-catalogue"]
    assert isinstance(found, Catalogue)  # noqa: S101 - `register` put it there
    return found
