"""What a browser gets to compose a view from: everything, for ever, and nothing beside it."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.pictures.links import artwork_of
from configurator.web.catalogue import catalogue


@pytest.fixture
def client(piccola_app: Flask) -> FlaskClient:
    return piccola_app.test_client()


def test_a_recipe_has_every_layer_of_its_view_and_every_paint(client: FlaskClient) -> None:
    artwork, product = artwork_of("piccola"), catalogue().product("piccola")
    for view in (*artwork.views, *artwork.turntable):
        answer = client.get(f"/artwork/piccola/{artwork.version}/views/{view.key}.json")
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "Set-Cookie" not in answer.headers
        recipe = answer.json
        assert recipe
        assert (recipe["width"], recipe["height"]) == (view.width, view.height)
        assert [layer["file"] for layer in recipe["layers"]] == [layer.file for layer in artwork.layers_of[view.key]]
        for zone, painters in recipe["zones"].items():
            groups = artwork.zones[zone]
            ranks = [groups.index(product.options[option].group) for option in painters]
            assert ranks == sorted(ranks)
            assert all(recipe["paints"][option][0] == product.options[option].paint for option in painters)
        assert recipe["paints"][""] == ["#9a9a9a", "solid"]


def test_layers_are_sent_as_they_lie_in_the_folder(client: FlaskClient) -> None:
    artwork = artwork_of("piccola")
    file = artwork.layers[0].file
    with client.get(f"/artwork/piccola/{artwork.version}/layers/{file}") as answer:
        assert answer.data == (artwork.folder / file).read_bytes()
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.mimetype in ("image/webp", "image/png")


def test_todays_layers_are_not_mixed_with_older_recipes(client: FlaskClient) -> None:
    artwork = artwork_of("piccola")
    for path in (f"layers/{artwork.layers[0].file}", f"views/{artwork.views[0].key}.json"):
        for version, status in ((artwork.version, 200), ("000000000000", 404)):
            with client.get(f"/artwork/piccola/{version}/{path}") as answer:
                assert answer.status_code == status


@pytest.mark.parametrize(
    "path", ["layers/manifest.json", "layers/../product.toml", "layers/..%2fproduct.toml", "layers/", "views/moon.json"]
)
def test_nothing_else_of_the_folder_is_sent(client: FlaskClient, path: str) -> None:
    for version in (artwork_of("piccola").version, "000000000000"):
        assert client.get(f"/artwork/piccola/{version}/{path}").status_code == 404
