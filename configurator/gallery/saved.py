"""What the rest of the house knows of a saved design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from configurator.gallery.codes import shown_code
from configurator.gallery.models import OPTION_MARK, Design
from configurator.product.money import Money


@dataclass(frozen=True)
class SavedDesign:
    """A saved design as it was read; `code` as shown, `total` including VAT when it was saved."""

    id: int
    code: str
    product_key: str
    product_version: str
    options: frozenset[str]
    texts: Mapping[str, str]
    """Option id → the words on it."""
    configuration_digest: str
    market: str
    total: Money
    name: str
    story: str
    author_name: str
    parent_code: str | None
    parent_id: int | None
    person_id: int | None
    browser_digest: str | None
    is_published: bool
    saved_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    hidden_at: datetime | None
    hidden_reason: str | None
    remixes: int
    preorders: int

    @property
    def is_listed(self) -> bool:
        """Whether the gallery shows it."""
        return self.is_published and self.withdrawn_at is None and self.hidden_at is None


def as_saved(design: Design) -> SavedDesign:
    return SavedDesign(
        id=design.id,
        code=shown_code(design.code),
        product_key=design.product_key,
        product_version=design.version.version,
        options=options_in(design.options),
        texts=design.texts,
        configuration_digest=design.configuration_digest,
        market=design.market,
        total=Money(design.total_minor, design.currency),
        name=design.name,
        story=design.story,
        author_name=design.author_name,
        parent_code=shown_code(design.parent.code) if design.parent else None,
        parent_id=design.parent_id,
        person_id=design.person_id,
        browser_digest=design.browser_digest,
        is_published=design.is_published,
        saved_at=design.saved_at,
        changed_at=design.changed_at,
        withdrawn_at=design.withdrawn_at,
        hidden_at=design.hidden_at,
        hidden_reason=design.hidden_reason,
        remixes=design.remixes,
        preorders=design.preorders,
    )


def options_text(options: frozenset[str]) -> str:
    """Option ids as the table keeps them."""
    return f"{OPTION_MARK}{OPTION_MARK.join(sorted(options))}{OPTION_MARK}"


def options_in(text: str) -> frozenset[str]:
    return frozenset(text.strip(OPTION_MARK).split(OPTION_MARK))
