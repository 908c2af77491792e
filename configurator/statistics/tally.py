"""Take rates, pairs and favourites of a crowd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from configurator.product.definition import GroupKind, OptionGroup, Product
from configurator.statistics.copy import Copy
from configurator.statistics.crowd import Crowd, counted
from configurator.statistics.intervals import Interval, lift_intervals, wilson

FEWEST = 30
"""Below so many designs no share is shown: n = 30 at 50 % is ± 17 points."""
SMALLEST_CELL = 5
"""Counts below this are not shown, since they could point at a person."""
CHUNK = 1 << 16


@dataclass(frozen=True)
class TakeRate:
    """How many of the crowd's designs contain an option; `share` and `interval` are fractions of all of them."""

    option_id: str
    count: int
    share: float
    interval: Interval

    @property
    def is_suppressed(self) -> bool:
        return 0 < self.count < SMALLEST_CELL


@dataclass(frozen=True)
class Pair:
    """How often two options meet, against how often they would if nobody cared (lift 1)."""

    first: str
    second: str
    count: int
    share: float
    lift: float
    interval: Interval

    @property
    def is_telling(self) -> bool:
        """Whether the interval, corrected for all pairs that were looked at, leaves out 1."""
        return self.interval.low > 1 or self.interval.high < 1


@dataclass(frozen=True)
class Favourite:
    """A complete configuration that several designs share."""

    configuration: str
    options: tuple[str, ...]
    count: int
    share: float


@dataclass(frozen=True)
class Tally:
    """The answers for one crowd of `total` designs by `people` people."""

    total: int
    people: int
    take_rates: tuple[TakeRate, ...]
    pairs: tuple[Pair, ...]
    favourites: tuple[Favourite, ...]

    @property
    def is_too_few(self) -> bool:
        return self.total < FEWEST


def tally(copy: Copy, crowd: Crowd, forced: frozenset[tuple[str, str]], favourites: int = 12) -> Tally:
    """Count everything for one crowd. `forced` are the pairs that the rules decide: they say nothing about taste."""
    with counted(copy, crowd) as connection:
        total, people = _one_row(connection, "SELECT count(*), count(DISTINCT person) FROM counted")
        ids = _option_ids(copy.product, connection)
        together = _together(copy.product, connection, ids)
        most = _favourites(copy.product, connection, total, favourites)
    counts = together.diagonal()
    rates = (
        tuple(
            TakeRate(option_id, int(n), n / total, wilson(int(n), total))
            for option_id, n in zip(ids, counts, strict=True)
        )
        if total
        else ()
    )
    return Tally(total, people, rates, tuple(_pairs(copy.product, ids, together, total, forced)), most)


def _one_row(connection: duckdb.DuckDBPyConnection, question: str) -> tuple[int, int]:
    row = connection.execute(question).fetchone()
    assert row is not None  # noqa: S101 - a count always has a row
    return int(row[0]), int(row[1])


