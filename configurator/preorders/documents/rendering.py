"""A document as PDF: A4, tagged for screen readers, to be archived. The same words give the same bytes."""

from __future__ import annotations

import json
import logging
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import font_manrope
import typst

from configurator.config import ROOT
from configurator.pictures.still import still_picture
from configurator.preorders.documents.service import DocumentLine

log = logging.getLogger(__name__)

TEMPLATE = ROOT / "templates" / "preorders" / "documents" / "letter.typ"
ARCHIVED_AND_ACCESSIBLE: list[typst.PDFStandard] = ["a-2a", "ua-1"]


def render(document: DocumentLine) -> bytes:
    """The PDF of a document: equal bytes each time, as long as the product's artwork and the typesetter are the same.

    Words and numbers are always those that were issued.
    """
    look = document.data["look"]
    picture = still_picture(look["product"], look["options"]) if look else None
    return lay_out(document.data, picture, document.at)


def lay_out(paper: dict[str, Any], picture: bytes | None, at: datetime) -> bytes:
    """The PDF of a `Paper` as plain values, with a JPEG or without. Nothing in it is read as markup."""
    files = {
        "main.typ": TEMPLATE.read_bytes(),
        "paper.json": json.dumps(paper).encode(),
        "picture.json": json.dumps(list(picture) if picture else None).encode(),
    }
    try:
        return _compile(files, at, ARCHIVED_AND_ACCESSIBLE)
    except typst.TypstError as fault:  # the standards want a glyph for every letter, and names come from everywhere
        log.warning("document %s keeps to no standard: %s", paper["number"], fault)
        return _compile(files, at, [])


def _compile(files: dict[str, bytes], at: datetime, standards: list[typst.PDFStandard]) -> bytes:
    made = typst.compile(
        files,  # type: ignore[call-overload]  # its types forget that several files can be given
        format="pdf",
        font_paths=_typefaces(),
        ignore_system_fonts=True,
        pdf_standards=standards,
        timestamp=at.replace(microsecond=0),
    )
    return bytes(made)


@cache
def _typefaces() -> typst.Fonts:
    """The site's typeface, and those that the typesetter brings for what it lacks; none of this machine's own."""
    folder = Path(font_manrope.__file__).parent / "files"
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(folder)])
