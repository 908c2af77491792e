"""An edition as pages and orders read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from configurator.database import db
from configurator.preorders.editions.models import BUILT, Edition, EditionState
from configurator.product.errors import NotFoundError
from configurator.product.money import Money


@dataclass(frozen=True)
class EditionView:
    """An edition at one moment."""

    id: int
    public_id: str
    product_key: str
    product_version: str
    design_id: int | None
    name: str
    words: str
    options: frozenset[str]
    capacity: int
    threshold: int
    taken: int
    deadline: datetime
    deposit: Money
    delivery_from: date
    delivery_until: date
    state: EditionState
    decided_at: datetime | None
    decided_with: int | None

    @property
    def is_built(self) -> bool:
        """Whether it is sure that it is built."""
        return self.decided_at is not None and self.state in BUILT

    @property
    def left(self) -> int:
        """Units that nobody holds."""
        return self.capacity - self.taken

    def is_on_sale(self, now: datetime) -> bool:
        """Whether it can be ordered, as long as it has units."""
        in_time = self.state is EditionState.OPEN and now < self.deadline
        return in_time or self.state is EditionState.CONFIRMED


def edition_by_public_id(public_id: str) -> EditionView:
    """Raises NotFoundError."""
    return _edition_where(Edition.public_id == public_id)


def edition_by_id(edition_id: int) -> EditionView:
    """Raises NotFoundError."""
    return _edition_where(Edition.id == edition_id)


def _edition_where(condition: object) -> EditionView:
    row = db.session.scalar(db.select(Edition).where(condition).execution_options(populate_existing=True))
    if row is None:
        raise NotFoundError("no such edition")
    return edition_of(row)


def edition_of(row: Edition) -> EditionView:
    return EditionView(
        id=row.id,
        public_id=row.public_id,
        product_key=row.product_key,
        product_version=row.product_version,
        design_id=row.design_id,
        name=row.name,
        words=row.words,
        options=frozenset(row.options),
        capacity=row.capacity,
        threshold=row.threshold,
        taken=row.taken,
        deadline=row.deadline,
        deposit=Money(row.deposit_minor, row.currency),
        delivery_from=row.delivery_from,
        delivery_until=row.delivery_until,
        state=row.state,
        decided_at=row.decided_at,
        decided_with=row.decided_with,
    )
