"""Tables that stay readable on a phone: there a row becomes a card, in which each cell says what its column is."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

HEADING = re.compile(r"<(t[hd])\b[^>]*>(.*?)</\1>", re.DOTALL)
TABLE = re.compile(r'(<table\b[^>]*class="table)')
ROW, CELL = re.compile(r"(?=<tr\b)"), re.compile(r"<(t[hd])\b")


def stacked(table: Markup) -> Markup:
    """A table as a template wrote it, with the words of each column's heading on its cells, for the style sheet."""
    head, end_of_head, rows = str(table).partition("</thead>")
    labels = [Markup(heading).striptags() for _, heading in HEADING.findall(head)]  # noqa: S704 - escaped before
    rows = "".join(_labelled(row, labels) for row in ROW.split(rows))
    return Markup(TABLE.sub(r"\1 table--stacked", head, count=1) + end_of_head + rows)  # noqa: S704 - likewise


def _labelled(row: str, labels: list[str]) -> str:
    left = iter(labels)
    return CELL.sub(lambda cell: f'<{cell[1]} data-label="{escape(next(left, ""))}"', row)
