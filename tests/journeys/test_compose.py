"""Composing in a real browser: with and without JavaScript, by keyboard, on a phone."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Guard, LiveSite

pytestmark = pytest.mark.browser


def choices(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def choose(page: Page, option: str) -> None:
    """Open the option's group if need be, and click its name."""
    page.evaluate("id => { document.getElementById(id).closest('details').open = true }", f"choice-{option}")
    page.locator(f'label[for="choice-{option}"]').click()


def test_a_choice_changes_picture_price_and_address_without_a_reload(page: Page) -> None:
    page.goto("/piccola")
    page.evaluate("window.isSamePage = true")
    total = page.locator("#total").inner_text()
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    expect(page.locator("#total")).not_to_have_text(total)
    expect(page.locator("#figure img").last).to_have_attribute("alt", re.compile("Notte"))
    assert page.evaluate("window.isSamePage")


def test_a_conflict_asks_and_both_answers_are_kept(page: Page) -> None:
    page.goto("/piccola")
    choose(page, "wheels.sport")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Sport wheels need trim Scatto or Prima.")
    dialog.get_by_role("link", name="Keep mine").click()
    expect(page.locator("#choice-wheels\\.steel")).to_be_checked()
    expect(dialog).to_be_hidden()

    choose(page, "wheels.sport")
    dialog.get_by_role("link", name="Change it").click()
    page.wait_for_url(re.compile("wheels=sport"))
    assert choices(page)["trim"] in (["scatto"], ["prima"])
    expect(page.locator("#choice-wheels\\.sport")).to_be_checked()


def test_escape_keeps_what_was_chosen(page: Page) -> None:
    page.goto("/piccola")
    choose(page, "wheels.sport")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#choice-wheels\\.steel")).to_be_checked()


def test_undo_redo_and_back_walk_through_the_steps(page: Page) -> None:
    page.goto("/piccola")
    expect(page.locator("#undo")).to_be_disabled()
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    choose(page, "colour.pomodoro")
    page.wait_for_url(re.compile("colour=pomodoro"))
    page.locator("#undo").click()
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()
    page.keyboard.press("Control+z")
    expect(page.locator("#choice-colour\\.menta")).to_be_checked()
    page.locator("#redo").click()
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()
    page.keyboard.press("Control+Shift+z")
    expect(page.locator("#choice-colour\\.pomodoro")).to_be_checked()
    expect(page.locator("#redo")).to_be_disabled()
    page.go_back()
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()


def test_a_jump_inside_the_page_is_no_step(page: Page) -> None:
    page.goto("/piccola")
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    page.get_by_role("navigation", name="Jump to").get_by_role("link", name="Extras").click()
    expect(page.locator("#section-extras")).to_be_focused()
    page.locator("#undo").click()
    expect(page.locator("#choice-colour\\.menta")).to_be_checked()


