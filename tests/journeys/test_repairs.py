"""Repairs, budgets and counts in a real browser: picked, applied, undone; by keyboard and without JavaScript."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_compose import choices, choose

pytestmark = pytest.mark.browser
GLASS = "roof.glass"
CHECKER = "/piccola?stickers=checker"


def test_another_proposal_is_picked_applied_and_undone(page: Page) -> None:
    page.goto(CHECKER)
    choose(page, GLASS)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Not with your choice of Chequered roof: Roof stickers need a painted steel roof.")
    picks = dialog.get_by_role("radio")
    expect(picks).to_have_count(3)
    expect(picks.first).to_be_checked()
    expect(dialog.get_by_role("link", name="Change it")).to_have_count(1)
    first = dialog.get_by_role("link", name="Change it").get_attribute("href")
    picks.nth(1).check()
    second = dialog.get_by_role("link", name="Change it").get_attribute("href")
    assert second != first
    dialog.get_by_role("link", name="Change it").click()
    page.wait_for_url(re.compile("roof=glass"))
    assert choices(page) == parse_qs(urlsplit(second or "").query)
    page.locator("#undo").click()
    expect(page.locator("#choice-roof\\.body")).to_be_checked()
    expect(page.locator("#choice-stickers\\.checker")).to_be_checked()


def test_a_proposal_is_picked_by_keyboard_and_escape_keeps_everything(page: Page) -> None:
    page.goto(CHECKER)
    choose(page, GLASS)
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("radio").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(dialog.get_by_role("radio").nth(1)).to_be_checked()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#choice-roof\\.body")).to_be_checked()
    assert page.evaluate("document.activeElement.id") == "choice-roof.glass"
    page.keyboard.press("Space")
    expect(dialog).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("roof=glass"))
    expect(dialog).to_be_hidden()


def test_without_javascript_each_proposal_is_a_link(no_script_page: Page) -> None:
    page = no_script_page
    page.goto(CHECKER)
    page.locator("#part-roof summary").click()
    page.locator('label[for="choice-roof.glass"]').click()
    page.get_by_role("button", name="Update").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio").nth(2).check()
    link = dialog.get_by_role("link", name="Change it")
    expect(link).to_have_count(1)
    address = link.get_attribute("href") or ""
    link.click()
    assert choices(page) == parse_qs(urlsplit(address).query)


def test_the_slider_says_at_once_whether_it_fits_and_offers_what_does(page: Page) -> None:
    page.goto("/piccola?trim=prima&roof=glass")
    total = page.locator("#total").inner_text()
    page.locator("#budget-part summary").click()
    slider = page.locator("#budget-slider")
    slider.focus()
    page.keyboard.press("Home")
    expect(page.locator("#budget-current")).to_have_text("Above it")
    expect(page.locator("#budget")).to_have_value(slider.get_attribute("min") or "")
    page.wait_for_url(re.compile("budget="))
    expect(page.locator("#undo")).to_be_disabled()  # a budget is no step
    page.locator("#budget").fill("18000")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("budget=18000"))
    expect(page.locator("#budget-message")).to_contain_text("too much")
    expect(page.locator("#beyond-roof\\.fabric")).to_have_text("Above your budget")
    page.get_by_role("link", name="Show the closest that fits").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("To stay within € 18,000, something changes")
    dialog.get_by_role("link", name="Change it").click()
    expect(page.locator("#budget-current")).to_have_text("It fits")
    expect(page.locator("#total")).not_to_have_text(total)
    assert choices(page)["budget"] == ["18000"]
    page.locator("#undo").click()
    expect(page.locator("#total")).to_have_text(total)
    page.get_by_role("button", name="No budget").click()
    page.wait_for_url(re.compile(r"^(?!.*budget)"))
    expect(page.locator("#budget-current")).to_have_text("")


def test_an_offer_that_came_with_the_page_can_be_kept(page: Page) -> None:
    page.goto("/piccola?trim=prima&budget=18000")
    page.get_by_role("link", name="Show the closest that fits").click()
    page.get_by_role("dialog").get_by_role("link", name="Keep mine").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator("#choice-trim\\.prima")).to_be_checked()


def test_without_javascript_a_budget_is_typed_and_the_closest_is_a_link_away(no_script_page: Page) -> None:
    page = no_script_page
    page.goto("/piccola?trim=prima")
    page.locator("#budget-part summary").click()
    expect(page.locator("#budget-slider")).to_be_hidden()
    page.get_by_role("textbox", name="What may it cost?").fill("cheap")
    page.get_by_role("button", name="See whether it fits").click()
    expect(page.locator("#budget-message")).to_contain_text("“cheap” is no amount")
    page.get_by_role("textbox", name="What may it cost?").fill("18000")
    page.get_by_role("button", name="See whether it fits").click()
    page.get_by_role("link", name="Show the closest that fits").click()
    page.get_by_role("dialog").get_by_role("link", name="Change it").click()
    expect(page.locator("#budget-message")).to_contain_text("It fits")
    assert "trim" in choices(page)


def test_the_count_follows_the_choices(page: Page) -> None:
    page.goto("/piccola")
    page.locator("#lines-part summary").click()
    expect(page.locator(".bar__count")).to_contain_text(re.compile(r"One of [\d,]+ Piccolas\."))
    choose(page, "colour.notte")
    expect(page.locator("#count-alike")).to_contain_text("of them have the one thing that you changed.")


def test_nothing_is_wider_than_a_phone(phone_page: Page) -> None:
    page = phone_page
    page.goto("/piccola?trim=prima&budget=18000")
    page.get_by_role("link", name="Show the closest that fits").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
