"""Pictures that wait for the worker: AVIF after WebP, prints on demand; none is lost, none waits twice."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from configurator.imaging.picture import AVIF_SIZES
from configurator.pictures import make_and_prune
from configurator.pictures.links import artwork_of, picture_sources, picture_url, print_url
from configurator.pictures.making import make_waiting
from configurator.pictures.waiting import MOST_URGENT, WaitingPictures

OPTIONS = frozenset({"colour.menta", "wheels.retro"})


@pytest.fixture
def client(piccola_app: Flask) -> FlaskClient:
    piccola_app.config["WTF_CSRF_ENABLED"] = False
    return piccola_app.test_client()


@pytest.fixture
def waiting(piccola_app: Flask) -> WaitingPictures:
    found = piccola_app.extensions["officina-waiting-pictures"]
    assert isinstance(found, WaitingPictures)
    return found


def test_what_somebody_waits_for_goes_first_then_who_came_first(tmp_path: Path) -> None:
    waiting = WaitingPictures(tmp_path)
    for number, name in enumerate(("b", "a", "c")):
        assert waiting.add(name)
        os.utime(waiting._path(name, False), (number, number))
    assert waiting.add("urgent", is_urgent=True)
    assert waiting.add("a")
    assert list(waiting) == ["urgent", "b", "a", "c"]
    waiting.done("b")
    assert list(waiting) == ["urgent", "a", "c"]
    assert "b" not in waiting
    assert "urgent" in waiting


def test_only_so_many_may_wait(tmp_path: Path) -> None:
    waiting = WaitingPictures(tmp_path)
    assert all(waiting.add(str(number), is_urgent=True) for number in range(MOST_URGENT))
    assert not waiting.add("one more", is_urgent=True)
    assert waiting.add("0", is_urgent=True)
    assert waiting.add("one more")


def test_avif_is_offered_once_the_worker_has_made_it(client: FlaskClient, waiting: WaitingPictures) -> None:
    assert "image/avif" not in picture_sources("piccola", OPTIONS, "side", "dark")
    avif = picture_url("piccola", OPTIONS, "side", "dark", 640, "avif")
    webp = picture_url("piccola", OPTIONS, "side", "dark", 640, "webp")
    answer = client.get(avif)
    assert answer.status_code == 302
    assert webp.endswith(answer.headers["Location"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(webp).status_code == 200
    widths = [width for width in AVIF_SIZES if width <= artwork_of("piccola").view("side").width]
    assert len(list(waiting)) == len(widths)
    make_and_prune()
    assert list(waiting) == []
    sources = picture_sources("piccola", OPTIONS, "side", "dark")
    assert list(sources) == ["image/avif", "image/webp", "image/jpeg"]
    sizes = [entry.split()[1] for entry in sources["image/avif"].split(", ")]
    assert sizes == [f"{width}w" for width in widths]
    answer = client.get(avif)
    assert (answer.status_code, answer.mimetype) == (200, "image/avif")
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size) == ("AVIF", (640, 360))
    assert len(answer.data) < len(client.get(webp).data)


def test_a_picture_of_older_artwork_is_not_made(piccola_app: Flask, waiting: WaitingPictures) -> None:
    for name in ("piccola/000000000000/side.dark.640.plain.avif", "grande/0/x.avif",
                 f"piccola/{artwork_of('piccola').version}/strange.avif"):  # fmt: skip
        waiting.add(name)
    make_waiting()
    assert list(waiting) == []


def test_what_there_is_no_time_for_waits_on(client: FlaskClient, waiting: WaitingPictures) -> None:
    client.get(picture_url("piccola", OPTIONS, "side", "dark", 640, "webp"))
    count = len(list(waiting))
    make_waiting(seconds=-1)
    assert len(list(waiting)) == count > 0


def test_a_print_is_ordered_waited_for_and_downloaded(client: FlaskClient, waiting: WaitingPictures) -> None:
    address = print_url("piccola", OPTIONS, "front34", "light")
    page = client.get(address)
    assert (page.status_code, page.headers["Cache-Control"]) == (200, "no-store")
    assert "http-equiv" not in page.text
    picture = address.replace("/print/", "/")
    assert address.endswith(client.get(picture).headers["Location"])
    assert list(waiting) == []
    ordered = client.post(address)
    assert ordered.status_code == 303
    assert address.endswith(ordered.headers["Location"])
    client.post(address)
    assert len(list(waiting)) == 1
    assert '<meta http-equiv="refresh"' in client.get(address).text
    make_and_prune()
    page = client.get(address)
    assert f'href="{urlsplit(picture).path}"' in page.text
    assert "http-equiv" not in page.text
    answer = client.get(picture)
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size, image.info["dpi"]) == ("JPEG", (3840, 2160), (300, 300))


def test_an_order_needs_the_forms_token(piccola_app: Flask) -> None:
    address = print_url("piccola", OPTIONS, "front34", "light")
    assert piccola_app.test_client().post(address).status_code == 400


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_only_prints_are_ordered(client: FlaskClient, waiting: WaitingPictures, method: str) -> None:
    address = print_url("piccola", OPTIONS, "front34", "light")
    for change in ((".3840.", ".640."), ("front34", "moon"), ("menta", "purple"), (".jpg", ".webp")):
        assert client.open(address.replace(*change), method=method).status_code == 404
    assert list(waiting) == []


def test_an_order_too_many_is_told_to_come_back(client: FlaskClient, waiting: WaitingPictures) -> None:
    for number in range(MOST_URGENT):
        waiting.add(str(number), is_urgent=True)
    assert client.post(print_url("piccola", OPTIONS, "front34", "light")).status_code == 503
