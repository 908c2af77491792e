"""Keeping out of the gallery what does not belong there, with a reason."""

from __future__ import annotations

from sqlalchemy import select

from configurator.database import db, utc_now
from configurator.gallery.models import Design
from configurator.gallery.service.listing import list_words
from configurator.product.errors import NotFoundError


def hide_design(design_id: int, person_id: int, reason: str) -> None:
    """Take a design out of the gallery, whatever its author wants; its page stays. Raises NotFoundError."""
    design = _design(design_id)
    design.hidden_at, design.hidden_by_id, design.hidden_reason = utc_now(), person_id, reason
    list_words(design)
    db.session.commit()


def show_design(design_id: int) -> None:
    """Let a hidden design be listed again, if its author wants that. Raises NotFoundError."""
    design = _design(design_id)
    design.hidden_at = design.hidden_by_id = design.hidden_reason = None
    list_words(design)
    db.session.commit()


def _design(design_id: int) -> Design:
    design = db.session.scalar(select(Design).where(Design.id == design_id, Design.withdrawn_at.is_(None)))
    if design is None:
        raise NotFoundError(f"no design {design_id}")
    return design
