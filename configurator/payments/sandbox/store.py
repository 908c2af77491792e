"""What the stand-in remembers: Stripe objects as JSON, webhook deliveries, idempotency keys and the balance."""

from __future__ import annotations

import json
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Body = dict[str, Any]

SCHEMA = """
CREATE TABLE IF NOT EXISTS objects (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    body TEXT NOT NULL,
    due_at INTEGER
);
CREATE INDEX IF NOT EXISTS objects_kind ON objects (kind, sequence);
CREATE INDEX IF NOT EXISTS objects_payment_intent ON objects (kind, json_extract(body, '$.payment_intent'));
CREATE INDEX IF NOT EXISTS objects_due ON objects (due_at) WHERE due_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS deliveries (
    event_id TEXT PRIMARY KEY,
    due_at REAL NOT NULL,
    attempts INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS answers (
    idempotency_key TEXT PRIMARY KEY,
    request TEXT NOT NULL,
    status INTEGER NOT NULL,
    body TEXT NOT NULL,
    created INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS balance (
    currency TEXT PRIMARY KEY,
    amount INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    moment TEXT NOT NULL,
    times INTEGER NOT NULL,
    subject TEXT NOT NULL,
    seconds REAL NOT NULL
);
CREATE TABLE IF NOT EXISTS struck (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    moment TEXT NOT NULL,
    subject TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS counters (
    name TEXT PRIMARY KEY,
    value REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS objects_charge ON objects (kind, json_extract(body, '$.charge'));
CREATE INDEX IF NOT EXISTS objects_source ON objects (kind, json_extract(body, '$.source'));
"""


@dataclass(frozen=True)
class Answer:
    """The stored answer to a request with an idempotency key."""

    request: str
    status: int
    body: Body


@dataclass(frozen=True)
class Page:
    """One page of a list, newest first, as Stripe pages: `limit` objects after or before an id."""

    limit: int = 10
    starting_after: str | None = None
    ending_before: str | None = None


class Store:
    """Opens the file once per transaction, so any thread may use it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        with self._connection() as connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(SCHEMA)

    @contextmanager
    def _connection(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All or nothing; one writer at a time."""
        with self._connection() as connection:
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Transaction(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


class Transaction:
    """Reads and writes inside one `Store.transaction`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def put(self, body: Body, due_at: int | None = None) -> Body:
        """Insert or replace a Stripe object; `due_at` is when the clock must look at it again."""
        self.connection.execute(
            "INSERT INTO objects (id, kind, body, due_at) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET body = excluded.body, due_at = excluded.due_at",
            (body["id"], body["object"], json.dumps(body), due_at),
        )
        return body

    def find(self, kind: str, object_id: str) -> Body | None:
        row = self.connection.execute(
            "SELECT body FROM objects WHERE id = ? AND kind = ?", (object_id, kind)
        ).fetchone()
        return None if row is None else _body(row[0])

    def find_any(self, object_id: str) -> Body | None:
        """An object of whatever kind."""
        row = self.connection.execute("SELECT body FROM objects WHERE id = ?", (object_id,)).fetchone()
        return None if row is None else _body(row[0])

    def due(self, now: int) -> list[Body]:
        """Objects whose time has come."""
        rows = self.connection.execute("SELECT body FROM objects WHERE due_at <= ? ORDER BY due_at LIMIT 500", (now,))
        return [_body(row[0]) for row in rows]

    def listed(
        self, kind: str, page: Page, where: dict[str, list[str]], since: int | None = None
    ) -> tuple[list[Body], bool]:
        """One page of the objects whose fields are among `where`, and whether there are more."""
        conditions: list[str] = ["kind = ?"]
        values: list[str | int] = [kind]
        for field, wanted in where.items():
            # The field names are ours, from the routes; only values come from the request.
            conditions.append(f"json_extract(body, '$.{field}') IN ({', '.join('?' * len(wanted))})")
            values += wanted
        order = "DESC"
        if since is not None:
            conditions.append("json_extract(body, '$.created') >= ?")
            values.append(since)
        if page.starting_after is not None:
            conditions.append("sequence < (SELECT sequence FROM objects WHERE id = ?)")
            values.append(page.starting_after)
        if page.ending_before is not None:
            conditions.append("sequence > (SELECT sequence FROM objects WHERE id = ?)")
            values.append(page.ending_before)
            order = "ASC"
        query = f"SELECT body FROM objects WHERE {' AND '.join(conditions)} ORDER BY sequence {order} LIMIT ?"  # noqa: S608 - see above
        found = [_body(row[0]) for row in self.connection.execute(query, (*values, page.limit + 1))]
        shown = found[: page.limit]
        return (shown if order == "DESC" else shown[::-1]), len(found) > page.limit

    def answer(self, key: str) -> Answer | None:
        row = self.connection.execute(
            "SELECT request, status, body FROM answers WHERE idempotency_key = ?", (key,)
        ).fetchone()
        return None if row is None else Answer(row[0], row[1], _body(row[2]))

    def remember(self, key: str, answer: Answer, now: int) -> None:
        """Keep an answer for its key; Stripe prunes keys after a day, so does this."""
        self.connection.execute("DELETE FROM answers WHERE created <= ?", (now - 24 * 3600,))
        self.connection.execute(
            "INSERT INTO answers VALUES (?, ?, ?, ?, ?)",
            (key, answer.request, answer.status, json.dumps(answer.body), now),
        )

    def move_balance(self, currency: str, amount: int) -> None:
        self.connection.execute(
            "INSERT INTO balance VALUES (?, ?) ON CONFLICT (currency) DO UPDATE SET amount = amount + excluded.amount",
            (currency, amount),
        )

    def balance(self) -> list[tuple[str, int]]:
        return list(self.connection.execute("SELECT currency, amount FROM balance ORDER BY currency"))

    def with_charge(self, kind: str, charge_id: str) -> list[Body]:
        """The objects of a kind that are about a charge, oldest first."""
        rows = self.connection.execute(
            "SELECT body FROM objects WHERE kind = ? AND json_extract(body, '$.charge') = ? ORDER BY sequence",
            (kind, charge_id),
        )
        return [_body(row[0]) for row in rows]

    def count(self, name: str) -> int:
        """One more than the last time, from 1."""
        return int(self._add(name, 1))

    def move_clock(self, seconds: float) -> None:
        """Put the stand-in's time ahead."""
        self._add("seconds ahead", seconds)

    def seconds_ahead(self) -> float:
        return self._add("seconds ahead", 0)

    def _add(self, name: str, number: float) -> float:
        row = self.connection.execute(
            "INSERT INTO counters VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = value + excluded.value"
            " RETURNING value",
            (name, number),
        ).fetchone()
        return float(row[0])

    def queue_delivery(self, event_id: str, due_at: float, attempts: int = 0) -> None:
        self.connection.execute("INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?)", (event_id, due_at, attempts))

    def due_deliveries(self, now: float) -> list[tuple[str, int]]:
        rows = self.connection.execute(
            "SELECT event_id, attempts FROM deliveries WHERE due_at <= ? ORDER BY due_at, rowid LIMIT 100", (now,)
        )
        return list(rows)

    def end_delivery(self, event_id: str) -> None:
        self.connection.execute("DELETE FROM deliveries WHERE event_id = ?", (event_id,))


def new_id(prefix: str) -> str:
    """An id that looks like Stripe's and that nobody can guess."""
    return f"{prefix}_{secrets.token_hex(16)}"


def _body(written: str) -> Body:
    body: Body = json.loads(written)
    return body
