"""From TOML files to a `Product`, naming file, key and reason for everything that is wrong with them."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path

from configurator.product.check import semantic_faults
from configurator.product.definition import Product
from configurator.product.faults import Fault, FaultyProductError, FaultyProductsError
from configurator.product.parsing import parse_product
from configurator.product.pictures import MANIFEST, picture_faults

__all__ = [
    "FILES",
    "Fault",
    "FaultyProductError",
    "FaultyProductsError",
    "load_product",
    "load_products",
    "product_from_sources",
]

FILES = ("product.toml", "options.toml", "rules.toml")


def load_product(folder: Path) -> Product:
    """Load and check the product in `folder`; raises FaultyProductError."""
    faults: list[Fault] = []
    sources: dict[str, str] = {}
    for file in FILES:
        try:
            sources[file] = (folder / file).read_text(encoding="utf-8")
        except FileNotFoundError:
            faults.append(Fault(file, "file", "is missing"))
        except UnicodeDecodeError:
            faults.append(Fault(file, "file", "is not UTF-8 text"))
    product = _parse(folder.name, sources, faults)
    if product:
        faults += picture_faults(product, folder / "artwork")
        faults += semantic_faults(product)
    if product is None or faults:
        raise _error(folder.name, faults)
    return product


def product_from_sources(key: str, sources: Mapping[str, str]) -> Product:
    """Load an archived version from its TOML texts, without looking at pictures; raises FaultyProductError."""
    faults = [Fault(file, "file", "is missing") for file in FILES if file not in sources]
    product = _parse(key, sources, faults)
    if product is None:
        raise _error(key, faults)
    return product


def load_products(designs: Path) -> Mapping[str, Product]:
    """Every product folder under `designs`, by key; raises FaultyProductsError with the faults of all."""
    products, faulty = {}, []
    for folder in sorted(designs.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            try:
                products[folder.name] = load_product(folder)
            except FaultyProductError as error:
                faulty.append(error)
    if faulty:
        raise FaultyProductsError(faulty)
    return products


def _parse(key: str, sources: Mapping[str, str], faults: list[Fault]) -> Product | None:
    """The product, or None with something added to `faults`."""
    tables = {}
    for file in FILES:
        try:
            tables[file] = tomllib.loads(sources.get(file, ""))
        except tomllib.TOMLDecodeError as error:
            faults.append(Fault(file, "file", f"is not TOML: {error}"))
    if faults:
        return None
    product = parse_product(key, version_of(sources), sources, tables, faults)
    return None if faults else product


def _error(key: str, faults: list[Fault]) -> FaultyProductError:
    order = (*FILES, MANIFEST)
    return FaultyProductError(key, tuple(sorted(faults, key=lambda fault: order.index(fault.file))))


def version_of(sources: Mapping[str, str]) -> str:
    """16 hexadecimal digits that differ when any of the product's files does."""
    digest = hashlib.blake2b(digest_size=8)
    for file in FILES:
        digest.update(f"{file}\0{sources[file]}\0".encode())
    return digest.hexdigest()
