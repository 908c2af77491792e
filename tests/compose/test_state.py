"""The JSON API: it says what the page says, and what it says is true."""

from __future__ import annotations

import random

import pytest
from flask.testing import FlaskClient

from configurator.product.definition import Product
from tests.compose.conftest import Composer, all_lamps, chosen_on, inner, options_in


def test_the_json_says_what_the_page_says(composer: Composer, lamp: Product) -> None:
    for options in random.Random(4).sample(all_lamps(lamp), 10):
        query = composer.query(options)
        state, html = composer.state(query), composer.html(query)
        assert {key for key, option in state["options"].items() if option["is_chosen"]} == chosen_on(html) == options
        assert inner(html, "total") == " ".join(state["total_text"].split())
        for key, option in state["options"].items():
            if key == "shade.disc":
                continue
            assert f'id="option-{key}" data-state="{option["state"]}"' in html
            assert inner(html, f"price-{key}") == " ".join(option["price"].split())
            assert inner(html, f"note-{key}") == option["note"]
        for line in state["lines"]:
            assert line["name"].replace("'", "&#39;") in html


def test_states_agree_with_trying_every_lamp(composer: Composer, lamp: Product) -> None:
    """Possible: some lamp has the option and everything chosen in the other groups (and nothing of any dropped)."""
    lamps = all_lamps(lamp)
    for options in random.Random(5).sample(lamps, 25):
        for key, option in composer.state(composer.query(options))["options"].items():
            if key == "shade.disc":
                assert option["state"] == "impossible"
                continue
            group = lamp.group_by_key[lamp.options[key].group]
            is_one = group.kind == "one"
            others = options - ({each.id for each in group.options} if is_one else {key})
            brought = _brought(options)
            if key in options:
                wanted = [each for each in lamps if key not in each and others - brought <= each]
                expected = {"chosen"} if is_one or wanted else {"forced"}
            else:
                kept = [each for each in lamps if key in each and others - brought <= each]
                expected = {"possible"} if kept else {"conflicting"}
            assert option["state"] in expected, (sorted(options), key)


def _brought(options: frozenset[str]) -> frozenset[str]:
    """What is there only because something else brought it: it may go when that goes."""
    brought = set()
    if "model.atelier" in options:
        brought |= {"extras.dimmer"} | ({"shade.globe"} & options)
    if "extras.evening_pack" in options:
        brought |= {"extras.dimmer", "extras.timer"}
    return frozenset(brought)


def test_a_difference_is_what_the_total_then_differs(composer: Composer, lamp: Product) -> None:
    for options in random.Random(6).sample(all_lamps(lamp), 8):
        state = composer.state(composer.query(options))
        for key, option in state["options"].items():
            if option["is_chosen"] or option["state"] == "impossible":
                continue
            group = lamp.group_by_key[lamp.options[key].group]
            own = {each.id for each in group.options} if group.kind == "one" else set()
            answer = composer.state(composer.query((options - own) | {key}, options))
            query = answer["question"]["proposals"][0]["query"] if answer["question"] else answer["query"]
            after = composer.state(query)
            assert cents(after["total"]) - cents(state["total"]) == cents(option["difference"]), (sorted(options), key)


def cents(amount: str) -> int:
    return round(float(amount) * 100)


def test_the_total_is_the_sum_of_the_lamps_prices(composer: Composer) -> None:
    state = composer.state("model=atelier&shade=globe&bulb=smart&colour=brass&extras=usb&market=de")
    assert state["total"] == "100.00"  # 49 + 20 + globe 0 + 14 + 11 + dimmer 0 + 6; brass is 14 in Germany
    assert {line["name"]: line["amount"] for line in state["lines"]}["Extras: Dimmer"] == "included"
    assert state["vat_text"] == "incl. 19% VAT"


def test_each_reason_is_the_rules_own_sentence(composer: Composer) -> None:
    options = composer.state("extras=dimmer")["options"]
    assert options["bulb.cool"] == {
        "state": "conflicting",
        "is_chosen": False,
        "difference": "-7.00",
        "price": "− €\xa07",
        "note": "Not with your choice of Dimmer: The cool white bulb can't be dimmed.",
        "is_beyond": False,
    }
    assert composer.state("model=atelier")["options"]["extras.dimmer"]["note"] == "Comes with Atelier."
    assert composer.state()["options"]["model.atelier"]["note"] == "Comes with Dimmer."


def test_what_comes_along_is_told(composer: Composer) -> None:
    plain = options_in(composer.state()["query"])
    answer = composer.state(composer.query((plain - {"model.plain"}) | {"model.atelier"}, plain))
    assert answer["news"] == "Comes with Dimmer."
    assert answer["announcement"] == "Comes with Dimmer. Total €\xa069."
    assert composer.state()["news"] == ""


def test_the_same_question_gets_the_same_answer_and_may_be_kept(client: FlaskClient) -> None:
    first = client.get("/lamp/state.json?colour=red")
    assert first.headers["Cache-Control"] == "private, max-age=60"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in first.headers["Vary"].split(",")}
    again = client.get("/lamp/state.json?colour=red", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_answer_is_in_the_visitors_language(client: FlaskClient) -> None:
    state = client.get("/lamp/state.json?extras=dimmer", headers={"Accept-Language": "nl"}).json
    assert state is not None
    assert state["options"]["bulb.cool"]["note"].endswith("De koelwitte lichtbron kan niet gedimd worden.")


def test_pictures_named_in_the_answer_exist(client: FlaskClient, composer: Composer) -> None:
    picture = composer.state("colour=red")["picture"]
    addresses = {picture["address"]} | {
        part.split(" ")[0]
        for scene in picture["scenes"].values()
        for srcset in scene.values()
        for part in srcset.split(", ")
    }
    assert all("colour.red" in address for address in addresses)
    for address in sorted(addresses)[:4]:
        assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", ["surprise.json", "state.json"])
def test_every_answer_is_a_valid_configuration(client: FlaskClient, path: str, lamp: Product) -> None:
    lamps = set(all_lamps(lamp))
    for _ in range(10):
        answer = client.get(f"/lamp/{path}").json
        assert answer is not None
        assert options_in(answer["query"]) in lamps
