"""What can be wrong with a product's files, collected rather than raised one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from configurator.product.errors import OfficinaError


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
        own = f"designs/{product_key}/"
        folders = ("designs/" if fault.file.startswith("_") else own for fault in faults)
        super().__init__("\n".join(f"{folder}{fault}" for folder, fault in zip(folders, faults, strict=True)))
        self.faults = faults


class FaultyProductsError(OfficinaError):
    """A catalogue that can't be put online; the message lists every fault of every product."""

    def __init__(self, products: Iterable[FaultyProductError]) -> None:
        super().__init__("\n".join(str(product) for product in products))
