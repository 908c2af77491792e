"""How many designs there are, and how many preorders each has."""

from __future__ import annotations

from sqlalchemy import func, select, update

from configurator.database import db
from configurator.gallery.models import LISTED, Design


def count_designs(product_key: str) -> int:
    """How many designs of a product the gallery shows."""
    return db.session.scalar(select(func.count()).where(Design.product_key == product_key, LISTED)) or 0


def count_preorder(design_id: int, change: int) -> None:
    """Add `change` (1 or -1) to a design's preorders, in the caller's transaction: the caller commits."""
    db.session.execute(update(Design).where(Design.id == design_id).values(preorders=Design.preorders + change))
