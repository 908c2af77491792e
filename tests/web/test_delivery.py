"""How answers travel: what is compressed, what browsers keep, and that a page's size says nothing of its token."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator

import brotli
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from configurator.config import ROOT
from configurator.web.delivery import FRAME

Fetch = Callable[..., TestResponse]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def fetch(client: FlaskClient) -> Iterator[Fetch]:
    """Answers that are closed at the end, as a server closes the files that it has sent."""
    answers: list[TestResponse] = []

    def fetched(path: str, **headers: str) -> TestResponse:
        answers.append(client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()}))
        return answers[-1]

    yield fetched
    for answer in answers:
        answer.close()


@pytest.mark.parametrize(("encoding", "decompress"), [("br", brotli.decompress), ("gzip", gzip.decompress)])
@pytest.mark.parametrize("path", ["/lamp", "/lamp/state.json", "/static/icons.svg", "/static/js/compose.js"])
def test_texts_travel_compressed_and_unharmed(
    fetch: Fetch, path: str, encoding: str, decompress: Callable[[bytes], bytes]
) -> None:
    plain = fetch(path)
    packed = fetch(path, Accept_Encoding=encoding)
    assert packed.headers["Content-Encoding"] == encoding
    assert "accept-encoding" in packed.headers["Vary"].lower()
    assert len(packed.data) < len(plain.data) / 1.5
    assert _tokenless(decompress(packed.data)) == _tokenless(plain.data)


def _tokenless(page: bytes) -> bytes:
    return re.sub(rb'name="csrf_token" value="[^"]*"', b"", page)


def test_pictures_and_typefaces_are_not_compressed_again(fetch: Fetch) -> None:
    answer = fetch("/typeface/manrope.woff2", Accept_Encoding="br, gzip")
    assert "Content-Encoding" not in answer.headers


def test_a_file_with_its_digest_is_kept_for_ever_and_one_without_is_asked_for_again(fetch: Fetch) -> None:
    kept = fetch("/static/js/compose.js?v=abc").headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=31536000" in kept
    asked = fetch("/static/js/compose.js", Accept_Encoding="br")
    assert "no-cache" in asked.headers["Cache-Control"]
    again = fetch("/static/js/compose.js", Accept_Encoding="br", If_None_Match=asked.headers["ETag"])
    assert again.status_code == 304


def test_the_style_sheets_of_every_page_come_as_one_for_ever(fetch: Fetch) -> None:
    found = re.search(r'href="(/styles/frame\.css\?v=\w+)"', fetch("/lamp").text)
    assert found
    answer = fetch(found[1])
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    for name in FRAME:
        assert (ROOT / "static" / "css" / f"{name}.css").read_text() in answer.text
    assert "immutable" not in fetch("/styles/frame.css?v=older").headers["Cache-Control"]


def test_the_size_of_a_page_is_blurred(fetch: Fetch) -> None:
    paddings = {len(fetch("/lamp").headers["X-Padding"]) for _ in range(20)}
    assert len(paddings) > 5


def test_the_cookies_that_a_size_could_betray_do_not_travel_with_other_sites_requests(fetch: Fetch) -> None:
    answer = fetch("/lamp")
    cookies = answer.headers.getlist("Set-Cookie")
    assert cookies
    assert all("SameSite=Lax" in cookie or "SameSite=Strict" in cookie for cookie in cookies)
