"""The product manager reads the tally and exports it; everybody else is refused."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable
from io import BytesIO, StringIO

import openpyxl
import pyarrow.parquet as pq
import pytest
from flask import Flask

from configurator.accounts.visitors import Visitor
from configurator.gallery.service import Presentation, save_design, withdraw_design
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.statistics.tally import FEWEST
from configurator.web.guards import Role
from tests.cast import Tab

NAMELESS = Presentation("A lamp", "", "", True)


@pytest.fixture
def saved(app: Flask, lamp: Product, lamp_rules: ProductRules) -> list[Configuration]:
    """Sixty designs of lamps by thirty people."""
    import random

    chance = random.Random(3)
    configurations = [lamp_rules.sample(chance) for _ in range(60)]
    for number, configuration in enumerate(configurations):
        visitor = Visitor(None, f"{number // 2:064x}")
        save_design(lamp, lamp_rules, configuration.options, NAMELESS, visitor)
    return configurations


@pytest.fixture
def manager(staff_tab: Callable[[Role], Tab]) -> Tab:
    return staff_tab(Role.PRODUCT_MANAGER)


def test_the_page_shows_each_count_in_words(manager: Tab, saved: list[Configuration], lamp: Product) -> None:
    page = manager.open("/staff/tally?product=lamp").text
    assert "What the crowd wants" in page
    assert f"<dd>{len(saved)}</dd>" in page
    assert "<dd>30</dd>" in page


def test_each_export_says_the_same_as_counting_by_hand(manager: Tab, saved: list[Configuration]) -> None:
    by_hand = Counter(option for configuration in saved for option in configuration.options)
    text = manager.client.get("/staff/tally/options.csv?product=lamp").data.decode("utf-8-sig")
    from_csv = {row["option"]: row["designs"] for row in csv.DictReader(StringIO(text))}
    sheet = openpyxl.load_workbook(BytesIO(manager.client.get("/staff/tally/options.xlsx?product=lamp").data)).active
    from_xlsx = {row[0]: row[3] for row in sheet.iter_rows(min_row=2, values_only=True)}
    shown = {option: count for option, count in by_hand.items() if count >= 5}
    assert {option: int(count) for option, count in from_csv.items() if count and int(count)} == shown
    assert {option: count for option, count in from_xlsx.items() if count} == shown


@pytest.mark.parametrize("table", ["options", "pairs", "favourites"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_each_table_can_be_downloaded(manager: Tab, saved: list[Configuration], table: str, kind: str) -> None:
    answer = manager.client.get(f"/staff/tally/{table}.{kind}?product=lamp&population=person")
    assert answer.status_code == 200
    assert f"lamp-{table}-" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].count("charset") == (kind == "csv")


def test_the_parquet_has_one_row_for_each_design_of_the_crowd(manager: Tab, saved: list[Configuration]) -> None:
    whole = pq.read_table(BytesIO(manager.client.get("/staff/tally/designs.parquet?product=lamp").data))
    assert Counter(whole["configuration"].to_pylist()) == Counter(c.digest for c in saved)
    people = pq.read_table(
        BytesIO(manager.client.get("/staff/tally/designs.parquet?product=lamp&population=person").data)
    )
    assert people.num_rows == 30


def test_a_withdrawn_design_is_counted_no_more(
    manager: Tab, saved: list[Configuration], lamp: Product, lamp_rules: ProductRules
) -> None:
    author = Visitor(None, "e" * 64)
    design = save_design(lamp, lamp_rules, saved[0].options, NAMELESS, author)
    withdraw_design(design.id, author)
    assert f"<dd>{len(saved)}</dd>" in manager.open("/staff/tally?product=lamp").text


def test_too_few_designs_give_no_shares(manager: Tab, lamp: Product, lamp_rules: ProductRules) -> None:
    save_design(lamp, lamp_rules, lamp_rules.complete(()).options, NAMELESS, Visitor(None, "f" * 64))
    page = manager.open("/staff/tally?product=lamp").text
    assert f"at least {FEWEST} are needed" in page
    assert "<table" not in page


@pytest.mark.parametrize(("question", "advice"), [
    ("since=2026-09-02&until=2026-09-01", "The last day is before the first"),
    ("since=yesterday", "Not a valid date"),
    ("population=everybody", "Not a valid choice"),
    ("market=xx", "Not a valid choice"),
])  # fmt: skip
def test_a_question_that_makes_no_sense_says_so(manager: Tab, question: str, advice: str) -> None:
    answer = manager.open(f"/staff/tally?product=lamp&{question}")
    assert answer.status_code == 422
    assert advice in answer.text


@pytest.mark.parametrize("path", ["/staff/tally/secrets.csv", "/staff/tally/options.exe", "/staff/tally?product=none"])
def test_what_does_not_exist_is_not_found(manager: Tab, path: str) -> None:
    assert manager.open(path).status_code == 404


@pytest.mark.parametrize("path", ["/staff/tally", "/staff/tally/options.csv", "/staff/tally/designs.parquet"])
@pytest.mark.parametrize("role", [Role.MARKETER, Role.ORDER_DESK])
def test_other_staff_are_refused(staff_tab: Callable[[Role], Tab], role: Role, path: str) -> None:
    assert staff_tab(role).open(path).status_code == 403
