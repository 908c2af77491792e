"""The picture endpoint: what it sends, what it lets others keep, and what it refuses."""

from __future__ import annotations

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from configurator.imaging.picture import SIZES
from configurator.pictures.links import artwork_of, option_picture_url, picture_srcset, picture_url
from configurator.web.catalogue import catalogue


@pytest.fixture
def client(piccola_app: Flask) -> FlaskClient:
    return piccola_app.test_client()


def _path(width: int = 320, file_format: str = "jpg", **more: str) -> str:
    options = {"colour.menta", "wheels.retro", "market.nl", *more.values()}
    return picture_url("piccola", options, width=width, file_format=file_format)


@pytest.mark.parametrize(
    ("file_format", "media", "kind"), [("jpg", "image/jpeg", "JPEG"), ("webp", "image/webp", "WEBP")]
)
def test_a_picture_may_be_kept_for_ever(client: FlaskClient, file_format: str, media: str, kind: str) -> None:
    answer = client.get(_path(file_format=file_format))
    assert answer.status_code == 200
    assert answer.mimetype == media
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    with Image.open(BytesIO(answer.data)) as image:
        assert (image.format, image.size) == (kind, (320, 180))
    again = client.get(_path(file_format=file_format), headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_picture_is_made_once_and_then_read(piccola_app: Flask, client: FlaskClient) -> None:
    cache = piccola_app.extensions["officina-picture-cache"]
    first = client.get(_path()).data
    (kept,) = [path for path in cache.folder.rglob("*") if path.is_file()]
    assert kept.read_bytes() == first
    kept.write_bytes(b"from the cache")
    assert client.get(_path()).data == b"from the cache"


def test_an_address_of_older_artwork_leads_to_todays(client: FlaskClient) -> None:
    path = _path()
    today = artwork_of("piccola").version
    answer = client.get(path.replace(today, "0" * 12))
    assert answer.status_code == 301
    assert answer.headers["Location"].endswith(path)
    unseen = path.replace(today, "0" * 12).replace("colour.menta", "market.nl~colour.menta~accessories.gone")
    assert client.get(unseen).headers["Location"].endswith(path)


@pytest.mark.parametrize(
    "change",
    [(".320.", ".321."), ("front34.", "moon."), (".light.", ".noon."), (".jpg", ".png"), ("menta", "purple"),
     ("piccola", "grande"), ("colour.menta", "market.nl~colour.menta"), ("colour.menta", "colour.menta.latte")],
)  # fmt: skip
@pytest.mark.parametrize("version", ["today", "older"])
def test_what_is_not_on_the_short_lists_is_not_found(
    client: FlaskClient, change: tuple[str, str], version: str
) -> None:
    path = _path().replace(*change)
    if version == "older":
        path = path.replace(artwork_of("piccola").version, "0" * 12)
    status = client.get(path).status_code
    may_lead_on = version == "older" and change[1] in ("purple", "market.nl~colour.menta")
    assert status == (301 if may_lead_on else 404)


def test_a_source_set_names_every_size_up_to_the_artworks_own(client: FlaskClient) -> None:
    entries = [
        entry.split() for entry in picture_srcset("piccola", {"colour.menta"}, "side", "dark", "webp").split(", ")
    ]
    own = artwork_of("piccola").view("side").width
    assert [width for _, width in entries] == [f"{width}w" for width in SIZES if width <= own]
    assert all(".dark." in address and address.endswith(".webp") for address, _ in entries)
    assert client.get(entries[0][0]).status_code == 200


def test_addresses_stay_short_with_everything_chosen(piccola_app: Flask) -> None:
    everything = [option.id for group in catalogue().product("piccola").groups
                  for option in (group.options if group.kind == "any" else group.options[-1:])]  # fmt: skip
    for view in artwork_of("piccola").views:
        assert len(picture_url("piccola", everything, view.key, external=True)) < 1000


def test_option_pictures_are_sent_and_a_drawing_can_do_nothing(client: FlaskClient) -> None:
    address = ""
    product = catalogue().product("piccola")
    for option in ("motor.brezza", "wheels.retro"):
        address = option_picture_url(product, product.options[option])
        assert address
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'"
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        older = client.get(address.replace(artwork_of(product).version, "0" * 12))
        assert (older.status_code, older.headers["Location"].endswith(address)) == (301, True)
    base = address.rpartition("/")[0]
    for name in ("gone.svg", "..%2Fmanifest.json", "%2Fetc%2Fpasswd"):
        assert client.get(f"{base}/{name}").status_code == 404


def test_an_option_with_paint_alone_has_no_picture(app: Flask) -> None:
    product = catalogue().product("lamp")
    assert option_picture_url(product, product.options["colour.red"]) is None


def test_the_picture_element_offers_both_lights(piccola_app: Flask) -> None:
    with piccola_app.test_request_context("/"):
        template = piccola_app.jinja_env.from_string(
            '{% from "pictures/picture.html" import picture with context %}'
            '{{ picture("piccola", ["colour.menta"], "A Piccola <in> mint", view="side", sizes="50vw") }}'
        )
        page = template.render()
    assert page.count('media="(prefers-color-scheme: dark)"') == 2
    assert page.index(".dark.") < page.index(".light.")
    assert page.index("image/webp") < page.index("image/jpeg")
    assert 'width="960" height="540"' in page
    assert 'alt="A Piccola &lt;in&gt; mint"' in page
    assert 'loading="lazy"' in page
