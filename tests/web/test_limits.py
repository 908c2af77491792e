"""How often one visitor may save, search and fetch pictures, and what the one too often hears."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.config import load_settings
from configurator.database import work_waiting
from configurator.site import create_app
from configurator.web.limits import limiter
from tests.conftest import DESIGNS, running


@pytest.fixture
def client(tmp_path: Path, sqlite_url: str) -> Iterator[FlaskClient]:
    app: Flask = create_app(
        load_settings(
            instance_path=tmp_path / "instance", designs_path=DESIGNS, database_url=sqlite_url, rate_limits=True
        )
    )
    for each in running(app):
        limiter.reset()
        yield each.test_client()
        limiter.reset()
        limiter.enabled = False


@pytest.mark.parametrize(
    ("method", "address", "allowed", "harmless"),
    [
        ("POST", "/lamp/save", 20, "/lamp/save"),
        ("POST", "/d/K7QM-2F9D/edit", 20, "/d/K7QM-2F9D"),
        ("GET", "/gallery?q=evening", 60, "/gallery"),
        ("GET", "/lamp/compare", 60, "/lamp"),
        ("GET", "/pictures/lamp/old/strange.jpg", 600, "/lamp"),
        ("GET", "/d/K7QM-2F9D/qr.svg", 600, "/d/K7QM-2F9D"),
    ],
)
def test_one_too_many_in_a_minute_is_told_to_wait_in_their_language(
    client: FlaskClient, method: str, address: str, allowed: int, harmless: str
) -> None:
    answers = {client.open(address, method=method).status_code for _ in range(allowed)}
    assert 429 not in answers
    refused = client.open(address, method=method, headers={"Accept-Language": "nl"})
    assert refused.status_code == 429
    assert "Wacht een minuut" in refused.text
    assert 0 < int(refused.headers["Retry-After"]) <= 3600
    assert client.get(harmless).status_code in {200, 404}


def test_a_script_hears_it_as_json(client: FlaskClient) -> None:
    for _ in range(60):
        client.get("/lamp/compare")
    refused = client.get("/lamp/compare", headers={"Accept": "application/json"})
    assert (refused.status_code, refused.mimetype) == (429, "application/json")
    assert refused.json is not None
    assert "Wait a minute" in refused.json["advice"]


@pytest.mark.parametrize("address", ["/d/K7QM-2F9D", "/nothing", "/gallery?product=nothing"])
def test_an_error_says_what_kind_of_text_it_is(client: FlaskClient, address: str) -> None:
    for accepted in ("text/html", "application/json"):
        answer = client.get(address, headers={"Accept": accepted})
        assert (answer.status_code, answer.mimetype) == (404, accepted)


def test_without_its_redis_the_site_goes_on_and_each_process_counts_for_itself(
    tmp_path: Path, sqlite_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    settings = load_settings(
        instance_path=tmp_path / "instance",
        designs_path=DESIGNS,
        database_url=sqlite_url,
        redis_url="redis://127.0.0.1:1/0",
    )
    for app in running(create_app(settings)):
        visitor = app.test_client()
        answers = [visitor.get("/gallery?q=evening").status_code for _ in range(61)]
        assert answers == [200] * 60 + [429]
        work_waiting.send("mails")
        assert "the queue is down" in caplog.text
    limiter.enabled = False