def test_a_question_that_came_with_the_page_is_asked_once(page: Page) -> None:
    page.goto("/piccola")
    was = page.locator("#choices input[name=was]").input_value()
    page.goto(f"/piccola?wheels=sport&accessories=aerial&was={was}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(dialog).to_be_visible()
    dialog.get_by_role("link", name="Change it").click()
    page.wait_for_url(re.compile("wheels=sport(?!.*was=)"))
    expect(page.locator("#choice-wheels\\.sport")).to_be_checked()


def test_another_side_is_shown_and_saving_takes_the_parent_along(page: Page) -> None:
    page.goto("/piccola?colour=notte&parent=K7QM-2F9D")
    page.get_by_role("navigation", name="Views").get_by_role("link").nth(1).click()
    page.wait_for_url(re.compile("view="))
    choose(page, "colour.pomodoro")
    page.wait_for_url(re.compile("colour=pomodoro"))
    assert {"view", "parent"} <= choices(page).keys()
    save = parse_qs(urlsplit(page.locator("#save").get_attribute("href") or "").query)
    assert save["parent"] == ["K7QM-2F9D"]
    assert save["colour"] == ["pomodoro"]
    assert "view" not in save


def test_a_choice_is_shown_from_the_side_where_it_is_seen(page: Page) -> None:
    page.goto("/piccola")
    current = page.get_by_role("navigation", name="Views").locator("[aria-current]")
    first = current.inner_text()
    choose(page, "interior.cloth_red")
    expect(current).to_have_attribute("data-view", "interior")
    expect(page.locator("#figure img").last).to_have_attribute("src", re.compile("/interior"))
    choose(page, "wheels.petal")
    expect(current).to_have_text(first)


def test_a_side_that_was_asked_for_stays(page: Page) -> None:
    page.goto("/piccola")
    views = page.get_by_role("navigation", name="Views")
    choose(page, "interior.cloth_red")
    expect(views.locator("[aria-current]")).to_have_attribute("data-view", "interior")
    views.locator("[data-view=interior]").click()
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    expect(views.locator("[aria-current]")).to_have_attribute("data-view", "interior")


def test_two_designs_of_this_browser_are_compared(page: Page, live_site: LiveSite) -> None:
    page.goto("/piccola")
    page.get_by_role("link", name="Compare").click()
    page.get_by_role("button", name="Keep this one for comparing").click()
    page.get_by_role("link", name="Back to composing").click()
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    page.get_by_role("link", name="Compare").click()
    page.locator("#marks a").click()
    table = page.get_by_role("table")
    expect(table).to_contain_text("Menta")
    expect(table).to_contain_text("Notte")
    expect(table.locator("tbody tr")).to_have_count(1)


def test_a_design_is_compared_by_its_code_without_javascript(no_script_page: Page, live_site: LiveSite) -> None:
    page = no_script_page
    page.goto("/piccola")
    page.get_by_role("link", name="Compare").click()
    page.get_by_label("Compare this one with").fill(live_site.design.code.lower())
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", name="Night at the harbour")).to_be_visible()
    expect(page.get_by_role("table")).to_contain_text("Corso")


def test_a_reload_keeps_the_design_and_a_later_visit_offers_it(page: Page) -> None:
    page.goto("/piccola")
    choose(page, "colour.notte")
    page.wait_for_url(re.compile("colour=notte"))
    page.reload()
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()
    page.goto("/piccola")
    expect(page.locator("#choice-colour\\.menta")).to_be_checked()
    page.get_by_role("link", name="Continue where you left off").click()
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()


def test_reset_really_resets_and_surprise_shows_something_else(page: Page) -> None:
    page.goto("/piccola")
    expect(page.locator("#undo")).to_be_visible()
    first = page.locator("#choices input[name=was]").input_value()
    page.locator("#surprise").click()
    page.wait_for_url(re.compile(r"\?"))
    surprise = choices(page)
    page.locator("#reset").click()
    expect(page.locator("#choices input[name=was]")).to_have_value(first)
    assert choices(page) != surprise
    assert choices(page)["market"] == ["nl"]


def test_composing_works_by_keyboard_alone_and_focus_stays(page: Page) -> None:
    page.goto("/piccola")
    page.locator("#choice-trim\\.lido").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url(re.compile("trim=corso"))
    assert page.evaluate("document.activeElement.id") == "choice-trim.corso"
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("trim=scatto"))
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "choice-trim.scatto"


def test_a_failed_request_is_told_and_can_be_tried_again(page: Page, guard: Guard) -> None:
    guard.forgiven.append("ERR_INTERNET_DISCONNECTED")
    page.goto("/piccola")
    page.context.set_offline(True)
    choose(page, "colour.notte")
    trouble = page.get_by_role("alert")
    expect(trouble).to_contain_text("Your choices are still here")
    expect(page.locator("#choice-colour\\.notte")).to_be_checked()
    page.context.set_offline(False)
    trouble.get_by_role("button", name="Try again").click()
    page.wait_for_url(re.compile("colour=notte"))
    expect(trouble).to_be_hidden()


def test_search_finds_choices_in_closed_groups(page: Page) -> None:
    page.goto("/piccola")
    page.get_by_label("Search the choices").fill("espresso maker")
    expect(page.locator('label[for="choice-accessories.espresso_maker"]')).to_be_visible()
    expect(page.locator('label[for="choice-colour.notte"]')).to_be_hidden()
    page.get_by_label("Search the choices").fill("")
    expect(page.locator('label[for="choice-colour.notte"]')).to_be_visible()


def test_without_javascript_a_form_composes_and_asks(no_script_page: Page) -> None:
    page = no_script_page
    page.goto("/piccola")
    page.locator('label[for="choice-colour.notte"]').click()
    page.get_by_role("button", name="Update").click()
    assert choices(page)["colour"] == ["notte"]
    assert "was" not in choices(page)
    page.locator('label[for="choice-trim.prima"]').click()
    page.get_by_role("button", name="Update").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("New total")
    question.get_by_role("link", name="Change it").click()
    assert choices(page)["trim"] == ["prima"]
    assert choices(page)["colour"] == ["notte"]


def test_without_javascript_a_group_stays_open_where_one_chose(no_script_page: Page) -> None:
    page = no_script_page
    page.goto("/piccola")
    page.locator("#part-roof summary").click()
    page.locator("#part-roof .option__name").nth(1).click()
    page.locator("#part-roof button").click()
    assert page.url.endswith("#choices-roof")
    expect(page.locator("#choices-roof")).to_be_visible()


def test_on_a_phone_the_picture_and_the_price_stay_in_sight(phone_page: Page) -> None:
    page = phone_page
    page.goto("/piccola")
    page.evaluate("scrollTo(0, 1200)")
    expect(page.locator("#figure")).to_be_in_viewport()
    expect(page.locator("#total")).to_be_in_viewport()
    stage = page.locator("#stage").bounding_box()
    assert stage is not None
    assert stage["height"] == pytest.approx(0.4 * 844, abs=30)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_is_wider_than_the_page_at_a_desk(page: Page) -> None:
    page.goto("/piccola")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1440
