"""The tables of saved designs. Sized for two million: the longest text last, an index for each list that is shown."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint, and_
from sqlalchemy.orm import Mapped, mapped_column, relationship

from configurator.database import Model, enum_column, utc_now

OPTION_MARK = "~"
LONGEST_NAME, LONGEST_STORY, LONGEST_AUTHOR, LONGEST_REASON, LONGEST_CAPTION = 60, 2000, 40, 300, 120
LONGEST_WORD = 32


class Place(StrEnum):
    """Where on the front page a design is featured."""

    HERO = "hero"
    STRIP = "strip"


class CatalogueVersion(Model):
    """A version of a product as it was when somebody saved a design with it. Never changed, never removed."""

    __tablename__ = "catalogue_version"
    __table_args__ = (UniqueConstraint("product_key", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    product_key: Mapped[str] = mapped_column(String(40))
    version: Mapped[str] = mapped_column(String(16))
    archived_at: Mapped[datetime] = mapped_column(default=utc_now)
    sources: Mapped[dict[str, str]] = mapped_column(JSON, deferred=True)


class Design(Model):
    """A configuration that somebody saved. Its options never change; its words and whether it is shown may."""

    __tablename__ = "design"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    product_key: Mapped[str] = mapped_column(String(40))
    version_id: Mapped[int] = mapped_column(ForeignKey("catalogue_version.id"))
    configuration_digest: Mapped[str] = mapped_column(String(32))
    same_before: Mapped[int] = mapped_column(SmallInteger, default=0)
    """How many times this browser had saved the same configuration before: what two clicks at once collide on."""
    market: Mapped[str] = mapped_column(String(16))
    currency: Mapped[str] = mapped_column(String(3))
    total_minor: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("design.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    browser_digest: Mapped[str | None] = mapped_column(String(64))
    saved_at: Mapped[datetime] = mapped_column(default=utc_now)
    changed_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
    is_published: Mapped[bool]
    withdrawn_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    hidden_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
    remixes: Mapped[int] = mapped_column(default=0)
    preorders: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    author_name: Mapped[str] = mapped_column(String(LONGEST_AUTHOR), default="")
    options: Mapped[str] = mapped_column(Text)
    """Ids in alphabetical order, each between two marks: "~colour.red~shade.cone~"."""
    story: Mapped[str] = mapped_column(Text, default="")
    texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    """Option id → the words that its author put on it."""

    # not innerjoin: nested in the join of the parent, it makes SQLite read the whole table for each look-up
    version: Mapped[CatalogueVersion] = relationship(lazy="joined")
    parent: Mapped[Design | None] = relationship(remote_side=[id], lazy="joined", join_depth=1)


LISTED = and_(Design.is_published, Design.withdrawn_at.is_(None), Design.hidden_at.is_(None))
"""Whether the gallery shows a design. Every list asks exactly this, so that its partial index serves."""


def _list_index(name: str, *columns: str) -> Index:
    return Index(
        f"ix_design_{name}", *(Design.__table__.c[c] for c in columns), sqlite_where=LISTED, postgresql_where=LISTED
    )


_list_index("newest", "product_key", "id")
_list_index("remixed", "product_key", "remixes", "id")
_list_index("preordered", "product_key", "preorders", "id")
Index("ix_design_changed", Design.changed_at, Design.id)
Index("ix_design_configuration", Design.configuration_digest)
Index("ix_design_parent", Design.parent_id, Design.id)
Index("ix_design_person", Design.person_id, Design.id)
Index("uq_design_browser", Design.browser_digest, Design.configuration_digest, Design.same_before, unique=True)


class DesignWord(Model):
    """A word of a listed design's name, plainly written, for search: equal words lie together, newest last."""

    __tablename__ = "design_word"
    __table_args__ = {"sqlite_with_rowid": False}

    # bytes order, in which a prefix is a range
    word: Mapped[str] = mapped_column(
        String(LONGEST_WORD).with_variant(String(LONGEST_WORD, collation="C"), "postgresql"), primary_key=True
    )
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id", ondelete="CASCADE"), primary_key=True, index=True)


class Feature(Model):
    """That the makers put a design in a place of the front page, from one moment until another."""

    __tablename__ = "feature"
    __table_args__ = (CheckConstraint("from_at < until_at", name="period"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    design_id: Mapped[int] = mapped_column(ForeignKey("design.id"), index=True)
    place: Mapped[Place] = mapped_column(enum_column(Place))
    caption: Mapped[dict[str, str]] = mapped_column(JSON)
    """Language code → words."""
    from_at: Mapped[datetime]
    until_at: Mapped[datetime] = mapped_column(index=True)
    featured_at: Mapped[datetime] = mapped_column(default=utc_now)
    featured_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))

    design: Mapped[Design] = relationship()
