"""The page as a form: what it shows, where it leads, what it asks."""

from __future__ import annotations

import random
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from configurator.product.configuration import query_string
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from tests.compose.conftest import Composer, all_lamps, chosen_on, inner, options_in

PLAIN = ("model.plain", "stand.foot", "shade.cone", "colour.cream", "bulb.warm", "market.nl")


def test_the_bare_address_shows_the_defaults_with_their_price(composer: Composer) -> None:
    html = composer.html()
    assert chosen_on(html) == set(PLAIN)
    assert inner(html, "total") == "€ 49"


def test_every_choice_is_a_real_input_with_a_visible_name_in_a_named_group(composer: Composer, lamp: Product) -> None:
    html = composer.html()
    for group in lamp.groups:
        assert f'<legend class="visually-hidden">{group.name["en"]}</legend>'.replace("'", "&#39;") in html
        for option in group.options:
            if not option.retired:
                assert f'for="choice-{option.id}">{option.name["en"]}' in html


def test_a_submitted_form_leads_to_the_canonical_address(
    composer: Composer, client: FlaskClient, lamp: Product
) -> None:
    response = client.get("/lamp?was=" + "~".join(PLAIN) + "&" + "&".join(
        f"{group}={key}" for group, _, key in (option.partition(".") for option in reversed(PLAIN)) if group != "colour"
    ) + "&colour=red")  # fmt: skip
    assert response.status_code == 303
    after = (set(PLAIN) - {"colour.cream"}) | {"colour.red"}
    assert response.location == f"/lamp?{query_string(lamp, after)}"
    assert client.get(response.location).status_code == 200


def test_a_canonical_address_stays_what_it_is(composer: Composer, lamp: Product) -> None:
    for options in random.Random(1).sample(all_lamps(lamp), 20):
        html = composer.html(query_string(lamp, options))
        assert chosen_on(html) == options


def test_side_and_parent_travel_along(client: FlaskClient, composer: Composer) -> None:
    response = client.get("/lamp?colour=red&view=front&parent=K7QM-2F9D")
    query = parse_qs(urlsplit(response.location).query)
    assert query["view"] == ["front"]
    assert query["parent"] == ["K7QM-2F9D"]
    html = composer.html(urlsplit(response.location).query)
    assert '<input type="hidden" name="parent" value="K7QM-2F9D">' in html


def test_a_conflict_asks_and_both_outcomes_are_valid_configurations(
    composer: Composer, lamp: Product, rules: ProductRules
) -> None:
    asked = (set(PLAIN) - {"colour.cream"}) | {"colour.brass"}
    html = composer.html(composer.query(asked, PLAIN))
    assert 'aria-describedby="question-reasons" data-here="/lamp" open>' in html
    assert "Brass is made for the Atelier only." in inner(html, "question-reasons")
    assert "Model Plain → then Atelier" in inner(html, "question-proposals")
    question = composer.state(composer.query(asked, PLAIN))["question"]
    (proposal,) = question["proposals"]
    assert rules.is_valid(options_in(proposal["query"]))
    assert {"colour.brass", "model.atelier"} <= options_in(proposal["query"])
    assert options_in(question["keep_query"]) == set(PLAIN)
    assert f'href="/lamp?{proposal["query"]}"'.replace("&", "&amp;") in html


def test_a_question_tells_the_difference_that_its_outcome_makes(composer: Composer) -> None:
    asked = (set(PLAIN) - {"colour.cream"}) | {"colour.brass"}
    question = composer.state(composer.query(asked, PLAIN))["question"]
    (proposal,) = question["proposals"]
    changes = proposal["changes"]
    assert changes["difference"].replace("\xa0", " ") == "+ € 35"  # brass 15, Atelier 20, its dimmer at nothing
    assert changes["total"].replace("\xa0", " ") == "€ 84"
    assert changes["replacements"] == [{"group": "Model", "before": "Plain", "after": "Atelier"}]
    assert (changes["added"], changes["dropped"]) == ("Dimmer", "")
    assert composer.state(proposal["query"])["total"] == "84.00"


def test_new_choices_win_however_many_are_made_at_once(composer: Composer, lamp: Product, rules: ProductRules) -> None:
    chance = random.Random(2)
    lamps = all_lamps(lamp)
    for _ in range(60):
        before, wanted = chance.sample(lamps, 2)
        answer = composer.state(composer.query(wanted, before))
        assert answer["question"] is None
        brought = {"extras.dimmer", "extras.timer", "shade.globe"}  # goes silently with what brought it
        assert wanted - (before & brought) <= options_in(answer["query"])


