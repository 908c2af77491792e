"""What the order desk reads: lists of orders, newest first, and the mails of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, or_

from configurator.accounts.models import Person
from configurator.database import db
from configurator.preorders.models import MailKind, OrderMail, Preorder
from configurator.preorders.states import State
from configurator.product.definition import in_language
from configurator.product.money import Money

PAGE = 50
AT_ONCE = 1000


@dataclass(frozen=True)
class OrderLine:
    """One order in a list; `cursor` is where the list goes on after it."""

    cursor: int
    number: str
    state: State
    created_at: datetime
    paid_at: datetime | None
    cancelled_at: datetime | None
    refunded_at: datetime | None
    buyer_name: str
    buyer_email: str
    street: str
    postcode: str
    city: str
    country: str
    design_code: str
    product_key: str
    market: str
    total: Money
    deposit: Money
    words: str
    """What is written on it: "Door sill plates: Luigi", each on a line."""
    is_synthetic: bool


@dataclass(frozen=True)
class MailLine:
    """A mail of one order: owed since, and sent at or not yet."""

    id: int
    kind: MailKind
    language: str
    created_at: datetime
    sent_at: datetime | None


def list_orders(
    state: State | None = None, search: str = "", before: int | None = None, most: int = PAGE
) -> list[OrderLine]:
    """Orders, newest first, those before a cursor; `search` finds a number, or part of an e-mail address or name."""
    query = db.select(Preorder).order_by(Preorder.id.desc()).limit(most)
    if state is not None:
        query = query.where(Preorder.state == state)
    if search:
        query = query.where(_matches(search))
    if before is not None:
        query = query.where(Preorder.id < before)
    return [_line(row) for row in db.session.scalars(query)]


def every_order(state: State | None = None, search: str = "") -> Iterator[OrderLine]:
    """All that `list_orders` would list, page after page."""
    before = None
    while lines := list_orders(state, search, before, AT_ONCE):
        yield from lines
        before = lines[-1].cursor
        db.session.expunge_all()


def mails_of(preorder_id: int) -> list[MailLine]:
    """The mails of an order, oldest first."""
    query = db.select(OrderMail).where(OrderMail.preorder_id == preorder_id).order_by(OrderMail.id)
    return [MailLine(m.id, m.kind, m.language, m.created_at, m.sent_at) for m in db.session.scalars(query)]


def names_of(people: Iterable[int]) -> dict[int, str]:
    """What members of staff are called, by their ids; those who are gone are left out."""
    found = db.session.scalars(db.select(Person).where(Person.id.in_(set(people))))
    return {person.id: person.name or person.email for person in found}


def _matches(search: str) -> ColumnElement[bool]:
    wanted = search.lower()
    return or_(
        Preorder.number == search.upper(),
        func.lower(Preorder.buyer_email).contains(wanted, autoescape=True),
        func.lower(Preorder.buyer_name).contains(wanted, autoescape=True),
    )


def _line(row: Preorder) -> OrderLine:
    return OrderLine(
        cursor=row.id,
        number=row.number,
        state=row.state,
        created_at=row.created_at,
        paid_at=row.paid_at,
        cancelled_at=row.cancelled_at,
        refunded_at=row.refunded_at,
        buyer_name=row.buyer_name,
        buyer_email=row.buyer_email,
        street=row.street,
        postcode=row.postcode,
        city=row.city,
        country=row.country,
        design_code=row.design_code,
        product_key=row.product_key,
        market=row.market,
        total=Money(row.total_minor, row.currency),
        deposit=Money(row.deposit_minor, row.currency),
        words="\n".join(
            f"{in_language(line['name'], 'en')}: {line['words']}" for line in row.quote["lines"] if line.get("words")
        ),
        is_synthetic=row.is_synthetic,
    )
