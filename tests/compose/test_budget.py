"""What it may cost: whether a lamp fits, what comes closest, what is beyond; and how many lamps there are."""

from __future__ import annotations

import random
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from configurator.compose.budget import read_amount
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.money import Money
from configurator.product.pricing import total_price
from configurator.product.rules import ProductRules
from tests.compose.conftest import Composer, all_lamps, inner, options_in

DEAR = "model=atelier&shade=globe&bulb=smart&colour=brass&extras=usb"


def without_budget(query: str) -> frozenset[str]:
    return frozenset(option for option in options_in(query) if not option.startswith("budget."))


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("16000", "EUR", 1_600_000),
        ("16000.50", "EUR", 1_600_050),
        ("16000,5", "EUR", 1_600_050),
        ("0", "EUR", 0),
        ("16000", "JPY", 16_000),
        ("16000.5", "JPY", None),
        ("1.2345", "EUR", None),
        ("-5", "EUR", None),
        ("1e9", "EUR", None),
        ("٣", "EUR", None),
        ("abc", "EUR", None),
        ("", "EUR", None),
        ("9" * 30, "EUR", None),
    ],
)
def test_an_amount_is_read_as_people_type_it_or_not_at_all(typed: str, currency: str, minor: int | None) -> None:
    assert read_amount(typed, currency) == (None if minor is None else Money(minor, currency))


def within(composer: Composer, query: str) -> dict[str, Any]:
    """The question that proposes what fits."""
    answer = composer.client.get(f"/lamp/within.json?{query}").json
    assert answer is not None
    question = answer["question"]
    assert isinstance(question, dict)
    return question


def test_a_lamp_that_fits_says_what_is_left(composer: Composer) -> None:
    budget = composer.state("budget=60")["budget"]
    assert (budget["state"], budget["message"]) == ("fits", "It fits, with €\xa011 to spare.")
    for query in ("budget=60", "budget=49", "", "budget=abc"):
        answer = composer.client.get(f"/lamp/within.json?{query}").json
        assert answer is not None
        assert answer["question"] is None
        assert composer.client.get(f"/lamp/within?{query}").location.startswith("/lamp?model=plain&")
    assert composer.state("budget=49")["budget"]["message"] == "It fits exactly."
    assert composer.state("")["budget"]["state"] == "none"


def test_the_slider_goes_from_the_cheapest_lamp_of_the_market_to_a_dear_one(composer: Composer, lamp: Product) -> None:
    for market in ("nl", "it", "de"):
        totals = [
            total_price(lamp, Configuration("lamp", options)).amount_minor
            for options in all_lamps(lamp)
            if f"market.{market}" in options
        ]
        budget = composer.state(f"market={market}")["budget"]
        assert budget["least"] * 100 == min(totals)
        assert 0.9 * max(totals) <= budget["most"] * 100 <= max(totals) + 99


def test_the_closest_within_a_budget_fits_and_gives_up_as_little_as_can_be(composer: Composer, lamp: Product) -> None:
    lamps = [Configuration("lamp", options) for options in all_lamps(lamp)]
    chance = random.Random(11)
    for before in chance.sample(lamps, 15):
        (market,) = (option for option in before.options if option.startswith("market."))
        least = total_price(lamp, before).amount_minor // 100 - chance.randint(1, 30)
        here = [each for each in lamps if market in each.options]
        fitting = [each for each in here if total_price(lamp, each).amount_minor <= least * 100]
        state = composer.state(f"{composer.query(before.options)}&budget={least}")
        assert state["budget"]["state"] == "over"
        (proposal,) = within(composer, state["query"])["proposals"]
        after = without_budget(proposal["query"])
        if fitting:
            assert Configuration("lamp", after) in fitting
        else:
            assert "Nothing costs so little" in state["budget"]["message"]
            cheapest = min(total_price(lamp, each).amount_minor for each in here)
            assert total_price(lamp, Configuration("lamp", after)).amount_minor == cheapest


