"""The invariants of documents: numbers without gaps, and sums that are those of the money."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func

from configurator.database import db
from configurator.payments.service import PaymentView
from configurator.preorders.documents.models import Document, DocumentCounter
from configurator.preorders.documents.service import PREFIXES, documented_deposit, documents_of


def verify_numbers() -> Iterator[str]:
    """A sentence for each kind and year whose numbers have a gap."""
    year = func.substr(Document.number, 4, 4)
    issued = db.select(Document.kind, year, func.count()).group_by(Document.kind, year)
    counted = {(kind, int(of)): number for kind, of, number in db.session.execute(issued)}
    for counter in db.session.scalars(db.select(DocumentCounter)):
        number = counted.get((counter.kind, counter.year), 0)
        if number != counter.last:
            name = f"{PREFIXES[counter.kind]}-{counter.year}"
            yield f"documents {name}: {number} are there, and the last number is {counter.last}"


def verify_deposit(preorder_id: int, deposit: PaymentView) -> Iterator[str]:
    """A sentence if the documents of an order that has some say something else of its deposit than the payment.

    Not to be asked while the desk gives a part back: that has its credit note once it has arrived.
    """
    documented = documented_deposit(preorder_id, deposit.amount.currency)
    if documented != deposit.left and documents_of(preorder_id):
        yield f"its documents say that we hold {documented}, its payment {deposit.left}"
