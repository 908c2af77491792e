"""Which designs a statistic counts: a population, a period and a market, as a question to DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import duckdb

from configurator.statistics.copy import Copy

MEMORY_LIMIT = "512MB"


class Population(StrEnum):
    SAVED = "saved"
    """Every saved design that was not withdrawn."""
    PERSON = "person"
    """The newest design of each person or browser."""
    PUBLISHED = "published"
    PREORDERED = "preordered"


@dataclass(frozen=True)
class Crowd:
    """The designs of `population`, saved from `since` to `until` (whole days in UTC, both counted), in `market`."""

    population: Population = Population.SAVED
    since: date | None = None
    until: date | None = None
    market: str | None = None


CONDITIONS = {
    Population.SAVED: "TRUE",
    Population.PERSON: "TRUE",
    Population.PUBLISHED: "is_published",
    Population.PREORDERED: "preorders > 0",
}
FIRST, LAST = date(1970, 1, 1), date(9000, 1, 1)


@contextmanager
def counted(copy: Copy, crowd: Crowd) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `counted`: a row for each design of the crowd, read from the copy's files."""
    with duckdb.connect(config={"memory_limit": MEMORY_LIMIT}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        only_newest = "QUALIFY row_number() OVER (PARTITION BY person ORDER BY design DESC) = 1"
        connection.execute(
            f"CREATE TEMP TABLE counted AS SELECT * FROM read_parquet($files, union_by_name = true) "  # noqa: S608 - conditions are ours
            f"WHERE {CONDITIONS[crowd.population]} AND saved_at >= $since AND saved_at < $until "
            f"AND ($market IS NULL OR market = $market) "
            f"{only_newest if crowd.population is Population.PERSON else ''}",
            {
                "files": copy.pattern,
                "since": _midnight(crowd.since or FIRST),
                "until": _midnight((crowd.until or LAST) + timedelta(days=1)),
                "market": crowd.market,
            },
        )
        yield connection


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo("UTC"))