def _option_ids(product: Product, connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The product's options, then those that only old designs still have."""
    known = list(product.options)
    found = {
        f"{group.key}.{key}"
        for group in product.groups
        for (key,) in _distinct(connection, _values(group))
        if key is not None
    }
    return known + sorted(found - set(known))


def _distinct(connection: duckdb.DuckDBPyConnection, values: str) -> list[tuple[str | None]]:
    return connection.execute(f"SELECT DISTINCT {values} FROM counted").fetchall()  # noqa: S608 - columns are ours


def _values(group: OptionGroup) -> str:
    column = f'"chosen_{group.key}"'
    return f"unnest({column})" if group.kind is GroupKind.ANY else column


def _together(product: Product, connection: duckdb.DuckDBPyConnection, ids: Sequence[str]) -> NDArray[np.int64]:
    """How often each two options are in the same design; the diagonal has the counts of single options.

    With X the matrix that has a row per design and a 1 for each chosen option, this is XᵀX.
    """
    number = {option_id: n for n, option_id in enumerate(ids)}
    columns = ", ".join(f'"chosen_{group.key}"' for group in product.groups)
    total = np.zeros((len(ids), len(ids)), dtype=np.int64)
    batches = connection.sql(f"SELECT {columns} FROM counted").to_arrow_reader(CHUNK)  # noqa: S608 - columns are ours
    for batch in batches:
        chosen = np.zeros((batch.num_rows, len(ids)), dtype=np.float32)
        for group, column in zip(product.groups, batch.columns, strict=True):
            rows = np.arange(batch.num_rows)
            if group.kind is GroupKind.ANY:
                lengths = column.value_lengths().fill_null(0).to_numpy(zero_copy_only=False)
                rows, column = np.repeat(rows, lengths), column.flatten()
            codes = column.dictionary_encode()
            meaning = [number.get(f"{group.key}.{key}", -1) for key in codes.dictionary.to_pylist()]
            found = np.array([*meaning, -1])[codes.indices.fill_null(len(meaning)).to_numpy(zero_copy_only=False)]
            chosen[rows[found >= 0], found[found >= 0]] = 1
        # counts in a chunk stay far below 2²⁴, so 32-bit floats are exact
        total += (chosen.T @ chosen).astype(np.int64)
    return total


def _pairs(
    product: Product, ids: Sequence[str], together: NDArray[np.int64], total: int, forced: frozenset[tuple[str, str]]
) -> Iterator[Pair]:
    """Pairs from different questions (or of one that allows several answers), most telling first."""
    single = {group.key for group in product.groups if group.kind is GroupKind.ONE}
    counts = together.diagonal()
    first, second = np.triu_indices(len(ids), 1)
    enough = (together[first, second] >= SMALLEST_CELL) & (total >= FEWEST)
    asked = [
        (a, b)
        for a, b in zip(first[enough].tolist(), second[enough].tolist(), strict=True)
        if _is_about_taste(ids[a], ids[b], single, forced)
    ]
    if not asked:
        return
    a, b = np.array(asked).T
    both = together[a, b].astype(np.float64)
    lift, low, high = lift_intervals(
        both, counts[a].astype(np.float64), counts[b].astype(np.float64), total, len(asked)
    )
    for n in np.argsort(-np.maximum(low, 1 / high), kind="stable").tolist():
        yield Pair(
            ids[a[n]],
            ids[b[n]],
            int(both[n]),
            float(both[n] / total),
            float(lift[n]),
            Interval(float(low[n]), float(high[n])),
        )


def _is_about_taste(a: str, b: str, single: set[str], forced: frozenset[tuple[str, str]]) -> bool:
    group = a.partition(".")[0]
    return not (group in single and group == b.partition(".")[0]) and (a, b) not in forced


def _favourites(
    product: Product, connection: duckdb.DuckDBPyConnection, total: int, most: int
) -> tuple[Favourite, ...]:
    """The configurations that most designs share; at least `SMALLEST_CELL` of them."""
    columns = ", ".join(f'any_value("chosen_{group.key}")' for group in product.groups)
    found = connection.execute(
        f"WITH most AS (SELECT configuration, count(*) AS n FROM counted GROUP BY configuration "  # noqa: S608 - columns are ours
        f"HAVING n >= {SMALLEST_CELL} ORDER BY n DESC, configuration LIMIT {most}) "
        f"SELECT configuration, n, {columns} FROM counted JOIN most USING (configuration) "
        f"GROUP BY configuration, n ORDER BY n DESC, configuration"
    ).fetchall()
    return tuple(Favourite(row[0], tuple(_ids(product, row[2:])), row[1], row[1] / total) for row in found)


def _ids(product: Product, values: Sequence[str | list[str] | None]) -> Iterator[str]:
    for group, value in zip(product.groups, values, strict=True):
        keys = value if isinstance(value, list) else [value] if value else []
        yield from (f"{group.key}.{key}" for key in keys)
