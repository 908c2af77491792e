"""Tables of the tally as CSV and XLSX, and the one-row-per-design data as Parquet."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path

import xlsxwriter

from configurator.product.definition import Product, in_language
from configurator.statistics.copy import Copy
from configurator.statistics.crowd import Crowd, counted
from configurator.statistics.tally import Tally

Cell = str | int | float | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it, spreadsheet programs read UTF-8 as something else."""


@dataclass(frozen=True)
class Table:
    """A table to be exported. Column names are not translated, so that scripts can rely on them."""

    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]


def take_rate_table(product: Product, language: str, tally: Tally) -> Table:
    columns = ("option", "group", "name", "designs", "share", "low_95", "high_95")
    return Table(
        columns,
        [
            (rate.option_id, *_names(product, language, rate.option_id), None, None, None, None)
            if rate.is_suppressed
            else (
                rate.option_id,
                *_names(product, language, rate.option_id),
                rate.count,
                rate.share,
                rate.interval.low,
                rate.interval.high,
            )
            for rate in tally.take_rates
        ],
    )


def pair_table(product: Product, language: str, tally: Tally) -> Table:
    columns = ("first", "first_name", "second", "second_name", "designs", "share", "lift", "low", "high", "is_telling")
    return Table(
        columns,
        [
            (
                pair.first,
                _full_name(product, language, pair.first),
                pair.second,
                _full_name(product, language, pair.second),
                pair.count,
                pair.share,
                pair.lift,
                pair.interval.low,
                pair.interval.high,
                int(pair.is_telling),
            )
            for pair in tally.pairs
        ],
    )


def favourite_table(product: Product, language: str, tally: Tally) -> Table:
    columns = ("configuration", "designs", "share", *(group.key for group in product.groups))
    return Table(
        columns,
        [
            (
                favourite.configuration,
                favourite.count,
                favourite.share,
                *_by_group(product, language, favourite.options),
            )
            for favourite in tally.favourites
        ],
    )


TABLES: dict[str, Callable[[Product, str, Tally], Table]] = {
    "options": take_rate_table,
    "pairs": pair_table,
    "favourites": favourite_table,
}


def as_csv(table: Table) -> bytes:
    """RFC 4180, UTF-8 with a byte order mark; no cell can start a formula in a spreadsheet program."""
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(table.columns)
    writer.writerows([_harmless(cell) for cell in row] for row in table.rows)
    return (BYTE_ORDER_MARK + out.getvalue()).encode()


def as_xlsx(table: Table) -> bytes:
    """One sheet with a header that stays in view; text stays text."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, table.columns, book.add_format({"bold": True}))
        for number, row in enumerate(table.rows, start=1):
            sheet.write_row(number, 0, row)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table.rows), 1), len(table.columns) - 1)
        sheet.autofit()
    return out.getvalue()


def write_parquet(copy: Copy, crowd: Crowd, file: Path) -> None:
    """Write the crowd's rows, one per design, to `file` (zstd)."""
    with counted(copy, crowd) as connection:
        connection.sql("SELECT * FROM counted ORDER BY design").write_parquet(str(file), compression="zstd")


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _names(product: Product, language: str, option_id: str) -> tuple[str, str]:
    """Names of an option's group and of itself; its key where the product no longer knows it."""
    group_key, _, key = option_id.partition(".")
    option = product.options.get(option_id)
    return (
        in_language(product.group_by_key[group_key].name, language),
        in_language(option.name, language) if option else key,
    )


def _full_name(product: Product, language: str, option_id: str) -> str:
    option = product.options.get(option_id)
    return in_language(option.full_name, language) if option else option_id.partition(".")[2]


def _by_group(product: Product, language: str, options: Iterable[str]) -> list[str]:
    chosen = list(options)
    return [
        ", ".join(_names(product, language, o)[1] for o in chosen if o.partition(".")[0] == group.key)
        for group in product.groups
    ]
