"""The columnar copy: one Parquet row per design, in segments that are rewritten when one of their designs changes.

Parquet, since DuckDB, Spark, Trino and ClickHouse all read it unchanged; in segments, since nothing can change a row in
place; replaced by rename, since readers must never see half a file.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from configurator.product.definition import GroupKind, OptionGroup, Product

SEGMENT = 50_000
"""Designs in one file."""
OVERLAP = timedelta(minutes=2)
"""How far a refresh looks back beyond the last one, for transactions that committed late."""
BATCH = 10_000

FACTS = (
    ("design", pa.int64()),
    ("version", pa.string()),
    ("saved_at", pa.timestamp("ms", tz="UTC")),
    ("market", pa.string()),
    ("person", pa.int64()),
    ("is_remix", pa.bool_()),
    ("is_published", pa.bool_()),
    ("preorders", pa.int32()),
    ("currency", pa.string()),
    ("total_minor", pa.int64()),
    ("configuration", pa.string()),
)


class TallyRow(Protocol):
    """What the copy needs to know of a design; `person` is the same text for all designs of one person or browser."""

    @property
    def design_id(self) -> int: ...
    @property
    def version(self) -> str: ...
    @property
    def saved_at(self) -> datetime: ...
    @property
    def market(self) -> str: ...
    @property
    def person(self) -> str: ...
    @property
    def is_remix(self) -> bool: ...
    @property
    def is_published(self) -> bool: ...
    @property
    def preorders(self) -> int: ...
    @property
    def currency(self) -> str: ...
    @property
    def total_minor(self) -> int: ...
    @property
    def configuration_digest(self) -> str: ...
    @property
    def options(self) -> Sequence[str]: ...


@dataclass(frozen=True)
class Source:
    """Where designs are read from: which segments changed since a moment, and the rows of one segment."""

    changed: Callable[[str, datetime, int], Sequence[int]]
    """(product key, since, segment size) → numbers of the segments with a change since then."""
    rows: Callable[[str, int, int], Iterable[TallyRow]]
    """(product key, first design id, end id) → the designs that count, in the order of their ids."""


@dataclass(frozen=True)
class Copy:
    """The copy of one product's designs in `folder`."""

    product: Product
    folder: Path
    secret: bytes
    """Key of the person numbers: nobody outside can tell whose number it is."""

    @property
    def pattern(self) -> str:
        return str(self.folder / "*.parquet")

    @property
    def refreshed_at(self) -> datetime | None:
        """When the copy last became complete; None before the first time."""
        state = self.folder / "state.json"
        if not state.exists():
            return None
        return datetime.fromisoformat(json.loads(state.read_text())["refreshed_at"])

    @property
    def stamp(self) -> str:
        """Equal as long as the copy has not changed."""
        return ",".join(f"{file.name}:{file.stat().st_mtime_ns}" for file in sorted(self.folder.glob("*.parquet")))


def refresh(copy: Copy, source: Source, now: datetime | None = None) -> int:
    """Bring the copy up to date; returns the number of segments rewritten. Safe to run twice at once."""
    started = now or datetime.now(UTC)
    last = copy.refreshed_at
    since = last - OVERLAP if last else datetime.min.replace(tzinfo=UTC)
    copy.folder.mkdir(parents=True, exist_ok=True)
    segments = source.changed(copy.product.key, since, SEGMENT)
    for segment in segments:
        rows = source.rows(copy.product.key, segment * SEGMENT, (segment + 1) * SEGMENT)
        _write_segment(copy, segment, rows)
    if not last and not segments:
        _write_segment(copy, 0, ())
    _replace(
        copy.folder / "state.json", lambda draft: draft.write_text(json.dumps({"refreshed_at": started.isoformat()}))
    )
    return len(segments)


def schema(product: Product) -> pa.Schema:
    """The columns: the facts of a design, then `chosen_GROUP`, text for choose-one and a list for choose-any."""
    kinds = {GroupKind.ONE: pa.string(), GroupKind.ANY: pa.list_(pa.string())}
    return pa.schema([*FACTS, *((f"chosen_{group.key}", kinds[group.kind]) for group in product.groups)])


def _write_segment(copy: Copy, segment: int, rows: Iterable[TallyRow]) -> None:
    columns = schema(copy.product)

    def write(draft: Path) -> None:
        with pq.ParquetWriter(draft, columns, compression="zstd") as writer:
            writer.write_table(columns.empty_table())
            remaining = iter(rows)
            while batch := list(islice(remaining, BATCH)):
                writer.write_table(pa.Table.from_pylist([_record(copy, row) for row in batch], schema=columns))

    _replace(copy.folder / f"{segment:06}.parquet", write)


def _replace(file: Path, write: Callable[[Path], object]) -> None:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{time.monotonic_ns()}")
    try:
        write(draft)
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def _record(copy: Copy, row: TallyRow) -> dict[str, object]:
    digest = hashlib.blake2b(row.person.encode(), digest_size=8, key=copy.secret).digest()
    facts: dict[str, object] = {
        "design": row.design_id,
        "version": row.version,
        "saved_at": row.saved_at,
        "market": row.market,
        "person": int.from_bytes(digest, signed=True),
        "is_remix": row.is_remix,
        "is_published": row.is_published,
        "preorders": row.preorders,
        "currency": row.currency,
        "total_minor": row.total_minor,
        "configuration": row.configuration_digest,
    }
    return facts | dict(_choices(copy.product.groups, row.options))


def _choices(groups: Sequence[OptionGroup], options: Sequence[str]) -> Iterator[tuple[str, object]]:
    chosen: dict[str, list[str]] = {}
    for option_id in options:
        group_key, _, key = option_id.partition(".")
        chosen.setdefault(group_key, []).append(key)
    for group in groups:
        keys = chosen.get(group.key, [])
        yield f"chosen_{group.key}", keys if group.kind is GroupKind.ANY else (keys[0] if keys else None)
