"""Editions in the demo: a unit that comes free goes to who waits, and one that nobody wants gives the deposits back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo.conftest import Demo
from tests.journeys.demo.test_buyer import PATIENCE_MS, fill_in_and_order, pay, wait_for_mail

pytestmark = pytest.mark.browser
SignIn = Callable[..., Page]
MANAGER = "manager@demo.example"
GOOD = "4242 4242 4242 4242"
LINK = re.compile(r"http://\S+")
CLOCK_SECONDS = 150
"""What the clock starts comes within a minute, and on a slow machine a good while later."""


def make_edition(manager: Page, colour: str, name: str, *, capacity: int, threshold: int) -> str:
    """Save a design, make an edition of it and put it on sale; returns the address of the edition's page."""
    manager.goto(f"/piccola/save?market=nl&trim=corso&colour={colour}")
    manager.get_by_label("Name of the design").fill(name)
    manager.get_by_role("button", name="Save", exact=True).click()
    manager.get_by_role("link", name="Make an edition").click()
    manager.get_by_label("Name", exact=True).fill(name)
    manager.get_by_label("Built at most").fill(str(capacity))
    manager.get_by_label("Paid deposits that it needs").fill(str(threshold))
    manager.get_by_role("button", name="Put it on sale").click()
    manager.wait_for_url(re.compile("/editions/[^/]+$"))
    expect(manager.get_by_text(f"“{name}” is on sale.")).to_be_visible()
    return manager.url


def order_one(page: Page, edition: str, email: str) -> None:
    """Order a unit at the edition's page and pay the deposit; then the order's page is open."""
    page.goto(edition)
    page.get_by_role("link", name=re.compile("Preorder one")).click()
    fill_in_and_order(page, email)
    pay(page, GOOD)
    page.wait_for_url(re.compile("/orders/"), timeout=PATIENCE_MS)
    expect(page.get_by_role("heading", name="You are in the queue")).to_be_visible(timeout=PATIENCE_MS)


def look_again_until(page: Page, heading: str) -> None:
    """Reload the page until it has this heading."""
    for _ in range(CLOCK_SECONDS):
        if page.get_by_role("heading", name=heading).is_visible():
            return
        page.wait_for_timeout(1000)
        page.reload()
    raise AssertionError(f"never came: {heading!r}; the page says {page.locator('main').inner_text()!r}")


def join_waiting_list(page: Page, edition: str, email: str) -> None:
    """Ask for a place at the edition's page and confirm it by the mailed link; then the place's page is open."""
    page.goto(edition)
    expect(page.get_by_role("link", name=re.compile("Preorder one"))).to_have_count(0)
    page.get_by_role("link", name="Join the waiting list").click()
    page.get_by_label("E-mail").fill(email)
    page.get_by_role("button", name="Put me on the list").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    open_mailed_link(page, email, "Do you want to wait")
    page.get_by_role("button", name="Yes, put me on the list").click()


def open_mailed_link(page: Page, email: str, subject: str) -> None:
    """Follow the link of the newest mail with this subject, as soon as it has come."""
    page.goto("/demo/mailbox")
    mail = page.locator("tr", has_text=email).get_by_role("link", name=re.compile(subject))
    for _ in range(CLOCK_SECONDS):
        if mail.count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    mail.first.click()
    link = LINK.search(page.locator(".mail-text").inner_text())
    assert link
    page.goto(link[0])


def test_who_waits_for_a_sold_out_edition_is_offered_the_unit_that_comes_free_and_orders_it(
    staff_page: SignIn, page: Page, new_page: Callable[..., Page]
) -> None:
    edition = make_edition(staff_page(MANAGER), "notte", "The only one", capacity=1, threshold=1)
    first, waiting = "emma.vos@example.org", "finn.kok@example.org"
    order_one(page, edition, first)

    other = new_page()
    join_waiting_list(other, edition, waiting)
    expect(other.get_by_role("heading", name="Your place: 1")).to_be_visible()
    place = other.url

    page.get_by_role("link", name=re.compile("Cancel")).click()
    page.locator("main").get_by_role("button", name=re.compile("Cancel and refund")).click()
    page.wait_for_url(re.compile("/orders/"))

    open_mailed_link(other, waiting, "is yours if you want it")
    assert other.url == place
    expect(other.get_by_role("heading", name="One is held for you")).to_be_visible()
    page.goto(edition)  # whoever doesn't wait can't have it
    expect(page.get_by_role("link", name=re.compile("Preorder one"))).to_have_count(0)
    other.get_by_role("button", name="Go on to order it").click()
    expect(other.get_by_text("One is held for you, from the waiting list")).to_be_visible()
    order_one(other, other.url, waiting)
    expect(other.locator("main")).to_contain_text("One of the edition The only one")
    other.goto(place)
    expect(other.get_by_role("heading", name="You have ordered it")).to_be_visible()


def test_the_buyer_of_an_edition_that_too_few_wanted_is_told_and_has_the_deposit_back_without_asking(
    staff_page: SignIn, page: Page, new_page: Callable[..., Page], demo: Demo
) -> None:
    edition = make_edition(staff_page(MANAGER), "notte", "Wanted by one", capacity=5, threshold=2)
    email = "greet.maas@example.org"
    order_one(page, edition, email)
    come_to_the_deadline(demo, edition)
    look_again_until(page, "You have your deposit back")
    expect(page.locator("main")).to_contain_text("The edition is not built")
    wait_for_mail(new_page(), email, "is not built")
    page.goto(edition)
    expect(page.get_by_text("Not built", exact=True)).to_be_visible()
    expect(page.get_by_text("Deposits paid: 1 of the 2 that it needed")).to_be_visible()


def come_to_the_deadline(demo: Demo, edition: str) -> None:
    """Move the edition's deadline, and its orders' time to pay, into the past; the demo's clock does the rest."""
    past = f"{datetime.now(UTC) - timedelta(seconds=1):%Y-%m-%d %H:%M:%S.%f}"
    database = sqlite3.connect(demo.instance / "officina.sqlite", timeout=30)
    with database:
        public_id = edition.rpartition("/")[2]
        (edition_id,) = database.execute("SELECT id FROM edition WHERE public_id = ?", (public_id,)).fetchone()
        database.execute("UPDATE edition SET deadline = ? WHERE id = ?", (past, edition_id))
        database.execute("UPDATE preorder SET open_until = ? WHERE edition_id = ?", (past, edition_id))
    database.close()
