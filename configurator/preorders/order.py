"""An order as pages, mails and exports read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from configurator.database import db
from configurator.preorders.models import INTERNAL, Happening, Preorder, PreorderEvent, Reason
from configurator.preorders.states import Actor, State
from configurator.product.errors import NotFoundError
from configurator.product.money import Money
from configurator.product.pricing import Quote


@dataclass(frozen=True)
class Buyer:
    """Who orders, and where it is to go; `country` is ISO 3166-1 alpha-2."""

    name: str
    email: str
    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True)
class HistoryLine:
    """One thing that happened to an order."""

    at: datetime
    actor: Actor
    happening: Happening
    source: State | None
    target: State
    person_id: int | None = None
    note: str | None = None


@dataclass(frozen=True)
class Order:
    """A preorder with its frozen quote and its history, oldest first."""

    id: int
    public_id: str
    number: str
    state: State
    design_id: int
    design_code: str
    product_key: str
    product_version: str
    options: frozenset[str]
    quote: Quote
    delivery_from: date
    delivery_until: date
    buyer: Buyer
    language: str
    created_at: datetime
    open_until: datetime
    agreed_at: datetime
    payment_id: str | None
    person_id: int | None
    browser_digest: str | None
    is_synthetic: bool
    edition_id: int | None
    reason: Reason | None
    changes: int
    paid_at: datetime | None
    handed_over_at: datetime | None
    forgotten_at: datetime | None
    history: tuple[HistoryLine, ...]

    @property
    def deposit(self) -> Money:
        return self.quote.deposit

    @property
    def told_history(self) -> tuple[HistoryLine, ...]:
        """What the buyer reads of the history."""
        return tuple(line for line in self.history if line.happening not in INTERNAL)

    def last(self, happening: Happening) -> HistoryLine | None:
        """The last line that tells of it."""
        return next((line for line in reversed(self.history) if line.happening is happening), None)

    def when(self, happening: Happening) -> datetime | None:
        """The last moment at which it happened."""
        line = self.last(happening)
        return line.at if line else None


def order_of(row: Preorder, events: Iterable[PreorderEvent]) -> Order:
    return Order(
        id=row.id,
        public_id=row.public_id,
        number=row.number,
        state=row.state,
        design_id=row.design_id,
        design_code=row.design_code,
        product_key=row.product_key,
        product_version=row.product_version,
        options=frozenset(row.options),
        quote=Quote.from_json(row.quote),
        delivery_from=row.delivery_from,
        delivery_until=row.delivery_until,
        buyer=Buyer(row.buyer_name, row.buyer_email, row.street, row.postcode, row.city, row.country),
        language=row.language,
        created_at=row.created_at,
        open_until=row.open_until,
        agreed_at=row.agreed_at,
        payment_id=row.payment_id,
        person_id=row.person_id,
        browser_digest=row.browser_digest,
        is_synthetic=row.is_synthetic,
        edition_id=row.edition_id,
        reason=row.reason,
        changes=row.changes,
        paid_at=row.paid_at,
        handed_over_at=row.handed_over_at,
        forgotten_at=row.forgotten_at,
        history=tuple(HistoryLine(e.at, e.actor, e.happening, e.source, e.target, e.person_id, e.note) for e in events),
    )


def order_by_public_id(public_id: str) -> Order:
    """Raises NotFoundError."""
    return _order_where(Preorder.public_id == public_id)


def order_by_number(number: str) -> Order:
    """Raises NotFoundError."""
    return _order_where(Preorder.number == number)


def order_by_id(preorder_id: int) -> Order:
    """Raises NotFoundError."""
    return _order_where(Preorder.id == preorder_id)


def order_by_key(order_key: str) -> Order:
    """The order that a form with this key became. Raises NotFoundError."""
    return _order_where(Preorder.order_key == order_key)


def _order_where(condition: object) -> Order:
    row = db.session.scalar(db.select(Preorder).where(condition).execution_options(populate_existing=True))
    if row is None:
        raise NotFoundError("no such order")
    happened = db.select(PreorderEvent).where(PreorderEvent.preorder_id == row.id).order_by(PreorderEvent.id)
    return order_of(row, db.session.scalars(happened))
