"""Buyers with second thoughts: one changes what was ordered, one withdraws as a guest."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo.test_buyer import PATIENCE_MS, order, pay, wait_for_mail

pytestmark = pytest.mark.browser
NUMBER = re.compile(r"P-\w{4}-\w{4}")


def ordered_and_paid(page: Page, email: str) -> str:
    """Order and pay; returns the order's number, whose page is open."""
    order(page, email)
    pay(page, "4242 4242 4242 4242")
    page.wait_for_url(re.compile("/orders/"), timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="You are in the queue")).to_be_visible(timeout=PATIENCE_MS)
    found = NUMBER.search(page.locator("main").inner_text())
    assert found
    return found[0]


def test_before_the_lock_a_buyer_changes_the_colour_and_sees_the_difference_first(page: Page) -> None:
    number = ordered_and_paid(page, "clara.bos@example.org")
    page.get_by_role("button", name="Change what you ordered").click()
    expect(page.get_by_text(f"You are changing order {number}")).to_be_visible()
    page.locator('label[for="choice-colour.menta"]').click()
    expect(page.locator("#figure img").last).to_have_attribute("alt", re.compile("Menta"))
    page.locator("#save").click()
    page.get_by_label("Name of the design").fill("Mint after all")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Preorder")).click()
    for said in ("New total", "Difference", "Deposit paid"):
        expect(page.get_by_text(said, exact=False).first).to_be_visible()
    page.get_by_role("button", name="Change the order").click()
    expect(page.get_by_text(f"Order {number} is changed")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Menta")
    expect(page.get_by_role("heading", name="You are in the queue")).to_be_visible()


def test_a_guest_withdraws_from_the_footer_of_any_page_and_is_told_by_mail(
    page: Page, new_page: Callable[..., Page]
) -> None:
    email = "dirk.smit@example.org"
    number = ordered_and_paid(page, email)
    guest = new_page()
    guest.goto("/gallery")
    guest.locator("footer").get_by_role("link", name="Withdraw from contract here").click()
    guest.get_by_label("Name", exact=True).fill("Dirk Smit")
    guest.get_by_label("Order number").fill(number.lower().replace("-", " "))
    guest.get_by_label("E-mail").fill(email)
    guest.get_by_role("button", name="Continue").click()
    guest.get_by_role("button", name="Confirm withdrawal").click()
    expect(guest.get_by_role("heading", name="We have received your withdrawal")).to_be_visible()
    wait_for_mail(guest, email, "ithdrawal")
    page.reload()
    expect(page.get_by_role("heading", name=re.compile("deposit"))).to_be_visible()
