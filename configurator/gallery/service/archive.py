"""The products as they were when designs were saved with them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from sqlalchemy import select

from configurator.database import db
from configurator.gallery.models import CatalogueVersion
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.product.loader import product_from_sources

MOST_NAMED = 10


def archive_product(product: Product) -> CatalogueVersion:
    """The archived version of `product`, archived now if this is the first time; in the caller's transaction."""
    found = _find(product.key, product.version)
    if found is None:
        found = CatalogueVersion(product_key=product.key, version=product.version, sources=dict(product.sources))
        db.session.add(found)
        db.session.flush()
    return found


@lru_cache(maxsize=32)
def archived_product(product_key: str, version: str) -> Product:
    """The product as that version defined it. Raises NotFoundError for a version that was never archived."""
    found = _find(product_key, version)
    if found is None:
        known = ", ".join(_versions(product_key)) or "none"
        raise NotFoundError(f"no version {version} of {product_key!r} has designs; the last ones that have: {known}")
    return product_from_sources(product_key, found.sources)


def _versions(product_key: str) -> Sequence[str]:
    """The last few versions that were archived, newest first."""
    known = select(CatalogueVersion.version).where(CatalogueVersion.product_key == product_key)
    return db.session.scalars(known.order_by(CatalogueVersion.id.desc()).limit(MOST_NAMED)).all()


def _find(product_key: str, version: str) -> CatalogueVersion | None:
    return db.session.scalar(
        select(CatalogueVersion).where(CatalogueVersion.product_key == product_key, CatalogueVersion.version == version)
    )