def test_what_is_saved_and_what_changes_is_said_and_the_budget_travels(composer: Composer) -> None:
    state = composer.state(f"{DEAR}&budget=90")
    question = within(composer, state["query"])
    assert question["title"] == "To stay within €\xa090, something changes"
    (proposal,) = question["proposals"]
    assert proposal["changes"]["difference"].startswith("− €")
    after = composer.state(proposal["query"])
    assert after["budget"]["state"] == "fits"
    assert after["total_text"] == proposal["changes"]["total"]
    assert parse_qs(question["keep_query"])["budget"] == ["90"]
    html = composer.html(state["query"])
    assert inner(html, "question-title") == ""  # it is offered, not asked
    assert f'href="/lamp/within?{state["query"]}"'.replace("&", "&amp;") in html
    asking = composer.client.get(f"/lamp/within?{state['query']}").text
    assert inner(asking, "question-title") == question["title"].replace("\xa0", " ")
    assert 'data-here="/lamp" open>' in asking
    assert f'href="/lamp?{proposal["query"]}"'.replace("&", "&amp;") in asking


def test_what_alone_costs_more_than_the_budget_is_marked(composer: Composer) -> None:
    state = composer.state("budget=60")
    beyond = {key for key, option in state["options"].items() if option["is_beyond"]}
    for key, option in state["options"].items():
        costs = float(state["total"]) + float(option["difference"])
        assert (key in beyond) == (costs > 60 and not option["is_chosen"]), key
    assert {"model.atelier", "shade.globe", "colour.brass"} <= beyond
    html = composer.html(state["query"])
    for key, option in state["options"].items():
        if key != "shade.disc":
            hidden = "" if option["is_beyond"] else " hidden"
            assert f'<p class="option__beyond" id="beyond-{key}"{hidden}>Above your budget</p>' in html
    assert not any(option["is_beyond"] for option in composer.state("")["options"].values())


@pytest.mark.parametrize("typed", ["abc", "-5", "<b>5</b>", "1e9", "%00", "49.999"])
def test_what_is_no_amount_is_said_and_nothing_is_lost(client: FlaskClient, typed: str) -> None:
    answer = client.get("/lamp", query_string={"colour": "red", "budget": typed}, follow_redirects=True)
    assert answer.status_code == 200
    assert "is no amount. Write it in digits, such as 49." in inner(answer.text, "budget-message")
    assert "<b>5" not in answer.text
    assert 'id="choice-colour.red" name="colour" value="red" checked' in answer.text
    state = client.get("/lamp/state.json", query_string={"colour": "red", "budget": typed}).json
    assert state is not None
    assert state["budget"]["state"] == "unreadable"
    assert "colour=red" in state["query"]
    assert parse_qs(state["query"])["budget"] == [state["budget"]["typed"]]


def test_a_budget_is_no_part_of_the_configuration(composer: Composer, client: FlaskClient) -> None:
    plain, asked = composer.state("colour=red"), composer.state("colour=red&budget=70")
    assert plain["written"] == asked["written"]
    assert asked["query"] == f"{plain['query']}&budget=70"
    html = composer.html(asked["query"])
    assert "budget" not in html.split('rel="canonical" href="')[1].split('"')[0]
    assert "budget" not in html.split('id="save" href="')[1].split('"')[0]
    assert "budget=70" in html.split('id="surprise"')[1].split(">")[0]
    surprise = client.get("/lamp/surprise?market=it&budget=70")
    assert parse_qs(urlsplit(surprise.location).query)["budget"] == ["70"]


def test_a_question_keeps_the_budget(composer: Composer) -> None:
    before = options_in(composer.state("")["query"])
    query = composer.query((before - {"colour.cream"}) | {"colour.brass"}, before)
    question = composer.state(f"{query}&budget=60")["question"]
    assert all(each["query"].endswith("&budget=60") for each in question["proposals"])


def test_the_count_is_that_of_all_lamps_and_of_those_with_the_same_choices(
    composer: Composer, lamp: Product, rules: ProductRules
) -> None:
    lamps = all_lamps(lamp)
    for options in random.Random(12).sample(lamps, 10):
        state = composer.state(composer.query(options))
        forced = {key for key, option in state["options"].items() if option["state"] == "forced"}
        own = options - set(lamp.defaults) - forced
        alike = sum(own <= other for other in lamps)
        count = state["count"]
        assert (count["all"], count["alike"]) == (str(len(lamps)), str(alike))
        assert count["words"] == f"One of {len(lamps):,} Lantaarns."
        if own:
            assert count["alike_words"].startswith(f"{alike:,} of them have ")
    assert composer.state("")["count"]["alike_words"] == ""
    one = composer.state("colour=red")["count"]["alike_words"]
    assert one.endswith("of them have the one thing that you changed.")
    assert one in inner(composer.html(composer.state("colour=red")["query"]), "count-alike")
