"""The worker's work: one failure stops nothing else, and a queue that is down loses nothing."""

from __future__ import annotations

import sqlite3

import pytest
from flask import Flask

from configurator import jobs
from configurator.database import work_waiting


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_work_that_fails_does_not_keep_other_work_from_being_done(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def fail() -> None:
        done.append("failing")
        raise RuntimeError("broken")

    monkeypatch.setattr(jobs, "WORK", {"failing": fail, "good": lambda: done.append("good")})
    work_waiting.send("failing")
    work_waiting.send("good")
    queue = jobs.queue_of(app)
    worker = queue.create_consumer(workers=1, worker_type="thread", periodic=False)._create_worker()
    while queue.pending_count():
        worker.loop()
    assert done == ["failing", "good"]


def test_a_queue_that_is_down_does_not_break_what_a_visitor_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(jobs.queue_of(app).storage, "enqueue", refuse)
    work_waiting.send("mails")
    assert "the queue is down" in caplog.text
