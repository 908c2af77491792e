"""What its author may do with a design: change its words, show or hide it, withdraw it, keep it with an account."""

from __future__ import annotations

from sqlalchemy import select, update

from configurator.accounts.visitors import Visitor
from configurator.database import db, utc_now
from configurator.gallery.models import Design
from configurator.gallery.saved import SavedDesign, as_saved
from configurator.gallery.service.listing import list_words
from configurator.gallery.service.saving import Presentation
from configurator.product.errors import NotFoundError, RefusedError


def edit_design(design_id: int, presentation: Presentation, visitor: Visitor) -> SavedDesign:
    """Change how a design is presented. Raises NotFoundError, and RefusedError for anybody but its author."""
    design = own_design(design_id, visitor)
    design.name, design.story = presentation.name, presentation.story
    design.author_name, design.is_published = presentation.author_name, presentation.is_published
    list_words(design)
    saved = as_saved(design)
    db.session.commit()
    return saved


def withdraw_design(design_id: int, visitor: Visitor) -> None:
    """Take a design back for good: its words are forgotten, its code stays taken, preorders of it stand.

    Raises NotFoundError (also when it was withdrawn already), and RefusedError for anybody but its author.
    """
    take_back(own_design(design_id, visitor))
    db.session.commit()


def take_back(design: Design) -> None:
    """Withdraw a design that is not withdrawn yet, in the caller's transaction."""
    design.withdrawn_at = utc_now()
    design.name = design.story = design.author_name = ""
    design.texts = {}
    list_words(design)
    if design.parent_id is not None:
        db.session.execute(update(Design).where(Design.id == design.parent_id).values(remixes=Design.remixes - 1))


def claim_designs(visitor: Visitor) -> int:
    """Give the designs that nobody with an account owns, saved by the visitor's browser, to the person signed in.

    Returns how many. Raises RefusedError when nobody is signed in.
    """
    if visitor.person_id is None:
        raise RefusedError("nobody is signed in")
    if visitor.browser_digest is None:
        return 0
    claimed = db.session.execute(
        update(Design)
        .where(Design.browser_digest == visitor.browser_digest, Design.person_id.is_(None))
        .values(person_id=visitor.person_id)
        .returning(Design.id)
    ).all()
    db.session.commit()
    return len(claimed)


def own_design(design_id: int, visitor: Visitor) -> Design:
    """The visitor's own design, to be changed in the caller's transaction."""
    design = db.session.scalar(select(Design).where(Design.id == design_id).with_for_update(of=Design))
    if design is None or design.withdrawn_at is not None:
        raise NotFoundError(f"no design {design_id}")
    if not visitor.owns(design.person_id, design.browser_digest):
        raise RefusedError(f"design {design_id} is somebody else's")
    return design
