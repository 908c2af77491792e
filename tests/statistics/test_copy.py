"""The columnar copy follows the designs, and others can read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from configurator.product.definition import Product
from configurator.statistics.copy import OVERLAP, SEGMENT, Copy, refresh
from tests.statistics.conftest import START, LampRow, source_of

Copied = Callable[[Sequence[LampRow]], Copy]


def rows_in(copy: Copy) -> list[tuple[object, ...]]:
    question = "SELECT design, preorders FROM read_parquet(?) ORDER BY design"
    return duckdb.execute(question, [copy.pattern]).fetchall()


def people_in(copy: Copy) -> set[object]:
    return {person for (person,) in duckdb.execute("SELECT person FROM read_parquet(?)", [copy.pattern]).fetchall()}


def test_there_is_one_row_for_each_design(copied: Copied, lamp_rows: list[LampRow]) -> None:
    assert rows_in(copied(lamp_rows)) == [(row.design_id, row.preorders) for row in lamp_rows]


def test_only_segments_with_a_change_are_written_again(copied: Copied, lamp_rows: list[LampRow]) -> None:
    later = START + timedelta(days=200)
    copy = copied(lamp_rows)
    (copy.folder / "state.json").unlink()
    assert refresh(copy, source_of(lamp_rows), now=later) == len({r.design_id // SEGMENT for r in lamp_rows})
    assert refresh(copy, source_of(lamp_rows), now=later) == 0
    changed = [*lamp_rows[:-1], replace(lamp_rows[-1], preorders=9, changed_at=later)]
    assert refresh(copy, source_of(changed), now=later + timedelta(minutes=1)) == 1
    assert rows_in(copy)[-1] == (changed[-1].design_id, 9)


def test_a_change_committed_late_is_not_missed(copied: Copied, lamp_rows: list[LampRow]) -> None:
    later = START + timedelta(days=200)
    copy = copied(lamp_rows)
    refresh(copy, source_of(lamp_rows), now=later)
    late = [replace(lamp_rows[0], preorders=3, changed_at=later - OVERLAP / 2), *lamp_rows[1:]]
    assert refresh(copy, source_of(late), now=later + timedelta(seconds=30)) == 1
    assert rows_in(copy)[0] == (lamp_rows[0].design_id, 3)


def test_a_design_that_no_longer_counts_leaves_the_copy(copied: Copied, lamp_rows: list[LampRow]) -> None:
    copy = copied(lamp_rows)
    (copy.folder / "state.json").unlink()
    refresh(copy, source_of(lamp_rows[1:]))
    assert len(rows_in(copy)) == len(lamp_rows) - 1


def test_a_reader_never_sees_a_draft(copied: Copied, lamp_rows: list[LampRow]) -> None:
    assert {file.suffix for file in copied(lamp_rows).folder.iterdir()} == {".parquet", ".json"}


def test_columns_say_what_they_are(copied: Copied, lamp: Product, lamp_rows: list[LampRow]) -> None:
    file = next(copied(lamp_rows).folder.glob("*.parquet"))
    assert [n for n in pq.read_schema(file).names if n.startswith("chosen_")] == [
        f"chosen_{g.key}" for g in lamp.groups
    ]


def test_nobody_is_named_in_the_copy(copied: Copied, lamp_rows: list[LampRow]) -> None:
    people = people_in(copied(lamp_rows))
    assert all(isinstance(person, int) for person in people)
    assert len(people) == len({row.person for row in lamp_rows})


def test_another_site_gives_other_numbers_to_people(lamp: Product, lamp_rows: list[LampRow], tmp_path: Path) -> None:
    numbers = []
    for secret in (b"one", b"other"):
        copy = Copy(lamp, tmp_path / secret.decode(), secret)
        refresh(copy, source_of(lamp_rows))
        numbers.append(people_in(copy))
    assert not numbers[0] & numbers[1]
