"""Groups that ask for a number, by the mug: spoons from 0 to 4, sugar from 10 to 100 in steps of 30."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from configurator.product.configuration import Choices, Configuration, parse_choices, query_string
from configurator.product.definition import GroupKind, Openness, Product
from configurator.product.loader import FaultyProductError, load_product, product_from_sources
from configurator.product.money import Money
from configurator.product.pricing import quote, total_price
from configurator.product.rules import ProductRules, State
from tests.conftest import GIFTS


def test_a_number_is_a_choose_one_group_with_an_option_for_each(mug: Product) -> None:
    spoons = mug.group_by_key["spoons"]
    assert spoons.kind is GroupKind.ONE
    assert [option.id for option in spoons.options] == ["spoons.0", "spoons.1", "spoons.2", "spoons.3", "spoons.4"]
    assert [option.name for option in spoons.options][2] == {"en": "2", "nl": "2"}
    assert spoons.options[2].full_name == {"en": "Spoons: 2", "nl": "Lepels: 2"}
    assert mug.number_values("sugar") == {10: "sugar.10", 40: "sugar.40", 70: "sugar.70", 100: "sugar.100"}
    assert mug.number_values("glaze") == {}
    assert {option.openness for option in mug.group_by_key["sugar"].options} == {Openness.EXPERIMENT}


def test_its_default_is_its_own_else_the_least(mug: Product) -> None:
    assert mug.defaults == ("market.nl", "glaze.white", "spoons.1", "sugar.10")


@pytest.mark.parametrize(("market", "each"), [("nl", 250), ("it", 200)])
def test_each_costs_the_price_of_its_market(mug: Product, mug_rules: ProductRules, market: str, each: int) -> None:
    def total(spoons: int) -> Money:
        return total_price(mug, mug_rules.complete([f"spoons.{spoons}", f"market.{market}", "extras.saucer"]))

    assert [total(number) - total(0) for number in range(5)] == [Money(number * each, "EUR") for number in range(5)]


def test_none_of_it_has_no_line_in_a_quote(mug: Product, mug_rules: ProductRules) -> None:
    lines = {line.option_id for line in quote(mug, mug_rules.complete(["spoons.0"])).lines}
    assert lines == {None, "glaze.white", "sugar.10"}
    assert "spoons.2" in {line.option_id for line in quote(mug, mug_rules.complete(["spoons.2"])).lines}


def test_rules_know_numbers_as_options(mug: Product, mug_rules: ProductRules) -> None:
    judged = mug_rules.judge(mug_rules.complete(()))
    assert [judged[option_id].state for option_id in mug.number_values("spoons").values()] == [
        State.POSSIBLE, State.CHOSEN, State.POSSIBLE, State.POSSIBLE, State.POSSIBLE,
    ]  # fmt: skip
    assert mug_rules.choose(mug_rules.complete(()), "spoons.3").added == ("extras.saucer",)


@pytest.mark.parametrize("typed", ["2", "02", " 2", "2 ", "000000002"])
def test_a_number_may_be_written_as_people_do(mug: Product, typed: str) -> None:
    assert parse_choices(mug, {"spoons": [typed]}) == Choices(frozenset({"spoons.2"}))


@pytest.mark.parametrize("typed", ["5", "-1", "", "two", "2.0", "1e0", "٢", "²", "0x2", "9" * 4000, "2;", "<b>2</b>"])
def test_what_is_none_of_its_numbers_is_told_apart(mug: Product, typed: str) -> None:
    assert parse_choices(mug, {"spoons": [typed]}) == Choices(frozenset(), misfits=(("spoons", typed),))


def test_links_say_numbers(mug: Product, mug_rules: ProductRules) -> None:
    chosen = mug_rules.complete(["spoons.4", "sugar.70"])
    query = query_string(mug, chosen.options)
    assert query == "glaze=white&spoons=4&sugar=70&extras=saucer&market=nl"
    assert chosen == Configuration("mug", chosen.options)


FAULTS = [
    ("max = 4", "max = 0", "spoons.max", "should be more than `min`"),
    ("max = 4", "max = 100", "spoons.max", "makes more than 100 numbers; take larger steps"),
    ("max = 4", "max = 4000000", "spoons.max", "at most 1000000"),
    ("max = 4\n", "", "spoons.max", "is missing; it should be a whole number"),
    ("min = 0", "min = -1", "spoons.min", "should be 0 or more, not -1"),
    ("min = 0", "min = 0.5", "spoons.min", "should be a whole number, not 0.5"),
    ("default = 1", "default = 5", "spoons.default", "5 is not one of the numbers from 0 to 4"),
    ("step = 30", "step = 40", "sugar.max", "100 is not reached from 10 in steps of 40"),
    ("step = 30", "step = 0", "sugar.step", "should be 1 or more, not 0"),
    ('price = "0.10"\n', "", "sugar.price", "is missing"),
    ('unit.nl = "gram"\n', "", "sugar.unit.nl", "is missing"),
    ('kind = "number"\nmin = 0', 'kind = "number"\nmarket = true\nmin = 0', "spoons.market", "unknown key"),
    ('kind = "number"\nmin = 0', 'kind = "amount"\nmin = 0', "spoons.kind", "should be one of one, any, number"),
    ("text = { max = 4,", "text = { max = 61,", "extras.options.year.text.max", "should be from 1 to 60, not 61"),
    ("text = { max = 4,", "text = { max = 0,", "extras.options.year.text.max", "should be from 1 to 60, not 0"),
    ("text = { max = 4,", "text = {", "extras.options.year.text.max", "is missing"),
    ('"[0-9]"', '"[0-9]+"', "extras.options.year.text.pattern", "should be one class of characters"),
    ('"[0-9]"', '"(a+)+"', "extras.options.year.text.pattern", "should be one class of characters"),
    ('"[0-9]"', '"[9-0]"', "extras.options.year.text.pattern", "is not a class of characters"),
    ('pattern = "[0-9]"', "lines = 2", "extras.options.year.text.lines", "unknown key"),
    ('paint = "#ffffff"', 'paint = "#ffffff"\ntext = { max = 4 }', "glaze.options.white.text", "choose-any groups"),
]


@pytest.mark.parametrize(("old", "new", "key", "reason"), FAULTS)
def test_a_fault_is_named(tmp_path: Path, old: str, new: str, key: str, reason: str) -> None:
    folder = tmp_path / "mug"
    shutil.copytree(GIFTS / "mug", folder)
    file = folder / "options.toml"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1))
    with pytest.raises(FaultyProductError) as caught:
        load_product(folder)
    assert any(fault.key == key and reason in fault.reason for fault in caught.value.faults), caught.value.faults


def test_a_product_chooses_its_number_in_one_place(tmp_path: Path) -> None:
    folder = tmp_path / "mug"
    shutil.copytree(GIFTS / "mug", folder)
    file = folder / "product.toml"
    file.write_text(file.read_text().replace('"glaze.white"]', '"glaze.white", "spoons.2"]'))
    with pytest.raises(FaultyProductError, match="exactly one option of spoons, not 2"):
        load_product(folder)


def test_an_old_version_keeps_its_numbers(mug: Product) -> None:
    again = product_from_sources("mug", mug.sources)
    assert again == mug
    assert again.number_values("spoons")[4] == "spoons.4"
