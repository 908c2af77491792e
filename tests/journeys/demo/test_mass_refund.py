"""A mass refund in the demo: one of the desk asks for it, another lets it run, and the buyers have their deposits."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.demo.test_buyer import PATIENCE_MS, order, pay, wait_for_mail
from tests.journeys.demo.test_editions import GOOD, MANAGER, SignIn, look_again_until, make_edition, order_one

pytestmark = pytest.mark.browser


def test_one_of_the_desk_asks_for_a_mass_refund_and_only_another_can_let_it_run(
    staff_page: SignIn, page: Page, new_page: Callable[..., Page]
) -> None:
    name, email = "Called off", "hans.prins@example.org"
    edition = make_edition(staff_page(MANAGER), "notte", name, capacity=3, threshold=1)
    order_one(page, edition, email)
    bystander = new_page()  # and after Stripe's fee one deposit alone would not cover its own refund
    order(bystander, "iris.jong@example.org")
    pay(bystander, GOOD)
    bystander.wait_for_url(re.compile("/orders/"), timeout=PATIENCE_MS)

    asker, second = staff_page("desk@demo.example"), staff_page("administrator@demo.example")
    asker.goto("/staff/mass-refunds")
    asker.get_by_label("Refund", exact=True).select_option(label=f"The paid preorders of the edition “{name}”")
    asker.get_by_label("Reason").fill("The factory has burnt down.")
    asker.get_by_role("button", name="Count").click()
    asker.wait_for_url(re.compile("/staff/mass-refunds/."))
    expect(asker.get_by_text("Waits for a second person")).to_be_visible()
    expect(asker.get_by_text("Somebody else of the order desk has to approve it.")).to_be_visible()
    expect(asker.get_by_role("button", name=re.compile("Approve"))).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="You are in the queue")).to_be_visible()

    second.goto("/staff/mass-refunds")
    second.get_by_role("link", name=name).click()
    second.get_by_role("button", name="Approve: refund 1").click()
    expect(second.get_by_text("Approved: the refunds begin.")).to_be_visible()
    look_again_until(page, "You have your deposit back")
    wait_for_mail(new_page(), email, "deposit")
    bystander.reload()
    expect(bystander.get_by_role("heading", name="You are in the queue")).to_be_visible()
    second.reload()
    expect(second.get_by_text("1 of 1 asked for")).to_be_visible()
    expect(second.get_by_text("1 made, 0 failed")).to_be_visible()
    expect(second.get_by_text("Done", exact=True)).to_be_visible()
