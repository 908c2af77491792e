"""From a product's files to a `Product`, naming file, key and reason for everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from configurator.product.check import semantic_faults
from configurator.product.definition import Product
from configurator.product.faults import Fault, FaultyProductError, FaultyProductsError
from configurator.product.limits import FAULTS
from configurator.product.parsing import parse_product
from configurator.product.pictures import picture_faults
from configurator.product.sources import FILES, Read, gather, in_folder, version_of

__all__ = [
    "FILES",
    "Fault",
    "FaultyProductError",
    "FaultyProductsError",
    "load_product",
    "load_products",
    "product_from_sources",
    "product_without_pictures",
]


def load_product(folder: Path) -> Product:
    """Load and check the product in `folder`; raises FaultyProductError."""
    faults: list[Fault] = []
    product = _parse(folder.name, in_folder(folder), faults)
    if product:
        faults += picture_faults(product, folder / "artwork")
        faults += semantic_faults(product)
    if product is None or faults:
        raise _error(folder.name, faults)
    return product


def product_without_pictures(folder: Path) -> Product:
    """The product in `folder` as its files say, without looking at pictures or meaning; raises FaultyProductError."""
    return _product(folder.name, in_folder(folder))


def product_from_sources(key: str, sources: Mapping[str, str]) -> Product:
    """Load an archived version from its files' texts, likewise."""
    return _product(key, sources.get)


def load_products(designs: Path) -> Mapping[str, Product]:
    """Every product folder under `designs`, by key; raises FaultyProductsError with the faults of all.

    Folders whose name begins with `.` or `_` are none.
    """
    products, faulty = {}, []
    for folder in sorted(designs.iterdir()):
        if folder.is_dir() and not folder.name.startswith((".", "_")):
            try:
                products[folder.name] = load_product(folder)
            except FaultyProductError as error:
                faulty.append(error)
    if faulty:
        raise FaultyProductsError(faulty)
    return products


def _product(key: str, read: Read) -> Product:
    faults: list[Fault] = []
    product = _parse(key, read, faults)
    if product is None:
        raise _error(key, faults)
    return product


def _parse(key: str, read: Read, faults: list[Fault]) -> Product | None:
    """The product, or None with something added to `faults`."""
    sources, tables = gather(read, faults)
    if faults:
        return None
    product = parse_product(key, version_of(sources), sources, tables, faults)
    return None if faults else product


def _error(key: str, faults: list[Fault]) -> FaultyProductError:
    def place(fault: Fault) -> int:
        return FILES.index(fault.file) if fault.file in FILES else len(FILES)

    more = [Fault("product.toml", "file", "is not the only one: there are more faults than these")]
    shown = sorted(faults, key=place)[:FAULTS]
    return FaultyProductError(key, (*shown, *(more if len(faults) >= FAULTS else ())))
