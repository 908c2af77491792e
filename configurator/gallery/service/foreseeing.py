"""What a change of the product would do to the designs that people have saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select

from configurator.database import db
from configurator.gallery.models import Design
from configurator.gallery.saved import options_in
from configurator.product.diff import Fate

ROWS = 10_000


@dataclass
class Foreseen:
    """Saved designs and open preorders of a product, and how many of them would no longer be valid, and why.

    A design counts unless it was withdrawn; a preorder, also of a withdrawn design, while it is paid and stands.
    """

    designs: int = 0
    preorders: int = 0
    designs_hit: int = 0
    preorders_hit: int = 0
    designs_invalid_before: int = 0
    preorders_invalid_before: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """For each reason, the designs that it hits."""


def foresee(product_key: str, fate: Callable[[frozenset[str]], Fate], progress: Callable[[int, int], None]) -> Foreseen:
    """Ask for the fate of every saved design; reads them as a stream, and tells of its progress."""
    counted = (Design.product_key == product_key) & or_(Design.withdrawn_at.is_(None), Design.preorders > 0)
    whole = db.session.scalar(select(func.count()).select_from(Design).where(counted)) or 0
    rows = db.session.execute(
        select(Design.options, Design.preorders, Design.withdrawn_at.is_(None))
        .where(counted)
        .execution_options(yield_per=ROWS)
    )
    found = Foreseen()
    for done, (options, preorders, is_there) in enumerate(rows):
        if done % ROWS == 0:
            progress(done, whole)
        _add(found, fate(frozenset(options_in(options))), int(is_there), preorders)
    progress(whole, whole)
    return found


def _add(found: Foreseen, fate: Fate, designs: int, preorders: int) -> None:
    found.designs += designs
    found.preorders += preorders
    if not fate.was_valid:
        found.designs_invalid_before += designs
        found.preorders_invalid_before += preorders
    elif fate.is_hit:
        found.designs_hit += designs
        found.preorders_hit += preorders
        for reason in fate.reasons:
            found.reasons[reason] += designs
