"""Finding designs: by code, by author, by parent, by when they changed."""

from __future__ import annotations

from sqlalchemy import or_, select

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.codes import normalise_code
from configurator.gallery.models import LISTED, Design
from configurator.gallery.saved import SavedDesign, as_saved
from configurator.product.errors import NotFoundError


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