def test_what_nobody_chose_is_never_changed_in_silence(composer: Composer, lamp: Product, rules: ProductRules) -> None:
    chance = random.Random(3)
    lamps = all_lamps(lamp)
    for _ in range(80):
        before = chance.choice(lamps)
        option = chance.choice([option for option in lamp.options.values() if option.id not in before])
        if option.retired:
            continue
        own = {other.id for other in lamp.group_by_key[option.group].options} if option.group != "extras" else set()
        answer = composer.state(composer.query((before - own) | {option.id}, before))
        if answer["question"]:
            assert options_in(answer["query"]) == before
            assert option.id in options_in(answer["question"]["proposals"][0]["query"])
        else:
            after = options_in(answer["query"])
            assert option.id in after
            gone = before - after - own
            assert gone <= {"extras.dimmer", "extras.timer", "shade.globe"}  # only what another choice had brought


def test_a_question_offers_different_ways_each_with_all_that_was_just_chosen(
    composer: Composer, lamp: Product, rules: ProductRules
) -> None:
    before = {"model.plain", "stand.foot", "shade.cone", "colour.cream", "bulb.warm", "market.nl"}
    before |= {"extras.timer", "extras.usb"}
    question = composer.state(composer.query(before | {"extras.tray"}, before))["question"]
    assert question["reasons"] == [
        "Not with your choice of Timer and USB socket: The foot has room for two of timer, USB socket and pen tray."
    ]
    found = [(each["changes"]["dropped"], each["changes"]["difference"]) for each in question["proposals"]]
    assert found == [("Timer", "− €\xa02"), ("USB socket", "− €\xa03")]  # 3 for the tray; the least difference first
    html = composer.html(composer.query(before | {"extras.tray"}, before))
    assert html.count('class="proposal__pick"') == 3  # and one in the template for scripts
    assert re.findall(r'id="proposal-(\d)"( checked)?', html) == [("1", " checked"), ("2", ""), ("0", "")]
    for proposal in question["proposals"]:
        assert f'href="/lamp?{proposal["query"]}"'.replace("&", "&amp;") in html


def test_every_proposal_is_valid_keeps_what_was_chosen_and_says_its_price(
    composer: Composer, lamp: Product, rules: ProductRules
) -> None:
    chance, lamps, several = random.Random(9), all_lamps(lamp), 0
    for _ in range(60):
        before = chance.choice(lamps)
        option = chance.choice([o for o in lamp.options.values() if o.id not in before and not o.retired])
        own = {other.id for other in lamp.group_by_key[option.group].options} if option.group != "extras" else set()
        state = composer.state(composer.query((before - own) | {option.id}, before))
        proposals = state["question"]["proposals"] if state["question"] else []
        several += len(proposals) > 1
        assert len({each["query"] for each in proposals}) == len(proposals) <= 3
        for proposal in proposals:
            after = composer.state(proposal["query"])
            assert option.id in options_in(proposal["query"])
            assert rules.is_valid(options_in(proposal["query"]))
            assert proposal["changes"]["total"] == after["total_text"]
    assert several


def test_dropping_what_is_forced_asks(composer: Composer, rules: ProductRules) -> None:
    before = {"model.atelier", "stand.foot", "shade.cone", "colour.cream", "bulb.warm", "market.nl", "extras.dimmer"}
    question = composer.state(composer.query(before - {"extras.dimmer"}, before))["question"]
    assert question["reasons"] == ["Comes with Atelier."]
    for proposal in question["proposals"]:
        assert rules.is_valid(options_in(proposal["query"]))
        assert "extras.dimmer" not in options_in(proposal["query"])


@pytest.mark.parametrize("number", range(20))
def test_a_surprise_is_always_valid_and_for_the_visitors_market(
    client: FlaskClient, rules: ProductRules, number: int
) -> None:
    response = client.get("/lamp/surprise?market=it&parent=K7QM-2F9D")
    assert response.status_code == 303
    assert response.headers["Cache-Control"] == "no-store"
    query = urlsplit(response.location).query
    assert "parent=K7QM-2F9D" in query
    options = options_in(query) - {"parent.K7QM-2F9D"}
    assert rules.is_valid(options)
    assert "market.it" in options


def test_the_page_speaks_of_openness(composer: Composer) -> None:
    html = composer.html()
    assert inner(html, "mark-shade.globe") == "open until 31 January 2027"
    assert inner(html, "mark-shade.paper") == "experiment"
    assert 'id="mark-shade.cone"' not in html


def test_a_retired_option_is_not_offered(composer: Composer) -> None:
    assert "shade.disc" not in composer.html()
