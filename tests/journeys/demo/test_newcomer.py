"""What a newcomer sees: the demo starts, keeps its data and stops; a first design is shared and remixed."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo.conftest import Demo, start_demo

pytestmark = pytest.mark.browser


def test_the_sites_address_is_the_first_that_is_printed(demo: Demo) -> None:
    addresses = re.findall(r"https?://[\w.:]+\d", demo.printed)
    assert addresses[0] == demo.address


def test_every_role_is_told_how_to_sign_in(demo: Demo) -> None:
    for role in ("product manager", "marketer", "order desk", "administrator"):
        assert re.search(rf"\S+@\S+\s+{role}", demo.printed)


def test_a_newcomer_saves_shares_and_somebody_remixes(page: Page, new_page: Callable[..., Page]) -> None:
    page.goto("/")
    page.get_by_role("link", name="Design yours").first.click()
    page.wait_for_url(re.compile("/piccola"))
    page.get_by_role("link", name=re.compile("Save")).click()
    page.get_by_label("Name of the design").fill("Mattina al mare")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_url(re.compile("/d/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mattina al mare")
    shared = page.get_by_label("Link to this design").input_value()
    code = shared.rpartition("/")[2]

    friend = new_page()
    friend.goto(shared)
    expect(friend.get_by_role("heading", level=1)).to_have_text("Mattina al mare")
    expect(friend.get_by_role("link", name="Change or withdraw")).to_have_count(0)
    friend.get_by_role("link", name="Remix this").click()
    friend.get_by_role("link", name=re.compile("Save")).click()
    friend.get_by_label("Name of the design").fill("Sera al mare")
    friend.get_by_role("button", name="Save", exact=True).click()
    expect(friend.get_by_role("link", name=code)).to_be_visible()


def test_a_second_start_keeps_what_was_made(tmp_path: Path) -> None:
    first = start_demo(tmp_path / "instance", tmp_path / "first.log")
    assert first.stop() == 0
    assert "Stopped." in first.printed
    assert "Traceback" not in first.printed
    codes = codes_in(first)
    assert len(codes) == 2000
    second = start_demo(tmp_path / "instance", tmp_path / "second.log")
    assert second.stop() == 0
    assert "synthetic" not in second.printed
    assert second.password == first.password
    assert codes_in(second) == codes


def codes_in(demo: Demo) -> list[tuple[str]]:
    with sqlite3.connect(demo.instance / "officina.sqlite") as database:
        found = database.execute("SELECT code FROM design ORDER BY id").fetchall()
    database.close()
    return found


def test_a_newcomer_composes_saves_and_remixes_by_keyboard_alone(page: Page) -> None:
    page.goto("/piccola")
    total = page.locator("#total").inner_text()
    tab_to(page, "input[name=trim]:checked")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#total")).not_to_have_text(total)
    tab_to(page, "a[href*='/piccola/save']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/piccola/save"))
    tab_to(page, "#name")
    page.keyboard.type("Senza mouse")
    tab_to(page, "main form button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/d/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Senza mouse")
    tab_to(page, "a[href*='parent=']")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("parent="))


def tab_to(page: Page, selector: str) -> None:
    """Press Tab, as somebody without a mouse does, until what `selector` finds has the focus."""
    for _ in range(300):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never comes to {selector}")
