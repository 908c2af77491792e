"""What the crowd has made so far, and how many preorders each design has."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select, update

from configurator.database import db
from configurator.gallery.models import LISTED, Design


@dataclass(frozen=True)
class CrowdCounts:
    """Designs of a product that the gallery shows, how often these were remixed, and how often preordered."""

    designs: int
    remixes: int
    preorders: int


def count_crowd(product_key: str) -> CrowdCounts:
    """Count what the crowd has made of a product; reads every row of the lists' indexes."""
    counts = select(func.count(), func.sum(Design.remixes), func.sum(Design.preorders))
    designs, remixes, preorders = db.session.execute(counts.where(Design.product_key == product_key, LISTED)).one()
    return CrowdCounts(designs, int(remixes or 0), int(preorders or 0))


def count_preorder(design_id: int, change: int) -> None:
    """Add `change` (1 or -1) to a design's preorders, in the caller's transaction: the caller commits."""
    db.session.execute(update(Design).where(Design.id == design_id).values(preorders=Design.preorders + change))
