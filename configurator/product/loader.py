"""From TOML files to a `Product`, naming file, key and reason for everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from configurator.product.definition import Product
from configurator.product.errors import OfficinaError

FILES = ("product.toml", "options.toml", "rules.toml")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a product: in which file, at which key, and why."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


class FaultyProductError(OfficinaError):
    """A product that can't be put online; the message lists every fault."""

    def __init__(self, product_key: str, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(f"designs/{product_key}/{fault}" for fault in faults))
        self.faults = faults


def load_product(folder: Path) -> Product:
    """Load and check the product in `folder`; raises FaultyProductError."""
    raise NotImplementedError


def product_from_sources(key: str, sources: Mapping[str, str]) -> Product:
    """Load an archived version from its TOML texts, without looking at pictures; raises FaultyProductError."""
    raise NotImplementedError


def load_products(designs: Path) -> Mapping[str, Product]:
    """Every product folder under `designs`, by key; raises FaultyProductError for the first faulty one."""
    raise NotImplementedError
