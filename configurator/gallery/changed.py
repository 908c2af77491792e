"""What comes nearest to a saved design today, in words."""

from __future__ import annotations

from configurator.gallery.saved import SavedDesign
from configurator.gallery.then_and_now import Today
from configurator.product.definition import Product
from configurator.web.changes import ChangeWords, change_words


def nearest_words(design: SavedDesign, now: Product, today: Today) -> ChangeWords:
    """What differs between the design and what comes nearest to it, with the difference from the price of its day."""
    return change_words(now, design.options, today.nearest, design.total, gone=today.removed)
