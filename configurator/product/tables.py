"""Tables of allowed combinations: their columns are choose-one groups, their rows are in the rule or in a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from configurator.product.definition import GroupKind, OptionGroup
from configurator.product.engine.model import Table
from configurator.product.limits import CELLS, ROWS, SHOWN
from configurator.product.reading import Reader, shown
from configurator.product.sources import CSV_NAME, csv_beside

ANYTHING = "*"

Rows = Iterator[tuple[str, Sequence[object]]]
"""The key of each row in its file, and its cells."""


@dataclass
class TableReader:
    """Reads the tables of one product; together they may have only so many rows and cells."""

    groups: Mapping[str, OptionGroup]
    sources: Mapping[str, str]
    rows_left: int = ROWS
    cells_left: int = CELLS

    def read(self, rule: Reader) -> Table | None:
        """The table of a rule, or None with a fault."""
        columns = [self._column(rule, place, key) for place, key in enumerate(rule.strings("columns"))]
        groups = [group for group in columns if group]
        name = rule.table.get("allows")
        if not groups or len(groups) < len(columns):
            return None
        if isinstance(name, str):
            return self._csv_table(rule, name, groups)
        rows = rule.sequence("allows")
        if not rows and isinstance(name, list):
            rule.fault("allows", "is an empty list: nothing would be allowed")
        cells = (row if isinstance(row, list) else [row] for row in rows)
        return self._table(rule, ((f"allows[{place}]", row) for place, row in enumerate(cells)), groups)

    def _column(self, rule: Reader, place: int, key: str) -> OptionGroup | None:
        group = self.groups.get(key)
        if group is None:
            rule.fault(f"columns[{place}]", f"there is no group {key[:60]}")
        elif group.kind is GroupKind.ANY:
            rule.fault(f"columns[{place}]", f"{key} is a choose-any group; columns are choose-one groups")
            return None
        return group

    def _csv_table(self, rule: Reader, name: str, groups: Sequence[OptionGroup]) -> Table | None:
        file = csv_beside(rule.file, name)
        if not CSV_NAME.fullmatch(name):
            rule.fault("allows", "should be rows, or the name of a CSV file in the same folder, such as fitting.csv")
        elif file not in self.sources:
            rule.fault("allows", f"there is no file {file}")
        else:
            sheet = Reader(file, "", {}, rule.faults)
            return self._table(sheet, _csv_rows(sheet, self.sources[file], [group.key for group in groups]), groups)
        return None

    def _table(self, sheet: Reader, rows: Rows, groups: Sequence[OptionGroup]) -> Table | None:
        """The rows as option ids, None for anything; or None, with faults."""
        ids: list[dict[str, str | None]] = [{option.key: option.id for option in group.options} for group in groups]
        for known in ids:
            known[ANYTHING] = None
        found: dict[tuple[str | None, ...], str] = {}
        wrong = 0
        for key, cells in rows:
            self.rows_left -= 1
            self.cells_left -= len(groups)
            if self.rows_left < 0 or self.cells_left < 0:
                sheet.fault(key, f"the product's tables have more than {ROWS:,} rows or {CELLS:,} cells")
                return None
            reasons = list(_reasons(cells, ids, groups))
            row = () if reasons else tuple(known[str(cell)] for known, cell in zip(ids, cells, strict=True))
            if row in found:
                reasons = [f"is the same as {found[row]}"]
            found.setdefault(row, key)
            for reason in reasons:
                sheet.fault(key, reason)
            wrong += bool(reasons)
            if wrong == SHOWN:
                return None
        columns = tuple(tuple(option.id for option in group.options) for group in groups)
        return Table(columns, tuple(found)) if found and not wrong else None


def _csv_rows(sheet: Reader, text: str, columns: list[str]) -> Rows:
    lines = csv.reader(io.StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = next(lines, [])
        if header != columns:
            should = f"should be the columns of the rule, {','.join(columns)[:200]}"
            sheet.fault("line 1", f"{should}, not {shown(','.join(header))}")
            return
        is_empty = True
        for row in filter(None, lines):
            is_empty = False
            yield f"line {lines.line_num}", row
        if is_empty:
            sheet.fault("line 2", "is missing: nothing would be allowed")
    except csv.Error as error:
        sheet.fault(f"line {lines.line_num}", f"is not CSV: {error}")


def _reasons(
    cells: Sequence[object], ids: Sequence[Mapping[str, str | None]], groups: Sequence[OptionGroup]
) -> Iterator[str]:
    """What is wrong with a row."""
    if len(cells) != len(groups):
        yield f"should have {len(groups)} values, one for each column, not {len(cells)}"
        return
    for known, cell, group in zip(ids, cells, groups, strict=True):
        if not isinstance(cell, str):
            yield f'should have keys of options or "*", not {shown(cell)}'
        elif cell not in known:
            yield f"there is no option {group.key}.{cell[:60]}"
