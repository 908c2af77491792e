"""The tally of all pairs for 200,000 synthetic designs, against the same question in SQLite.

uv run python -m tests.benchmarks.tally [designs]
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from configurator.config import ROOT
from configurator.demo.campaign import campaign
from configurator.product.configuration import market_of
from configurator.product.loader import product_without_pictures
from configurator.product.rules import ProductRules
from configurator.statistics.copy import Copy, Source, refresh
from configurator.statistics.crowd import Crowd
from configurator.statistics.tally import tally
from tests.benchmarks.timing import compare, seconds

SHAPES = 20_000
"""Different configurations; more designs repeat them, which changes nothing for either engine."""


@dataclass(frozen=True, slots=True)
class Row:
    design_id: int
    options: tuple[str, ...]
    market: str
    configuration_digest: str
    person: str
    saved_at: datetime = datetime(2026, 9, 1, tzinfo=UTC)
    version: str = "0" * 16
    is_remix: bool = False
    is_published: bool = True
    preorders: int = 0
    currency: str = "EUR"
    total_minor: int = 1_500_000


def main(designs: int) -> None:
    product = product_without_pictures(ROOT / "designs" / "piccola")
    rules = ProductRules(product)
    now = datetime(2026, 11, 1, tzinfo=UTC)
    shapes = list(campaign(product, rules, seed=500, designs=SHAPES, people=SHAPES // 3, days=90, preorders=0, now=now))
    chance = random.Random(500)
    drawn = [chance.choice(shapes) for _ in range(designs)]
    rows = [
        Row(
            n,
            tuple(sorted(shape.configuration.options)),
            market_of(product, shape.configuration.options),
            shape.configuration.digest,
            f"p{n % (designs // 3)}",
            now - timedelta(seconds=n % 7_000_000),
        )
        for n, shape in enumerate(drawn, start=1)
    ]
    with tempfile.TemporaryDirectory() as place:
        copy = Copy(product, Path(place) / "copy", b"benchmark")
        source = Source(
            changed=lambda _key, _since, size: range(designs // size + 1),
            rows=lambda _key, first, end: rows[max(first - 1, 0) : end - 1],
        )
        copying = seconds(lambda: refresh(copy, source))
        size = sum(file.stat().st_size for file in copy.folder.iterdir())
        database = sqlite3.connect(Path(place) / "rows.sqlite")
        database.execute(
            "CREATE TABLE chosen (design INTEGER, option INTEGER, PRIMARY KEY (design, option)) WITHOUT ROWID"
        )
        number = {option: n for n, option in enumerate(product.options)}
        pairs = ((row.design_id, number[option]) for row in rows for option in row.options)
        database.executemany("INSERT INTO chosen VALUES (?, ?)", pairs)
        database.commit()
        question = (
            "SELECT a.option, b.option, count(*) FROM chosen a JOIN chosen b ON a.design = b.design "
            "AND a.option < b.option GROUP BY a.option, b.option"
        )
        forced = rules.forced_pairs()
        ours, sqlite, ratio = compare(
            lambda: tally(copy, Crowd(), forced), lambda: database.execute(question).fetchall(), runs=3
        )
    print(f"{designs} designs copied in {copying:.1f} s to {size / 1e6:.1f} MB of Parquet")
    print(f"options, all pairs and favourites: {ours:.2f} s; the pairs alone in SQLite: {sqlite:.2f} s ({ratio:.0f} ×)")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
