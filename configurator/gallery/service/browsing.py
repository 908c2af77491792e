"""The gallery's pages: sorted lists that go on after the last design shown, filtered by option, searched by name.

A filter by option reads the sorted list and looks at the options of each design, at most LOOKED_THROUGH of them for
one page. A page that has too few then says where to go on. So a page costs the same with two hundred designs and with
two million, for common options and for options that nobody chose, without an index of forty million rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.orm import aliased

from configurator.database import db
from configurator.gallery.codes import normalise_code, shown_code
from configurator.gallery.models import LISTED, OPTION_MARK, Design, DesignWord
from configurator.gallery.saved import SavedDesign, as_saved
from configurator.gallery.words import search_words

PAGE_LENGTH = 24
LOOKED_THROUGH = 10_000
MOST_FOUND = 2_000
"""A search looks at so many of the newest designs whose names have its words."""
MOST_ENDINGS = 20
"""How many words an unfinished word may stand for."""
AFTER_LAST_LETTER = "\U0010ffff"
SHORTEST_PREFIX = 3


class Sort(StrEnum):
    NEWEST = "newest"
    REMIXED = "remixed"
    PREORDERED = "preordered"


@dataclass(frozen=True)
class Page:
    """Some designs, and the cursor of what comes after them (None at the end of the list).

    `looked_through` is how many designs were looked at in vain where the page has too few, else None.
    """

    designs: tuple[SavedDesign, ...]
    after: str | None
    looked_through: int | None = None


def browse_designs(
    product_key: str,
    sort: Sort = Sort.NEWEST,
    option_id: str | None = None,
    search: str = "",
    after: str | None = None,
    length: int = PAGE_LENGTH,
) -> Page:
    """The page of listed designs that comes after the cursor `after`; one that can't be read starts from the top."""
    order = _order(sort)
    listed = select(Design).where(Design.product_key == product_key, LISTED)
    cursor = _read_cursor(after, order)
    if search.strip():
        before = cursor[0] if cursor and sort is Sort.NEWEST else None
        listed = listed.where(Design.id.in_(_with_words(search_words(search), before)))
    listed = listed.order_by(*(column.desc() for column in order))
    parts = [listed] if cursor is None else [listed.where(part) for part in _below(cursor, order)]
    if option_id is not None:
        return _filtered_page(parts, option_id, length, order)
    rows: list[Design] = []
    for part in parts:
        rows += db.session.scalars(part.limit(length + 1 - len(rows)))
    return _page(rows, length, order)


def _filtered_page(parts: Sequence[Select[Design]], option_id: str, length: int, order: tuple[Any, ...]) -> Page:
    ids: list[int] = []
    for part in parts:
        window = part.with_only_columns(*order, Design.options).limit(LOOKED_THROUGH).subquery()
        has_option = window.c.options.contains(f"{OPTION_MARK}{option_id}{OPTION_MARK}", autoescape=True)
        keys = [window.c[column.key].desc() for column in order]
        found = select(window.c.id).where(has_option).order_by(*keys).limit(length + 1 - len(ids))
        ids += db.session.scalars(found)
        if len(ids) > length:
            break
        last = db.session.execute(part.with_only_columns(*order).offset(LOOKED_THROUGH - 1).limit(1)).first()
        if last is not None:
            return Page(_page(_in_order(ids), length, order).designs, _written(last), LOOKED_THROUGH)
    return _page(_in_order(ids), length, order)


def _in_order(ids: Sequence[int]) -> list[Design]:
    by_id = {design.id: design for design in db.session.scalars(select(Design).where(Design.id.in_(ids)))}
    return [by_id[id_] for id_ in ids]


def _page(rows: Sequence[Design], length: int, order: tuple[Any, ...]) -> Page:
    shown = rows[:length]
    has_more = len(rows) > length
    after = _written([getattr(shown[-1], column.key) for column in order]) if has_more else None
    return Page(tuple(as_saved(design) for design in shown), after)


def _order(sort: Sort) -> tuple[Any, ...]:
    """The columns of a list, all descending; the id last, so that no two designs are level."""
    first = {Sort.NEWEST: (), Sort.REMIXED: (Design.remixes,), Sort.PREORDERED: (Design.preorders,)}[sort]
    return (*first, Design.id)


def _below(cursor: tuple[int, ...], order: tuple[Any, ...]) -> list[ColumnElement[bool]]:
    """What comes after a cursor, in parts that SQLite finds in an index (of row values it uses the first one only)."""
    *counts, id_ = cursor
    if not counts:
        return [Design.id < id_]
    return [and_(order[0] == counts[0], Design.id < id_), order[0] < counts[0]]


def _written(key: Sequence[int]) -> str:
    return "-".join(str(number) for number in key)


def _read_cursor(after: str | None, order: tuple[Any, ...]) -> tuple[int, ...] | None:
    pieces = (after or "").split("-")
    if len(pieces) != len(order) or not all(p.isascii() and p.isdigit() and len(p) <= 9 for p in pieces):
        return None
    return tuple(int(piece) for piece in pieces)


def _with_words(words: tuple[str, ...], before: int | None) -> list[int]:
    """Ids of designs that have all words, the last one perhaps only begun; the newest MOST_FOUND below `before`."""
    *whole, last = words or ("",)
    found: set[int] = set()
    for ending in _endings(last):
        query = select(DesignWord.design_id).where(DesignWord.word == ending)
        for word in whole:
            other = aliased(DesignWord)
            query = query.where(exists().where(other.word == word, other.design_id == DesignWord.design_id))
        if before is not None:
            query = query.where(DesignWord.design_id < before)
        found.update(db.session.scalars(query.order_by(DesignWord.design_id.desc()).limit(MOST_FOUND)))
    return sorted(found, reverse=True)[:MOST_FOUND]


def _endings(word: str) -> list[str]:
    """The words in use that begin with `word`, a few of them; only itself when it is too short to guess from."""
    if len(word) < SHORTEST_PREFIX:
        return [word]
    endings: list[str] = []
    rest = DesignWord.word >= word
    while len(endings) < MOST_ENDINGS:  # from word to word, past the many designs that have each
        query = select(DesignWord.word).where(rest, DesignWord.word < word + AFTER_LAST_LETTER)
        following = db.session.scalar(query.order_by(DesignWord.word).limit(1))
        if following is None:
            break
        endings.append(following)
        rest = DesignWord.word > following
    return endings


def code_in_search(search: str) -> str | None:
    """The shown code of the listed or unlisted design that `search` names by its code, if there is one."""
    code = normalise_code(search)
    found = db.session.scalar(select(Design.code).where(Design.code == code)) if code else None
    return shown_code(found) if found else None
