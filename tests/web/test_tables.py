"""Tables of lists, which phones show as cards: each cell knows its heading, whatever people have written in it."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask, render_template_string

LIST = """{% filter stacked %}<div class="table-frame"><table class="table orders">
<thead><tr><th scope="col">Number</th><th scope="col" class="number">Paid &amp; <b>kept</b></th><td></td></tr></thead>
<tbody>{% for number, paid in lines %}
<tr><th scope="row">{{ number }}</th><td class="number">{{ paid }}</td><td><form><button>Go</button></form></td></tr>
{% endfor %}</tbody><tfoot><tr><th scope="row">All</th><td></td></tr></tfoot></table></div>{% endfilter %}"""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


class Cells(HTMLParser):
    """Collects the class of the table, and each cell's heading with the cell's words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.table, self.found = "", []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag == "table":
            self.table = given["class"] or ""
        elif tag in ("th", "td"):
            self.found.append([given.get("data-label"), ""])

    def handle_data(self, data: str) -> None:
        if self.found:
            self.found[-1][1] += data.strip()


def cells(app: Flask, *lines: tuple[str, str]) -> Iterator[tuple[str | None, str]]:
    with app.test_request_context():
        page = Cells(render_template_string(LIST, lines=lines))
    assert page.table == "table table--stacked orders"
    return (tuple(cell) for cell in page.found[3:])


def test_each_cell_of_each_row_says_under_which_heading_it_stands(app: Flask) -> None:
    assert list(cells(app, ("P-1", "2"), ("P-2", "3"))) == [
        ("Number", "P-1"), ("Paid & kept", "2"), ("", "Go"),
        ("Number", "P-2"), ("Paid & kept", "3"), ("", "Go"),
        ("Number", "All"), ("Paid & kept", ""),
    ]  # fmt: skip


def test_what_people_write_stays_words(app: Flask) -> None:
    typed = "</td></tr><tr><td onclick=alert(1)>"
    assert list(cells(app, ("P-1", typed)))[1] == ("Paid & kept", typed)
