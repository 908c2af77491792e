"""What people and programs write into addresses: always a clear message, the right status, and nothing lost."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from configurator.product.rules import ProductRules
from tests.compose.conftest import Composer, chosen_on, inner, options_in


def test_unknown_options_are_named_and_the_rest_is_kept(composer: Composer) -> None:
    html = composer.html("colour=gold&stand=wall&spoon=silver")
    assert "colour=gold" in inner(html, "notices")
    assert "spoon=silver" in inner(html, "notices")
    assert "stand.wall" in chosen_on(html)
    assert "colour.cream" in chosen_on(html)


def test_markup_in_an_address_is_shown_as_text(composer: Composer) -> None:
    html = composer.html("colour=<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert" in html


def test_what_advertisers_add_is_not_worth_a_word(client: FlaskClient) -> None:
    response = client.get("/lamp?colour=red&utm_source=mail&fbclid=abc")
    assert response.status_code == 303
    assert "utm" not in response.location


def test_a_contradictory_address_shows_the_nearest_and_says_what_was_left_out(
    composer: Composer, rules: ProductRules
) -> None:
    html = composer.html("bulb=cool&extras=dimmer&stand=wall&extras=tray")
    assert rules.is_valid(chosen_on(html))
    notice = inner(html, "notices")
    for option, name in (("bulb.cool", "Cool white"), ("extras.dimmer", "Dimmer"), ("extras.tray", "Pen tray")):
        assert (option in chosen_on(html)) != (name in notice)
    assert "can't be dimmed" in notice or "Only the foot carries a pen tray." in notice


def test_two_answers_to_one_question_keep_one_and_name_the_other(composer: Composer) -> None:
    html = composer.html("colour=red&colour=brass&model=plain")
    chosen = {option for option in chosen_on(html) if option.startswith("colour.")}
    assert chosen == {"colour.red"}
    assert "Brass" in inner(html, "notices")


def test_a_retired_option_is_named(composer: Composer) -> None:
    html = composer.html("shade=disc")
    assert "No longer available: Disc." in inner(html, "notices")
    assert "shade.cone" in chosen_on(html)


def test_for_a_retired_option_the_closest_is_told_with_its_price(composer: Composer, rules: ProductRules) -> None:
    html = composer.html("shade=disc&colour=red&extras=usb")
    assert inner(html, "nearest-name") == "The closest you can still order"
    nearest = composer.state("shade=disc&colour=red&extras=usb")["nearest"]
    assert nearest["changes"] == {
        "replacements": [{"group": "Shade", "before": "Disc", "after": "Cone"}],
        "added": "",
        "dropped": "",
        "difference": "− €\xa08",  # the disc cost 8, the cone nothing
        "total": "€\xa055",
    }
    assert {"colour.red", "extras.usb", "shade.cone"} <= options_in(nearest["query"])
    assert rules.is_valid(options_in(nearest["query"]))
    assert f'href="/lamp?{nearest["query"]}"'.replace("&", "&amp;") in html
    assert composer.state(nearest["query"])["nearest"] is None


def test_an_over_long_address_is_refused_with_our_page(client: FlaskClient) -> None:
    for path in ("/lamp", "/lamp/state.json", "/lamp/surprise", "/lamp/compare"):
        response = client.get(f"{path}?colour={'x' * 5000}", headers={"Accept": "text/html"})
        assert response.status_code == 414
        assert "That link is too long" in response.text
    answer = client.get(f"/lamp/state.json?colour={'x' * 5000}", headers={"Accept": "application/json"})
    assert answer.status_code == 414
    assert answer.json is not None
    assert answer.json["error"] == "That link is too long"


@pytest.mark.parametrize(
    "query",
    [
        "was=nonsense&colour=red",
        "was=colour.brass~model.plain&colour=red",
        "was=&colour=red",
        "colour=red&view=moon&parent=%00%ff",
        "view=../../etc/passwd",
        "colour=%ff%fe&stand=%00",
        "colour=&stand=",
        "&&&===&;;",
        "was=a~b~c&was=d",
        "colour[]=red",
        "market=it&market=de&market=nl",
    ],
)
def test_forged_addresses_still_give_a_page(client: FlaskClient, rules: ProductRules, query: str) -> None:
    response = client.get(f"/lamp?{query}")
    if response.status_code == 303:
        response = client.get(response.location)
    assert response.status_code == 200
    assert rules.is_valid(chosen_on(response.text))
    answer = client.get(f"/lamp/state.json?{query}").json
    assert answer is not None
    options = {option for option in options_in(answer["query"]) if not option.startswith(("view.", "parent."))}
    assert rules.is_valid(options)


def test_an_unknown_product_is_not_found(client: FlaskClient) -> None:
    for path in ("/teapot", "/teapot/state.json", "/teapot/surprise", "/teapot/compare"):
        assert client.get(path).status_code == 404


def test_a_surprise_survives_two_markets(client: FlaskClient) -> None:
    assert client.get("/lamp/surprise?market=it&market=de").status_code == 303
