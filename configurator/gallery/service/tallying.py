"""What statistics read of the designs: many rows fast, nothing that names a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from configurator.database import db
from configurator.gallery.models import LISTED, CatalogueVersion, Design
from configurator.gallery.saved import options_in
from configurator.product.configuration import Configuration


@dataclass(frozen=True, slots=True)
class TalliedDesign:
    """A design as statistics see it; `person` is the same text for all designs of one person or browser."""

    design_id: int
    version: str
    saved_at: datetime
    market: str
    person: str
    is_remix: bool
    is_published: bool
    preorders: int
    currency: str
    total_minor: int
    configuration_digest: str
    """Of the choices alone: words on a design say nothing about what the crowd wants, and may name a person."""
    options: Sequence[str]


def changed_segments(product_key: str, since: datetime, size: int) -> Sequence[int]:
    """Which blocks of `size` consecutive design ids hold a design that was saved or changed since then."""
    segment = Design.id // size
    return db.session.scalars(
        select(segment)
        .where(Design.product_key == product_key, Design.changed_at >= since)
        .distinct()
        .order_by(segment)
    ).all()


def tallied_designs(product_key: str, first_id: int, end_id: int) -> Iterator[TalliedDesign]:
    """The designs with ids from `first_id` up to `end_id`, without those that their authors withdrew."""
    columns = (
        Design.id,
        CatalogueVersion.version,
        Design.saved_at,
        Design.market,
        Design.person_id,
        Design.browser_digest,
        Design.parent_id,
        LISTED,
        Design.preorders,
        Design.currency,
        Design.total_minor,
        Design.configuration_digest,
        Design.texts,
        Design.options,
    )
    found = db.session.execute(
        select(*columns)
        .join(Design.version)
        .where(Design.id >= first_id, Design.id < end_id)
        .where(Design.product_key == product_key, Design.withdrawn_at.is_(None))
        .order_by(Design.id)
    )
    for id_, version, saved_at, market, person_id, browser, parent_id, listed, preorders, *money_and_choices in found:
        currency, total_minor, digest, texts, written = money_and_choices
        options = options_in(written)
        yield TalliedDesign(
            id_,
            version,
            saved_at,
            market,
            f"person {person_id}" if person_id else f"browser {browser or id_}",
            parent_id is not None,
            bool(listed),
            preorders,
            currency,
            total_minor,
            Configuration(product_key, options).digest if texts else digest,
            sorted(options),
        )
