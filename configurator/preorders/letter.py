"""A mail's words, before they are put into text and HTML."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """A mail's words; `has_order` adds the whole order and its terms."""

    subject: str
    heading: str
    paragraphs: tuple[str, ...]
    has_order: bool = False
