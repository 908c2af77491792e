"""Issuing documents, in the transaction of what they tell of, and finding them again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, text

from configurator.database import db, utc_now
from configurator.payments.service import PaymentView
from configurator.preorders.documents import writing
from configurator.preorders.documents.models import Document, DocumentKind
from configurator.preorders.documents.paper import Paper
from configurator.preorders.order import Order
from configurator.product.errors import NotFoundError
from configurator.product.money import Money

PREFIXES = {DocumentKind.CONFIRMATION: "OC", DocumentKind.RECEIPT: "DR", DocumentKind.CREDIT: "CN"}

# Of all who issue at once each gets the next number, and whoever rolls back gives theirs back.
NEXT = text(
    "INSERT INTO document_counter (kind, year, last) VALUES (:kind, :year, 1)"
    " ON CONFLICT (kind, year) DO UPDATE SET last = document_counter.last + 1 RETURNING last"
)


@dataclass(frozen=True)
class DocumentLine:
    """A document in an order's list, with all its words in `data`."""

    number: str
    kind: DocumentKind
    title: str
    at: datetime
    amount: Money
    data: dict[str, Any]


def confirm_order(order: Order) -> None:
    """Issue the order's confirmation, in the caller's transaction; one after a change names the one before."""
    before = _last(order, DocumentKind.CONFIRMATION)

    def write(number: str, at: datetime) -> Paper:
        return writing.confirmation(order, number, at, (before.number, before.at) if before else None)

    _issue(order, DocumentKind.CONFIRMATION, order.quote.total, write)


def receipt_deposit(order: Order, payment: PaymentView) -> None:
    """Issue the receipt of the deposit, in the caller's transaction."""
    _issue(order, DocumentKind.RECEIPT, payment.amount, lambda number, at: writing.receipt(order, payment, number, at))


def credit_deposit(order: Order, payment: PaymentView, why: writing.Why) -> None:
    """Issue a credit note for what the receipt says that we hold and we hold no more, in the caller's transaction.

    `payment` is the deposit's as it is now. Nothing is issued when what we hold is documented, or never was.
    """
    receipt = _last(order, DocumentKind.RECEIPT)
    if receipt is None:
        return
    documented = documented_deposit(order.id, payment.amount.currency)
    credited = documented - payment.left
    if credited.amount_minor <= 0:
        return

    def write(number: str, at: datetime) -> Paper:
        return writing.credit(order, payment, writing.Credited(documented, credited, receipt.number), why, number, at)

    _issue(order, DocumentKind.CREDIT, credited, write)


def documented_deposit(preorder_id: int, currency: str) -> Money:
    """What an order's documents say that we hold: the receipt less the credit notes."""
    sums = db.select(Document.kind, func.sum(Document.amount_minor)).where(
        Document.preorder_id == preorder_id, Document.kind != DocumentKind.CONFIRMATION
    )
    minor = sum(
        int(total) * (1 if kind is DocumentKind.RECEIPT else -1)
        for kind, total in db.session.execute(sums.group_by(Document.kind))
    )
    return Money(minor, currency)


def documents_of(preorder_id: int) -> list[DocumentLine]:
    """The documents of an order, oldest first."""
    wanted = db.select(Document).where(Document.preorder_id == preorder_id).order_by(Document.id)
    return [_line(row) for row in db.session.scalars(wanted)]


def document_of(preorder_id: int, number: str) -> DocumentLine:
    """One document of an order. Raises NotFoundError, also for that of another order, or one that was emptied."""
    row = db.session.scalar(db.select(Document).where(Document.preorder_id == preorder_id, Document.number == number))
    if row is None or not row.data:
        raise NotFoundError(f"no document {number}")
    return _line(row)


def _last(order: Order, kind: DocumentKind) -> DocumentLine | None:
    of_kind = [one for one in documents_of(order.id) if one.kind is kind]
    return of_kind[-1] if of_kind else None


def _line(row: Document) -> DocumentLine:
    return DocumentLine(
        row.number, row.kind, row.data.get("title", ""), row.at, Money(row.amount_minor, row.currency), row.data
    )


def _issue(order: Order, kind: DocumentKind, amount: Money, write: Callable[[str, datetime], Paper]) -> None:
    at = utc_now()
    last = db.session.scalar(NEXT, {"kind": kind.value, "year": at.year})
    number = f"{PREFIXES[kind]}-{at.year}-{last:05}"
    db.session.add(
        Document(
            number=number,
            kind=kind,
            preorder_id=order.id,
            at=at,
            amount_minor=amount.amount_minor,
            currency=amount.currency,
            data=asdict(write(number, at)),
        )
    )
    db.session.flush()
