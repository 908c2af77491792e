"""Keeping the words by which listed designs are found; part of the caller's transaction."""

from __future__ import annotations

from sqlalchemy import delete

from configurator.database import db
from configurator.gallery.models import Design, DesignWord
from configurator.gallery.words import search_words


def list_words(design: Design) -> None:
    """Make a design findable by its name and author, or not findable when the gallery does not show it."""
    db.session.execute(delete(DesignWord).where(DesignWord.design_id == design.id))
    list_new_words(design)


def list_new_words(design: Design) -> None:
    """The same for a design that was never listed: nothing to forget, so nothing to ask the database."""
    if design.is_published and design.withdrawn_at is None and design.hidden_at is None:
        words = search_words(f"{design.name} {design.author_name}")
        db.session.add_all(DesignWord(word=word, design_id=design.id) for word in words)
