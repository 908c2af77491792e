"""Extra keys and a name on the door sills of a Piccola: by mouse, by keyboard, and without JavaScript."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.test_compose import choices, choose

pytestmark = pytest.mark.browser

KEYS, NAME = "#choice-keys", "#text-accessories\\.sill_plates"


def open_group(page: Page, key: str) -> None:
    page.evaluate("key => { document.querySelector(`#part-${key}`).open = true }", key)


def tick_plates(page: Page) -> None:
    """Go to the extras, which a browser draws only when they come near, and click the plates' name."""
    page.locator('.jumps a[href="#section-extras"]').click()
    choose(page, "accessories.sill_plates")


def test_buttons_count_up_to_the_end_and_back(page: Page) -> None:
    page.goto("/piccola")
    open_group(page, "keys")
    fewer, more = (page.get_by_role("button", name=f"{which}: Extra keys") for which in ("Fewer", "More"))
    expect(fewer).to_be_disabled()
    total = page.locator("#total").inner_text()
    for number in range(1, 5):
        more.click()
        page.wait_for_url(re.compile(f"keys={number}"))
        expect(page.locator(KEYS)).to_have_value(str(number))
    expect(more).to_be_disabled()
    expect(page.locator(KEYS)).to_be_focused()
    expect(page.locator("#lines")).to_contain_text("Extra keys: 4")
    for _ in range(4):
        fewer.click()
    page.wait_for_url(re.compile("keys=0"))
    expect(page.locator("#total")).to_have_text(total)
    expect(fewer).to_be_disabled()


def test_a_number_is_typed_and_one_that_can_not_be_is_explained(page: Page) -> None:
    page.goto("/piccola")
    open_group(page, "keys")
    page.locator(KEYS).fill("3")
    page.locator(KEYS).press("Enter")
    page.wait_for_url(re.compile("keys=3"))
    page.locator(KEYS).fill("12")
    page.locator(KEYS).press("Tab")
    expect(page.locator("#message-keys")).to_have_text("Extra keys: from 0 to 4, not “12”.")
    expect(page.locator(KEYS)).to_have_value("3")
    page.locator(KEYS).press("ArrowDown")
    page.locator(KEYS).press("Tab")
    page.wait_for_url(re.compile("keys=2"))
    expect(page.locator("#message-keys")).to_have_text("")


def test_words_are_asked_for_counted_and_undone(page: Page) -> None:
    page.goto("/piccola")
    tick_plates(page)
    expect(page.locator(NAME)).to_be_focused()
    expect(page.locator("#message-accessories\\.sill_plates")).to_contain_text("Write what it should say")
    page.locator(NAME).press_sequentially("Luigi")
    expect(page.locator("#left-accessories\\.sill_plates")).to_have_text("11 left")
    page.locator(NAME).press("Enter")
    page.wait_for_url(re.compile("sill_plates.text=Luigi"))
    expect(page.locator("#message-accessories\\.sill_plates")).to_have_text("")
    expect(page.locator("#lines")).to_contain_text("“Luigi”")

    page.locator(NAME).fill("Wilhelmina van Dam")
    expect(page.locator("#left-accessories\\.sill_plates")).to_have_text("2 too many")
    page.locator(NAME).press("Tab")
    expect(page.locator("#message-accessories\\.sill_plates")).to_contain_text("2 characters too long")
    expect(page.locator(NAME)).to_have_value("Wilhelmina van Dam")
    expect(page.locator("#lines")).not_to_contain_text("“")

    page.locator("#undo").click()
    expect(page.locator(NAME)).to_have_value("Luigi")
    expect(page.locator("#lines")).to_contain_text("“Luigi”")


def test_words_of_an_option_that_is_dropped_leave_the_link_and_come_back_with_it(page: Page) -> None:
    page.goto("/piccola?accessories=sill_plates&accessories.sill_plates.text=Luigi")
    tick_plates(page)
    page.wait_for_url(re.compile(r"^(?!.*sill_plates)"))
    assert "accessories.sill_plates.text" not in choices(page)
    tick_plates(page)
    page.wait_for_url(re.compile("sill_plates.text=Luigi"))


def test_a_design_keeps_number_and_words(page: Page) -> None:
    page.goto("/piccola?keys=2&accessories=sill_plates&accessories.sill_plates.text=Nonna+Pia")
    page.locator("#save").click()
    expect(page.locator("main")).to_contain_text("Nonna Pia")
    page.get_by_label("Name of the design").fill("For grandmother")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(re.compile("/d/"))
    row = page.get_by_role("row", name=re.compile("Door sill plates"))
    expect(row).to_contain_text("Nonna Pia")
    page.get_by_role("link", name="Remix this").click()
    expect(page.locator(NAME)).to_have_value("Nonna Pia")
    expect(page.locator(KEYS)).to_have_value("2")


def test_without_scripts_the_form_takes_both(no_script_page: Page) -> None:
    page = no_script_page
    page.goto("/piccola")
    for key in ("accessories", "keys"):
        page.locator(f"#part-{key} > summary").click()
    page.locator(KEYS).fill("2")
    page.locator('label[for="choice-accessories.sill_plates"]').click()
    page.locator(NAME).fill("Luigi")
    page.get_by_role("button", name="Update").click()
    page.wait_for_url(re.compile("keys=2"))
    assert choices(page)["accessories.sill_plates.text"] == ["Luigi"]
    page.locator("#part-keys > summary").click()
    page.locator(KEYS).fill("9")
    page.get_by_role("button", name="Update").click()
    expect(page.locator("#notices")).to_contain_text("Extra keys: from 0 to 4, not “9”.")
    page.locator("#part-accessories > summary").click()
    expect(page.locator(NAME)).to_have_value("Luigi")
