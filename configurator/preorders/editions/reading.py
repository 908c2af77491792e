"""An edition as pages and orders read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select

from configurator.database import db, utc_now
from configurator.gallery.codes import shown_code
from configurator.gallery.models import Design
from configurator.preorders.editions.capacity import is_on_sale, paid_orders, people_waiting
from configurator.preorders.editions.models import BUILT, Edition, EditionState
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from configurator.web.languages import FIRST, current_language


@dataclass(frozen=True)
class EditionView:
    """An edition at one moment."""

    id: int
    public_id: str
    product_key: str
    product_version: str
    design_code: str | None
    """The design that it was made from."""
    written: Mapping[str, Mapping[str, str]]
    """Language → `name` and `words`; both are there in the first language of the site."""
    options: frozenset[str]
    capacity: int
    threshold: int
    taken: int
    paid: int
    """How many deposits are paid; what the threshold counts."""
    waiting: int
    """How many people wait for a unit; they have the first choice of those that come free."""
    deadline: datetime
    deposit: Money
    delivery_from: date
    delivery_until: date
    state: EditionState
    decided_at: datetime | None
    decided_with: int | None

    @property
    def name(self) -> str:
        """What it is called, in the language of the moment."""
        return self._in_language("name")

    @property
    def words(self) -> str:
        """What is special about it, in the language of the moment; may be empty."""
        return self._in_language("words")

    def _in_language(self, which: str) -> str:
        return self.written.get(current_language(), {}).get(which) or self.written[FIRST][which]

    @property
    def counted(self) -> int:
        """The deposits that its threshold counts: those of today, or of its deadline once they all go back."""
        return (self.decided_with or 0) if self.state is EditionState.FAILED else self.paid

    @property
    def is_built(self) -> bool:
        """Whether it is sure that it is built."""
        return self.decided_at is not None and self.state in BUILT

    @property
    def left(self) -> int:
        """Units that nobody holds and nobody waits for."""
        return max(self.capacity - self.taken - self.waiting, 0)

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


def editions_of(product_key: str) -> list[EditionView]:
    """Every edition of a product, those that can be ordered first, then the newest first."""
    now = utc_now()
    found = _views(_editions().where(Edition.product_key == product_key).order_by(Edition.id.desc()))
    return sorted(found, key=lambda edition: not edition.is_on_sale(now))


def fitting_editions(product_key: str, options: frozenset[str]) -> list[EditionView]:
    """The editions on sale of which a configuration with these options is one."""
    on_sale = _editions().where(Edition.product_key == product_key, is_on_sale(utc_now())).order_by(Edition.id)
    return [edition for edition in _views(on_sale) if edition.options <= options]


def every_edition() -> list[EditionView]:
    """Every edition of every product, the newest first."""
    return _views(_editions().order_by(Edition.id.desc()))


def _edition_where(condition: ColumnElement[bool]) -> EditionView:
    found = _views(_editions().where(condition))
    if not found:
        raise NotFoundError("no such edition")
    return found[0]


def _editions() -> Select[Edition, int, int, str | None]:
    made_from = Design.id == Edition.design_id
    found: Select[Edition, int, int, str | None] = db.select(Edition, paid_orders(), people_waiting(), Design.code)
    return found.join(Design, made_from, isouter=True).execution_options(populate_existing=True)


def _views(query: Select[Edition, int, int, str | None]) -> list[EditionView]:
    return [_view(*found) for found in db.session.execute(query)]


def _view(row: Edition, paid: int, waiting: int, design_code: str | None) -> EditionView:
    return EditionView(
        id=row.id,
        public_id=row.public_id,
        product_key=row.product_key,
        product_version=row.product_version,
        design_code=shown_code(design_code) if design_code else None,
        written={FIRST: {"name": row.name, "words": row.words}, **(row.translations or {})},
        options=frozenset(row.options),
        capacity=row.capacity,
        threshold=row.threshold,
        taken=row.taken,
        paid=paid,
        waiting=waiting,
        deadline=row.deadline,
        deposit=Money(row.deposit_minor, row.currency),
        delivery_from=row.delivery_from,
        delivery_until=row.delivery_until,
        state=row.state,
        decided_at=row.decided_at,
        decided_with=row.decided_with,
    )
