"""Finding designs: by code, by author, by parent, by when they changed."""

from __future__ import annotations

from sqlalchemy import or_, select

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.codes import normalise_code
from configurator.gallery.models import LISTED, Design
from configurator.gallery.saved import SavedDesign, as_saved, options_in
from configurator.product.errors import NotFoundError

LOOKED_AT = 400
"""How many designs are compared to find those near to one."""


def design_by_code(written: str) -> SavedDesign:
    """The design that a code (in any way of writing it) names, withdrawn ones too. Raises NotFoundError."""
    code = normalise_code(written)
    design = db.session.scalar(select(Design).where(Design.code == code)) if code else None
    if design is None:
        raise NotFoundError(f"no design {written[:40]!r}")
    return as_saved(design)


def designs_of(visitor: Visitor, most: int = 200) -> list[SavedDesign]:
    """What the visitor may change: newest first, without what was withdrawn."""
    owned = []
    if visitor.person_id is not None:
        owned.append(Design.person_id == visitor.person_id)
    if visitor.browser_digest is not None:
        owned.append((Design.browser_digest == visitor.browser_digest) & Design.person_id.is_(None))
    if not owned:
        return []
    query = select(Design).where(or_(*owned), Design.withdrawn_at.is_(None)).order_by(Design.id.desc()).limit(most)
    return [as_saved(design) for design in db.session.scalars(query)]


def remixes_of(design_id: int, most: int = 12) -> list[SavedDesign]:
    """The newest remixes of a design that the gallery shows."""
    query = select(Design).where(Design.parent_id == design_id, LISTED).order_by(Design.id.desc()).limit(most)
    return [as_saved(design) for design in db.session.scalars(query)]


def designs_near(design: SavedDesign, most: int = 4) -> list[SavedDesign]:
    """The designs most like a design, the most like it first, among the newest LOOKED_AT that the gallery shows.

    Like it is what shares most of the options that either has. Its own copies and its remixes, which are shown
    elsewhere, are left out.
    """
    newest = select(Design.id, Design.options).where(Design.product_key == design.product_key, LISTED)
    others = newest.where(
        Design.configuration_digest != design.configuration_digest,
        or_(Design.parent_id.is_(None), Design.parent_id != design.id),
    )
    rows = db.session.execute(others.order_by(Design.id.desc()).limit(LOOKED_AT)).all()
    nearest = sorted(rows, key=lambda row: _likeness(design.options, options_in(row.options)), reverse=True)[:most]
    found = {each.id: each for each in db.session.scalars(select(Design).where(Design.id.in_([r.id for r in nearest])))}
    return [as_saved(found[row.id]) for row in nearest]


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)
