"""A buyer preorders a design with a declined and a good card, and takes the deposit back."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Guard
from tests.journeys.demo.conftest import Demo

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000


def order(page: Page, email: str) -> None:
    page.goto("/piccola/save?market=nl&trim=corso&colour=notte")
    page.get_by_label("Name of the design").fill("For the harbour")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name=re.compile("Preorder")).click()
    fill_in_and_order(page, email)


def fill_in_and_order(page: Page, email: str) -> None:
    """From the open order form to the payment page."""
    page.get_by_label("Name", exact=True).fill("Ada Visser")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Street").fill("Kade 12")
    page.get_by_label("Postcode").fill("3011 AA")
    page.get_by_label("City").fill("Rotterdam")
    page.get_by_label(re.compile("I agree")).check()
    page.get_by_role("button", name=re.compile("Pay")).click()
    page.wait_for_url(re.compile("/pay/"))


def pay(page: Page, card: str) -> None:
    page.get_by_label("Card number").fill(card)
    page.get_by_label(re.compile("Expir|Valid")).fill("12/34")
    page.get_by_label(re.compile("CVC|Security")).fill("123")
    page.get_by_label(re.compile("Name on")).fill("A Visser")
    page.get_by_role("button", name=re.compile("Pay")).click()


def mails_to(reader: Page, email: str) -> list[str]:
    reader.goto("/demo/mailbox")
    return reader.locator("tr", has_text=email).get_by_role("link").all_inner_texts()


def wait_for_mail(reader: Page, email: str, words: str) -> None:
    for _ in range(60):
        if any(words in subject for subject in mails_to(reader, email)):
            return
        reader.wait_for_timeout(1000)
    raise AssertionError(f"no mail {words!r} among {mails_to(reader, email)}")


def test_a_declined_card_can_be_followed_by_a_good_one_and_the_deposit_comes_back(
    page: Page, new_page: Callable[..., Page], guard: Guard
) -> None:
    guard.forgiven.append("402 (PAYMENT REQUIRED)")  # what the payment page answers to the declined card
    email = "ada.visser@example.org"
    order(page, email)
    pay(page, "4000 0000 0000 0002")
    expect(page.get_by_text(re.compile("declined", re.IGNORECASE)).first).to_be_visible()
    pay(page, "4242 4242 4242 4242")
    page.wait_for_url(re.compile("/orders/"), timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="You are in the queue")).to_be_visible(timeout=PATIENCE_MS)
    reader = new_page()
    wait_for_mail(reader, email, "P-")

    page.get_by_role("link", name=re.compile("Cancel")).click()
    page.locator("main").get_by_role("button", name=re.compile("ancel")).click()
    page.wait_for_url(re.compile("/orders/"))
    for _ in range(60):
        page.reload()
        if page.get_by_role("heading", name="You have your deposit back").is_visible():
            break
        page.wait_for_timeout(1000)
    expect(page.get_by_role("heading", name="You have your deposit back")).to_be_visible()
    assert len(mails_to(reader, email)) >= 2


def test_an_altered_order_link_opens_nothing(page: Page, demo: Demo) -> None:
    answer = page.request.get(f"{demo.address}/orders/eyJhIjoxfQ.forged")
    assert answer.status == 404
