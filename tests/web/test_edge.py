"""The edge that every page shares: errors, headers, hosts, languages, limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.config import load_settings
from configurator.product.errors import NotFoundError, OfficinaError, RefusedError
from configurator.site import create_app
from configurator.web.addresses import safe_path
from tests.conftest import DESIGNS, running


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(
    ("error", "status"), [(NotFoundError, 404), (RefusedError, 403), (OfficinaError, 422), (ValueError, 500)]
)
def test_each_error_gets_its_status_and_no_stack_trace(app: Flask, error: type[Exception], status: int) -> None:
    @app.get("/broken")
    def broken() -> str:
        raise error("inner words")

    answer = app.test_client().get("/broken")
    assert answer.status_code == status
    assert "inner words" not in answer.text
    assert "Traceback" not in answer.text
    assert "<h1>" in answer.text


def test_an_unknown_address_gets_a_page_in_the_visitors_language(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept-Language": "nl"})
    assert answer.status_code == 404
    assert '<html lang="nl">' in answer.text
    assert "Hier is niets" in answer.text


def test_a_script_gets_its_error_as_json(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert set(answer.json) == {"error", "advice"}


def test_a_forged_host_is_refused(client: FlaskClient) -> None:
    assert client.get("/healthz", headers={"Host": "evil.example"}).status_code == 400


def test_health_says_ok_while_the_database_answers(client: FlaskClient) -> None:
    assert client.get("/healthz").json == {"status": "ok"}


def test_health_says_503_when_the_database_is_gone(tmp_path: Path) -> None:
    settings = load_settings(
        instance_path=tmp_path,
        designs_path=DESIGNS,
        database_url="postgresql://nobody@127.0.0.1:1/none?connect_timeout=1",
    )
    assert create_app(settings).test_client().get("/healthz").status_code == 503


def test_no_page_allows_inline_script_or_framing(client: FlaskClient) -> None:
    policy = client.get("/nowhere").headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy


def test_a_post_without_its_token_is_refused_with_advice(client: FlaskClient) -> None:
    answer = client.post("/language", data={"language": "nl"})
    assert answer.status_code == 400
    assert "reload the page" in answer.text


def test_too_large_a_body_is_refused_with_413(client: FlaskClient) -> None:
    answer = client.post("/language", data={"next": "x" * 2_000_000})
    assert answer.status_code == 413
    assert "shorten" in answer.text


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "",
    None,
    "/a\nb",
    "relative",
]


@pytest.mark.parametrize("asked", ELSEWHERE)
def test_nobody_is_sent_to_another_site(asked: str | None) -> None:
    assert safe_path(asked, "/safe") == "/safe"


def test_a_path_of_this_site_is_kept_with_its_query() -> None:
    assert safe_path("/piccola?roof=glass") == "/piccola?roof=glass"


def test_limits_answer_429_with_advice(tmp_path: Path, sqlite_url: str) -> None:
    settings = load_settings(instance_path=tmp_path / "instance", designs_path=DESIGNS, database_url=sqlite_url)
    for app in running(create_app(settings)):
        from configurator.web.limits import limiter

        @app.get("/rare")
        @limiter.limit("1 per minute")
        def rare() -> str:
            return "once"

        visitor = app.test_client()
        assert visitor.get("/rare").status_code == 200
        again = visitor.get("/rare")
        assert again.status_code == 429
        assert "Wait a minute" in again.text


def test_the_typeface_is_woff2_and_small(client: FlaskClient) -> None:
    with client.get("/typeface/manrope.woff2") as answer:
        assert answer.data[:4] == b"wOF2"
        assert len(answer.data) < 60_000
