"""Words on designs: saved, shown, remixed, withdrawn; and kept from where they are nobody's business."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.models import Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation, design_by_code, save_design, tallied_designs, withdraw_design
from configurator.gallery.service.saving import InvalidConfigurationError
from configurator.gallery.then_and_now import look_today
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.loader import product_from_sources
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from tests.gallery.conftest import Visit

LINK = "glaze=white&spoons=2&sugar=10&extras=name&market=nl&extras.name.text=Ada+%26+Eve"
TEXTS = {"extras.name": "Ada & Eve"}
ADA = Visitor(None, "a" * 64)


@pytest.fixture
def app(gift_app: Flask) -> Iterator[Flask]:
    return gift_app


@pytest.fixture
def client(gift_app: Flask) -> FlaskClient:
    return gift_app.test_client()


@pytest.fixture
def mug(app: Flask) -> Product:
    return catalogue().product("mug")


@pytest.fixture
def rules(app: Flask) -> ProductRules:
    return catalogue().rules("mug")


def saved(mug: Product, rules: ProductRules, texts: dict[str, str], name: str = "Two", **given: bool) -> SavedDesign:
    options = rules.complete(["extras.name", "spoons.2"]).options
    return save_design(mug, rules, options, Presentation(name, **given), ADA, None, texts)


def save_by_form(visit: Visit, **fields: str) -> SavedDesign:
    answer = visit.send(f"/mug/save?{LINK}", **{"name": "Two", "is_published": "y", **fields})
    assert answer.status_code == 303, answer.text
    return design_by_code(answer.headers["Location"].partition("/d/")[2].partition("?")[0])


def test_words_are_saved_and_shown_with_the_option_they_are_on(app: Flask, visit: Visit) -> None:
    before = visit.open(f"/mug/save?{LINK}").text
    assert "<bdi>Ada &amp; Eve</bdi>" in before
    design = save_by_form(visit)
    assert dict(design.texts) == TEXTS
    page = visit.open(f"/d/{design.code}").text
    assert re.search(r"A name under the glaze <q[^>]*><bdi>Ada &amp; Eve</bdi></q>", page)


def test_a_remix_starts_with_the_words(app: Flask, visit: Visit) -> None:
    page = visit.open(f"/d/{save_by_form(visit).code}").text
    (remix,) = {unescape(link) for link in re.findall(r'href="(/mug\?[^"]*parent=[^"]*)"', page)}
    assert parse_qs(urlsplit(remix).query)["extras.name.text"] == ["Ada & Eve"]
    assert visit.open(remix).status_code == 200


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("extras=name", "A name under the glaze needs words that fit on it: at most 12 characters."),
        ("extras=name&extras.name.text=Wilhelmina+van+Dam", "at most 12 characters"),
        ("extras=year&extras.year.text=soon", "A year on the bottom needs words"),
        ("spoons=9", "<code>spoons=9</code>"),
    ],
)
def test_what_does_not_fit_is_not_saved_and_not_lost(client: FlaskClient, query: str, reason: str) -> None:
    answer = client.get(f"/mug/save?{query}&parent=K7QM-2F9D")
    assert answer.status_code == 422
    assert reason in unescape(answer.text)
    back = next(unescape(link) for link in re.findall(r'href="(/mug\?[^"]*)"', answer.text) if "parent" in link)
    typed = parse_qs(query)
    assert {name: parse_qs(urlsplit(back).query).get(name) for name in typed if "text" in name} == {
        name: words for name, words in typed.items() if "text" in name
    }
    assert parse_qs(urlsplit(back).query)["parent"] == ["K7QM-2F9D"]


def test_the_service_refuses_words_that_do_not_fit(mug: Product, rules: ProductRules) -> None:
    for texts in ({}, {"extras.name": "x" * 13}, {"extras.name": " \u202e "}, {"extras.year": "1957"}):
        with pytest.raises(InvalidConfigurationError):
            saved(mug, rules, texts)
    assert dict(saved(mug, rules, {"extras.name": " Ada\x00 ", "extras.saucer": "x"}).texts) == {"extras.name": "Ada"}


def test_the_same_choices_with_other_words_are_another_design(mug: Product, rules: ProductRules) -> None:
    ada, eve, again = (saved(mug, rules, {"extras.name": name}) for name in ("Ada", "Eve", "Ada"))
    assert ada.code == again.code != eve.code
    assert ada.configuration_digest != eve.configuration_digest


def test_statistics_count_choices_and_no_words(mug: Product, rules: ProductRules) -> None:
    designs = [saved(mug, rules, {"extras.name": name}) for name in ("Ada", "Eve")]
    plain = save_design(mug, rules, rules.complete(()).options, Presentation("Plain"), ADA)
    rows = list(tallied_designs("mug", 0, 1000))
    assert len({row.configuration_digest for row in rows[:2]}) == 1
    assert rows[0].configuration_digest == Configuration("mug", designs[0].options).digest
    assert rows[2].configuration_digest == plain.configuration_digest
    assert "Ada" not in repr(rows)


def test_previews_of_links_and_data_for_search_engines_have_no_words(
    mug: Product, rules: ProductRules, visit: Visit
) -> None:
    design = saved(mug, rules, {"extras.name": "Zebedee"}, is_published=False)
    head, _, body = visit.open(f"/d/{design.code}").text.partition("<body")
    assert "Zebedee" in body
    assert "Zebedee" not in head


def test_withdrawing_a_design_forgets_its_words(mug: Product, rules: ProductRules) -> None:
    design = saved(mug, rules, TEXTS)
    withdraw_design(design.id, ADA)
    assert db.session.get_one(Design, design.id).texts == {}


def test_html_in_words_stays_words(mug: Product, rules: ProductRules, visit: Visit) -> None:
    design = saved(mug, rules, {"extras.name": "<b>Ada</b>"})
    page = visit.open(f"/d/{design.code}").text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert "<b>Ada" not in page


def changed(mug: Product, **files: tuple[str, str]) -> Product:
    sources = dict(mug.sources)
    for name, (old, new) in files.items():
        assert old in sources[f"{name}.toml"]
        sources[f"{name}.toml"] = sources[f"{name}.toml"].replace(old, new)
    return product_from_sources("mug", sources)


def test_words_that_fit_no_more_can_not_be_built_and_the_nearest_has_none(mug: Product, rules: ProductRules) -> None:
    design = saved(mug, rules, TEXTS)
    tight = changed(mug, options=("max = 12", "max = 5"))
    today = look_today(mug, design.options, tight, ProductRules(tight), design.texts)
    assert not today.is_buildable
    assert [option.id for option in today.wordless] == ["extras.name"]
    assert today.nearest == Configuration("mug", design.options)
    still = look_today(mug, design.options, mug, rules, design.texts)
    assert still.is_buildable
    assert still.nearest.texts == tuple(TEXTS.items())


def test_a_number_that_is_not_offered_any_more_goes_back_to_the_default(mug: Product, rules: ProductRules) -> None:
    design = saved(mug, rules, TEXTS)
    fewer = changed(
        mug, options=("max = 4\ndefault", "max = 1\ndefault"), rules=('"spoons.3", "spoons.4"', '"spoons.1"')
    )
    today = look_today(mug, design.options, fewer, ProductRules(fewer), design.texts)
    assert [option.id for option in today.removed] == ["spoons.2"]
    assert "spoons.1" in today.nearest.options
