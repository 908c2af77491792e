"""The product manager reads and exports, the marketer features, in the demo as it is printed."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]


def test_a_manager_reads_the_tally_and_exports_it(staff_page: SignIn, tmp_path: Path) -> None:
    page = staff_page("manager@demo.example")
    page.goto("/staff")
    page.locator("main").get_by_role("link", name=re.compile("Tally")).first.click()
    expect(page.get_by_role("heading", name="What the crowd wants")).to_be_visible()
    page.get_by_label("Who counts").select_option("person")
    page.get_by_label("Market").select_option("it")
    page.get_by_role("button", name="Count").click()
    page.wait_for_url(re.compile("market=it"))
    italians = int(page.locator(".headline dd").first.inner_text().replace(",", ""))
    assert 50 < italians < 600
    with page.expect_download() as download:
        page.locator("a[href*='options.csv']").click()
    file = tmp_path / "options.csv"
    download.value.save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    trims = [int(row["designs"] or 0) for row in rows if row["option"].startswith("trim.")]
    assert sum(trims) == italians


def test_a_marketer_features_a_design_and_it_is_on_the_front_page(
    staff_page: SignIn, new_page: Callable[..., Page]
) -> None:
    visitor = new_page()
    visitor.goto("/gallery")
    visitor.locator(".card__title a").first.click()
    code = re.search(r"/d/([0-9A-Z-]{9})", visitor.url)
    assert code
    page = staff_page("marketer@demo.example")
    page.goto("/staff")
    page.locator("main").get_by_role("link", name=re.compile("eature")).first.click()
    page.get_by_role("link", name=re.compile("Feature a design")).click()
    page.get_by_label("Code of the design").fill(code[1])
    page.get_by_label("Place").select_option("strip")
    page.get_by_label("Caption in English").fill("Chosen for its calm")
    page.get_by_label("Caption in Dutch").fill("Gekozen om zijn rust")
    now = datetime.now(UTC)
    page.get_by_label("From").fill(f"{now - timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_label("Until").fill(f"{now + timedelta(days=1):%Y-%m-%dT%H:%M}")
    page.get_by_role("button", name="Save and look at it").click()
    visitor.goto("/")
    expect(visitor.get_by_text("Chosen for its calm")).to_be_visible()
    expect(visitor.get_by_text(re.compile("Chosen by the makers", re.IGNORECASE)).first).to_be_visible()


def test_the_order_desk_finds_an_order_and_no_tally(staff_page: SignIn) -> None:
    page = staff_page("desk@demo.example")
    page.goto("/staff/orders")
    assert page.locator("tbody tr").count() > 10
    assert page.request.get(page.url.replace("/orders", "/tally")).status == 403
