"""What is kept of a document: its number, what it is worth, and every word of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, enum_column, make_append_only, utc_now


class DocumentKind(StrEnum):
    """Each kind has numbers of its own in each year."""

    CONFIRMATION = "confirmation"
    """What was ordered and agreed; worth the order's total."""
    RECEIPT = "receipt"
    """That the deposit has arrived."""
    CREDIT = "credit"
    """That (a part of) the deposit is not ours any more: cancelled, given back, or taken back by the bank."""


class Document(Model):
    """One document as it was issued. Rows are only ever added, or emptied of their words; the database sees to that."""

    __tablename__ = "document"
    __table_args__ = (Index("ix_document_kind", "kind", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind))
    preorder_id: Mapped[int] = mapped_column(ForeignKey("preorder.id"), index=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Its words and numbers, in the buyer's language: see `Paper`. Empty when the buyer had their data deleted."""


class DocumentCounter(Model):
    """The last number of a kind in a year (by UTC). It goes up in the transaction that issues the document."""

    __tablename__ = "document_counter"

    kind: Mapped[DocumentKind] = mapped_column(enum_column(DocumentKind), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


_table = Document.__table__
assert isinstance(_table, Table)  # noqa: S101 - what a model is kept in
make_append_only(_table, but_emptied="data")
