"""Numbers and words on the compose page of the mug, without JavaScript and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.config import load_settings
from configurator.product.rules import ProductRules
from configurator.site import create_app
from configurator.web.catalogue import catalogue
from tests.compose.conftest import inner
from tests.conftest import GIFTS, running

PLAIN = "glaze=white&spoons=1&sugar=10&market=nl"
WAS = "glaze.white~market.nl~spoons.1~sugar.10"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("site")
    settings = load_settings(
        instance_path=folder,
        designs_path=GIFTS,
        database_url=f"sqlite:///{folder / 'test.sqlite'}",
        rate_limits=False,
    )
    yield from running(create_app(settings))


def state(client: FlaskClient, query: str) -> dict[str, Any]:
    response = client.get(f"/mug/state.json?{query}")
    assert response.status_code == 200
    assert response.json is not None
    return dict(response.json)


def field(html: str, name: str) -> dict[str, str]:
    """The attributes of the input of that name."""
    found = re.search(rf'<input[^>]*\bname="{re.escape(name)}"[^>]*>', html)
    assert found, name
    return {key: unescape(value) for key, value in re.findall(r'([\w-]+)="([^"]*)"', found.group(0))}


def with_words(words: str, option: str = "name", **more: str) -> str:
    return urlencode({"glaze": "white", "extras": option, f"extras.{option}.text": words, **more})


# numbers


def test_a_number_is_one_field_with_its_bounds(client: FlaskClient) -> None:
    html = client.get("/mug").text
    sugar = field(html, "sugar")
    assert {key: sugar[key] for key in ("type", "value", "min", "max", "step")} == {
        "type": "number", "value": "10", "min": "10", "max": "100", "step": "30",
    }  # fmt: skip
    assert 'id="choice-sugar.10"' not in html
    assert inner(html, "price-spoons") == "€ 2.50 each"
    assert inner(html, "price-sugar") == "€ 3 for every 30"


def test_the_form_without_scripts_chooses_a_number(client: FlaskClient) -> None:
    sent = client.get(f"/mug?{PLAIN.replace('spoons=1', 'spoons=02')}&was={WAS}")
    assert sent.status_code == 303
    assert sent.location == "/mug?glaze=white&spoons=2&sugar=10&market=nl"
    assert field(client.get(sent.location).text, "spoons")["value"] == "2"


@pytest.mark.parametrize("typed", ["9", "-1", "1.5", "two", "٢", "<b>", "1e3", " ", "9" * 900])
def test_a_number_that_can_not_be_is_answered_with_its_bounds_and_nothing_else_is_lost(
    client: FlaskClient, typed: str
) -> None:
    query = urlencode({"glaze": "blue", "spoons": typed, "sugar": "100", "market": "nl", "was": WAS})
    answer = client.get(f"/mug?{query}")
    assert answer.status_code == 200
    message = inner(answer.text, "message-spoons")
    assert "from 0 to 4" in message
    assert typed.strip()[:40] in message
    assert "<b>" not in answer.text
    assert "from 0 to 4" in inner(answer.text, "notices")
    assert field(answer.text, "spoons")["value"] == "1"
    assert field(answer.text, "sugar")["value"] == "100"
    assert re.search(r'id="choice-glaze.blue"[^>]* checked', answer.text)


def test_a_link_with_a_number_that_can_not_be_says_so(client: FlaskClient) -> None:
    said = state(client, "spoons=9&sugar=41")
    assert said["numbers"]["spoons"]["value"] == "1"
    assert said["notices"] == [
        "Spoons: from 0 to 4, not “9”.",
        "Sugar: from 10 to 100 in steps of 30, not “41”.",
    ]


def test_what_numbers_bring_and_why_they_conflict_is_said_once_for_all_of_them(client: FlaskClient) -> None:
    said = state(client, PLAIN)["numbers"]["spoons"]
    assert said == {
        "value": "1",
        "price": "€\u00a02.50 each",
        "message": "",
        "notes": ["3 or more: Comes with Saucer."],
    }
    notes = state(client, f"glaze=blue&spoons=1&sugar=10&market=nl&was={WAS}")["numbers"]["sugar"]["notes"]
    assert notes == ["40 to 70: Not with your choice of Blue: In a blue mug we put a little sugar or very much."]


def test_a_number_named_alone_has_its_groups_name(client: FlaskClient) -> None:
    blue = state(client, "glaze=blue")["written"]
    question = state(client, f"glaze=blue&spoons=1&sugar=40&market=nl&was={blue}")["question"]
    assert question["title"] == "To have Sugar: 40, something else changes"
    replacements = [each["changes"]["replacements"] for each in question["proposals"]]
    assert replacements[0] == [{"group": "Glaze", "before": "Blue", "after": "White"}]
    assert state(client, "spoons=2")["groups"]["spoons"] == "2"


def test_the_price_follows_the_number(client: FlaskClient) -> None:
    totals = [float(state(client, f"spoons={number}&extras=saucer")["total"]) for number in range(5)]
    assert [total - totals[0] for total in totals] == [0, 2.5, 5, 7.5, 10]


# words


def test_words_travel_in_the_address_and_stand_on_their_line(client: FlaskClient) -> None:
    said = state(client, with_words("Ada Lovelace"))
    assert said["query"] == "glaze=white&spoons=1&sugar=10&extras=name&market=nl&extras.name.text=Ada+Lovelace"
    assert said["texts"] == {"extras.name": {"words": "Ada Lovelace", "message": ""}}
    assert {"name": "Extras: A name under the glaze “Ada Lovelace”", "amount": "€\u00a04"} in said["lines"]
    page = client.get(f"/mug?{said['query']}")
    assert page.status_code == 200
    assert field(page.text, "extras.name.text")["value"] == "Ada Lovelace"


def test_the_form_without_scripts_takes_words_and_gives_them_back(client: FlaskClient) -> None:
    sent = client.get(f"/mug?{with_words('  Ada   B ', was=WAS, spoons='1', sugar='10', market='nl')}")
    assert sent.status_code == 303
    assert parse_qs(urlsplit(sent.location).query)["extras.name.text"] == ["Ada B"]
    kept = state(client, f"{urlsplit(sent.location).query}&spoons=2&was={WAS}~extras.name".replace("spoons=1&", ""))
    assert kept["texts"]["extras.name"]["words"] == "Ada B"
    assert kept["numbers"]["spoons"]["value"] == "2"


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("Wilhelmina van Dam", "This is 6 characters too long; the most is 12."),
        ("Wilhelmina va", "This is 1 character too long; the most is 12."),
        ("x" * 900, "This is 188 characters too long; the most is 12."),
        ("q\u0303" * 13, "This is 1 character too long; the most is 12."),
        ("", "Write what it should say, in at most 12 characters."),
        (" \u202e\u200b\x00", "Write what it should say, in at most 12 characters."),
    ],
)
def test_words_that_do_not_fit_stay_in_their_field_with_what_to_do(
    client: FlaskClient, typed: str, message: str
) -> None:
    page = client.get(f"/mug?{with_words(typed)}", follow_redirects=True)
    assert page.status_code == 200
    assert inner(page.text, "message-extras.name") == message
    assert field(page.text, "extras.name.text")["value"] == typed[:200].strip(" \u202e\u200b\x00")
    assert re.search(r'id="choice-extras.name"[^>]* checked', page.text)


def test_words_with_characters_that_an_option_does_not_take_name_them(client: FlaskClient) -> None:
    said = state(client, with_words("19x7?", "year"))
    assert said["texts"]["extras.year"]["message"] == "We can't write these characters on it: x ?"
    assert "extras.year.text=19x7%3F" in said["query"]
    assert "“" not in " ".join(line["name"] for line in said["lines"])


@pytest.mark.parametrize(
    "words", ["<b>Ada</b>", '"><script>', "Ada & Eve", "O'Neil", "{{7*7}}", "👩🏽‍🚀 Ada", "עדה", "=1+1"]
)
def test_words_are_only_ever_words(client: FlaskClient, words: str) -> None:
    page = client.get(f"/mug?{with_words(words)}", follow_redirects=True)
    assert page.status_code == 200
    assert field(page.text, "extras.name.text")["value"] == words
    assert "<b>Ada" not in page.text
    assert '<script>"' not in page.text
    assert f"“{words}”" in inner(page.text, "lines")


def test_bidi_overrides_and_controls_never_reach_a_page(client: FlaskClient) -> None:
    page = client.get(f"/mug?{with_words(chr(0x202E) + 'Ada' + chr(7))}", follow_redirects=True)
    assert field(page.text, "extras.name.text")["value"] == "Ada"
    assert chr(0x202E) not in page.text


def test_ten_thousand_characters_are_refused_in_words(client: FlaskClient) -> None:
    assert client.get(f"/mug?{with_words('x' * 10_000)}").status_code == 414


def test_words_for_an_option_choose_it_and_dropping_it_drops_them(client: FlaskClient) -> None:
    typed = state(client, f"{PLAIN}&extras.name.text=Ada&was={WAS}")
    assert typed["options"]["extras.name"]["is_chosen"]
    dropped = state(client, f"{PLAIN}&extras.name.text=Ada&was={typed['written']}")
    assert not dropped["options"]["extras.name"]["is_chosen"]
    assert dropped["texts"] == {}
    assert dropped["query"] == PLAIN


def test_a_parameter_for_words_that_nothing_takes_is_named(client: FlaskClient) -> None:
    assert state(client, "extras.saucer.text=Ada")["notices"] == [
        "We don't know extras.saucer.text=Ada, so we left that out."
    ]


def test_both_answers_to_a_question_keep_the_words(client: FlaskClient) -> None:
    named = state(client, with_words("Ada"))
    question = state(client, f"{named['query'].replace('white', 'blue')}&was={named['written']}")["question"]
    assert question["reasons"] == [
        "Not with your choice of A name under the glaze: A name can't be read through the blue glaze."
    ]
    assert "extras.name.text=Ada" in question["keep_query"]
    assert not any("extras.name.text" in proposal["query"] for proposal in question["proposals"])


def test_words_too_long_are_not_lost_when_something_else_is_chosen(client: FlaskClient) -> None:
    long = state(client, with_words("Wilhelmina van Dam"))
    after = state(client, f"{long['query'].replace('spoons=1', 'spoons=2')}&was={long['written']}")
    assert after["texts"]["extras.name"]["words"] == "Wilhelmina van Dam"
    assert "Wilhelmina" not in after["written"]


def test_pictures_and_what_search_engines_read_know_no_words(client: FlaskClient) -> None:
    html = client.get(f"/mug?{with_words('Ada')}", follow_redirects=True).text
    head = html.partition("<body")[0]
    assert "Ada" not in head
    assert all("Ada" not in source for source in re.findall(r'src(?:set)?="([^"]*)"', html))


def test_a_surprise_asks_nobody_for_words(client: FlaskClient) -> None:
    for _ in range(30):
        said = client.get("/mug/surprise.json?market=nl").json
        assert said is not None
        assert said["texts"] == {}


def test_comparing_tells_words_and_numbers_apart(client: FlaskClient) -> None:
    ada, eve = (state(client, with_words(name, spoons="2"))["written"] for name in ("Ada ~=&", "Eve"))
    assert ada.count("~") == eve.count("~")
    html = client.get("/mug/compare", query_string={"a": ada, "b": eve}).text
    rows = re.findall(r"<tr.*?</tr>", html, re.DOTALL)
    (row,) = [row for row in rows if "Ada" in row]
    assert "“Ada ~=&amp;”" in row
    assert "“Eve”" in row
    assert "Spoons" not in html
    link = client.get("/mug/compare", query_string={"a": ada, "b": f"https://x.example/mug?{with_words('Eve')}"}).text
    assert "“Eve”" in link
    assert "Spoons" in link
    same = client.get("/mug/compare", query_string={"a": ada, "b": ada}).text
    assert "These two are the same." in same


def test_in_dutch(client: FlaskClient) -> None:
    page = client.get("/mug", headers={"Accept-Language": "nl"}).text
    assert "De naam" in page
    assert "lepels" in page


def test_rules_judge_alike_whatever_the_words(app: Flask) -> None:
    rules: ProductRules = catalogue().rules("mug")
    bare = rules.complete(["extras.name"])
    worded = bare.with_texts(rules.product, {"extras.name": "Ada"})
    assert rules.judge(worded.wordless) is rules.judge(bare)
