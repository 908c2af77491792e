"""The shape of a written document: plain words, ready to be laid out, with nothing left to look up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A line with an amount; `group` stands before the name, `note` softly after it."""

    name: str
    amount: str
    group: str | None = None
    note: str | None = None
    strong: bool = False


@dataclass(frozen=True)
class Section:
    """A heading with paragraphs under it."""

    title: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Look:
    """What the picture shows: a product with options, and the same in words."""

    product: str
    options: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Letterhead:
    """Who writes to whom, in which language, about which order."""

    language: str
    seller: str
    seller_lines: tuple[str, ...]
    recipient: tuple[str, ...]
    order: str
    page: str
    """ "Page {page} of {pages}"."""


@dataclass(frozen=True)
class Paper:
    """One document. `particulars` are names and values under its title, such as its number."""

    head: Letterhead
    title: str
    number: str
    particulars: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    columns: tuple[str, str]
    rows: tuple[Row, ...]
    sums: tuple[Row, ...]
    sections: tuple[Section, ...]
    look: Look | None = None
    rows_title: str | None = None
