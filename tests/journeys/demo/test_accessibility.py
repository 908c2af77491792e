"""Every page against axe-core's rules, in light and in dark, and none of them forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from configurator.config import load_settings
from configurator.site import create_app
from tests.journeys.conftest import Guard
from tests.journeys.demo.conftest import Demo, newest_code
from tests.journeys.demo.test_buyer import fill_in_and_order, order, pay
from tests.journeys.demo.test_editions import join_waiting_list, make_edition

pytestmark = pytest.mark.browser
LINK = re.compile(r"http://\S+")
GOOD, REFUND_FAILS_LATE = "4242424242424242", "4000000000005126"
ADMINISTRATOR = "administrator@demo.example"

VISITORS = {
    "gallery.front": "/",
    "gallery.browse": "/gallery",
    "gallery.mine": "/designs",
    "gallery.save": "/piccola/save?trim=scatto",
    "gallery.design": "{design}",
    "gallery.edit": "{design}/edit",
    "compose.page": "/piccola",
    "compose.compare": "/piccola/compare?a=trim.lido&b=trim.prima",
    "pictures.show_print": "{print}",
    "preorders.order": "{design}/preorder",
    "preorders.status": "{order}",
    "preorders.cancel": "{order}/cancel",
    "preorders.withdraw_order": "{order}/withdraw",
    "preorders.confirm_change": "{paid_order}/change/{code}",
    "preorders.withdraw": "/withdraw",
    "editions.listed": "/piccola/editions",
    "editions.one": "{edition}",
    "waiting.joining": "{sold_out}/waiting-list",
    "waiting.one": "{place}",
    "preorders.withdrawal_received": "/withdraw/received",
    "privacy.asking": "/your-data",
    "privacy.by_link": "{data}",
    "privacy.deleted": "/your-data/deleted",
    "accounts.invitation": "{invitation}",
    "accounts.register_person": "/register",
    "security.login": "/login",
    "security.forgot_password": "/reset",
    "security.us_signin": "/us-signin",
    "security.wan_signin": "/wan-signin",
    "mailbox.received": "/demo/mailbox",
    "mailbox.message": "{mail}",
    "mailbox.html_part": "{mail}/html",
    "an unknown page": "/nowhere/at/all",
    "a conflict": "/piccola?was={was}&trim=lido&wheels=sport",
    "compose.within": "/piccola/within?trim=prima&budget=18000",
    "a budget that is too small": "/piccola?trim=prima&budget=18000",
    "a budget that is no amount": "/piccola?trim=prima&budget=cheap",
    "a search that finds nothing": "/gallery?q=zzzzzz",
    "the payment page": "{payment}",
}
STAFF = {
    "accounts.account": "/account",
    "accounts.stronger": "/account/stronger",
    "privacy.own": "/account/data",
    "security.change_password": "/change",
    "security.change_email": "/change-email",
    "security.mf_recovery_codes": "/mf-recovery-codes",
    "security.two_factor_setup": "/tf-setup",
    "security.us_verify": "/us-verify",
    "security.wan_register": "/wan-register",
    "security.wan_verify": "/wan-verify",
    "staff.home": "/staff",
    "staff.people": "/staff/people",
    "gallery.features": "/staff/features",
    "gallery.new_feature": "/staff/features/new",
    "gallery.edit_feature": "/staff/features/1",
    "gallery.preview_feature": "/staff/features/1/preview",
    "desk.orders": "/staff/orders",
    "desk.one": "{desk_order}",
    "waiting_desk.every": "/staff/waiting-lists",
    "waiting_desk.one": "/staff/waiting-lists/{sold_out_id}",
    "withdrawals.listed": "/staff/withdrawals",
    "money.overview": "/staff/money",
    "money.balance": "/staff/money/trial-balance",
    "money.payment": "{desk_payment}",
    "money.refund": "{failed_refund}",
    "mass_refunds.every": "/staff/mass-refunds",
    "mass_refunds.one": "{mass_refund}",
    "audit": "/staff/actions",
    "statistics.tally": "/staff/tally",
    "staff_editions.every": "/staff/editions",
    "staff_editions.new": "/staff/editions/new?product=piccola&option=colour.menta",
    "staff_editions.one": "/staff{edition}",
}
NO_PAGES = {
    "static", "typeface.typeface", "health.health", "pictures.show", "pictures.show_option", "gallery.card",
    "gallery.qr", "compose.state", "compose.surprise", "compose.surprise_state", "statistics.export",
    "statistics.designs", "desk.export", "preorders.come_back", "accounts.arrive", "delivery.frame",
    "pictures.show_layer", "pictures.show_recipe", "compose.within_state",
    "money.balance_csv", "preorders.document", "desk.document",
    "mailbox.attachment", "privacy.own_file", "privacy.file_by_link", "editions.state", "editions.compose",
}  # fmt: skip
"""Files, scripts' answers and redirects."""
SECOND_STEPS = {"security.two_factor_token_validation", "security.mf_recovery"}
"""Only open between the two steps of a sign-in: they have a test of their own."""
CLOSED = {"security.us_setup", "security.us_verify_link", "security.wan_delete", "security.verify",
          "security.two_factor_rescue", "security.tf_select", "security.change_email_confirm",
          "security.reset_password"}  # fmt: skip
"""Answer 404 or need a token that has just been mailed, and then show the same page as another."""


@pytest.fixture(scope="session")
def axe(npm_packages: Path) -> str:
    """axe-core's source."""
    return (npm_packages / "axe-core" / "axe.min.js").read_text()


@dataclass
class Places:
    """Where the pages are that only exist once somebody has done something, and who may see them."""

    paths: dict[str, str] = field(default_factory=dict)
    visitor: Any = None
    administrator: Any = None


@pytest.fixture(scope="module")
def places(chromium: Browser, demo: Demo) -> Places:
    """A visitor saves and orders a design; an administrator signs in and invites somebody."""
    found = Places()

    def new_page() -> Page:
        return chromium.new_context(base_url=demo.address, locale="en").new_page()

    visitor = new_page()
    order(visitor, "axe@example.org")
    found.paths["payment"] = visitor.url
    visitor.locator("a", has_text=re.compile("back|cancel", re.IGNORECASE)).first.click()
    visitor.wait_for_url(re.compile("/orders/"))
    found.paths["order"] = path_of(visitor.url)
    visitor.goto("/designs")
    found.paths["design"] = path_of(visitor.locator(".card__title a").first.get_attribute("href") or "")
    visitor.goto("/piccola/editions")
    found.paths["edition"] = path_of(visitor.locator(".card__title a").first.get_attribute("href") or "")
    visitor.goto("/piccola")
    found.paths["print"] = path_of(visitor.locator("form.print-order").first.get_attribute("action") or "")
    found.paths["was"] = quote(visitor.locator("input[name=was]").first.get_attribute("value") or "")
    found.visitor = visitor.context.storage_state()
    found.paths["paid_order"] = paid_order(new_page(), GOOD)
    found.paths["code"] = found.paths["design"].rpartition("/")[2]
    cancelled = new_page()
    cancelled.goto(paid_order(cancelled, REFUND_FAILS_LATE) + "/cancel")
    cancelled.locator("main form button").first.click()

    found.paths["data"] = link_to_data(new_page())

    administrator = new_page()
    administrator.goto("/login")
    administrator.get_by_label("E-mail address").fill(ADMINISTRATOR)
    administrator.get_by_label("Password").fill(demo.password)
    administrator.get_by_role("button", name="Sign in", exact=True).click()
    administrator.get_by_label(re.compile("code", re.IGNORECASE)).first.fill(newest_code(new_page, ADMINISTRATOR))
    administrator.locator("main form button").first.click()
    administrator.wait_for_url(lambda address: "tf-validate" not in address)
    administrator.goto("/staff/people")
    administrator.get_by_label(re.compile("E-mail")).fill("new.colleague@example.org")
    administrator.get_by_role("button", name=re.compile("Invite")).click()
    administrator.goto("/demo/mailbox")
    administrator.locator("tr", has_text="new.colleague").first.get_by_role("link").click()
    found.paths["mail"] = path_of(administrator.url)
    invitation = LINK.search(administrator.locator(".mail-text").inner_text())
    assert invitation
    found.paths["invitation"] = path_of(invitation[0])
    administrator.goto("/staff/orders")
    found.paths["desk_order"] = path_of(administrator.locator("tbody a").first.get_attribute("href") or "")
    administrator.goto(found.paths["desk_order"])
    payment = administrator.locator("a[href*='/staff/money/payments/']").first
    found.paths["desk_payment"] = path_of(payment.get_attribute("href") or "")
    administrator.goto("/staff/mass-refunds")
    administrator.get_by_label("Reason").fill("The edition was not reached.")
    administrator.get_by_role("button", name="Count").click()
    administrator.wait_for_url(re.compile("/staff/mass-refunds/."))
    found.paths["mass_refund"] = path_of(administrator.url)
    found.paths["failed_refund"] = failed_refund(administrator)
    found.paths["sold_out"] = sold_out_edition(administrator, new_page())
    found.paths["sold_out_id"] = found.paths["sold_out"].rpartition("/")[2]
    waiting = new_page()
    join_waiting_list(waiting, found.paths["sold_out"], "axe@example.org")
    found.paths["place"] = path_of(waiting.url)
    found.administrator = administrator.context.storage_state()
    return found


def paid_order(page: Page, card: str) -> str:
    """Where the page of an order is whose deposit was paid by this card."""
    order(page, "axe@example.org")
    pay(page, card)
    page.wait_for_url(re.compile("/orders/"))
    return path_of(page.url)


def sold_out_edition(administrator: Page, buyer: Page) -> str:
    """Where the page of an edition is whose only unit is ordered."""
    edition = path_of(make_edition(administrator, "notte", "Sold out at once", capacity=1, threshold=1))
    buyer.goto(edition)
    buyer.get_by_role("link", name=re.compile("Preorder one")).click()
    fill_in_and_order(buyer, "axe@example.org")
    return edition


def link_to_data(page: Page) -> str:
    """Where the buyer sees what is kept about them: the link is mailed a moment after they asked."""
    page.goto("/your-data")
    page.get_by_label("E-mail").fill("axe@example.org")
    page.get_by_role("button", name="Mail me the link").click()
    for _ in range(60):
        page.goto("/demo/mailbox")
        mail = page.get_by_role("link", name="What we keep about you")
        if mail.count():
            mail.first.click()
            link = LINK.search(page.locator(".mail-text").inner_text())
            assert link
            return path_of(link[0])
        page.wait_for_timeout(1000)
    raise AssertionError("no mail came")


def failed_refund(page: Page) -> str:
    """Where the desk chooses the next step of a refund that failed; it does so a moment after it was made."""
    for _ in range(60):
        page.goto("/staff/money")
        link = page.locator("a[href*='/staff/money/refunds/']")
        if link.count():
            return path_of(link.first.get_attribute("href") or "")
        page.wait_for_timeout(1000)
    raise AssertionError("no refund failed")


def path_of(address: str) -> str:
    return re.sub(r"^https?://[^/]+", "", address).partition("?")[0]


@pytest.fixture
def guard(guard: Guard) -> Guard:
    guard.forgiven += ["404 (NOT FOUND)", "422 (UNPROCESSABLE ENTITY)"]
    return guard


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds, one line for each kind of fault with the places where it is."""
    page.evaluate(axe)
    page.evaluate("() => Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))")
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{fault['id']}: {fault['help']}: " + "; ".join(" ".join(map(str, node["target"])) for node in fault["nodes"])
        for fault in found["violations"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", [*VISITORS, *STAFF])
def test_a_page_has_no_accessibility_violation(
    new_page: Callable[..., Page], places: Places, axe: str, name: str, scheme: str
) -> None:
    state = places.visitor if name in VISITORS else places.administrator
    page = new_page(storage_state=state, color_scheme=scheme, bypass_csp=True)
    page.goto((VISITORS | STAFF)[name].format(**places.paths))
    assert violations(page, axe) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_second_step_of_a_sign_in_has_no_violation(
    new_page: Callable[..., Page], demo: Demo, axe: str, scheme: str
) -> None:
    page = new_page(color_scheme=scheme, bypass_csp=True)
    page.goto("/login")
    page.get_by_label("E-mail address").fill("desk@demo.example")
    page.get_by_label("Password").fill(demo.password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(re.compile("tf-validate"))
    assert violations(page, axe) == []


def test_every_page_of_the_site_is_checked(tmp_path: Path) -> None:
    app = create_app(load_settings(demo=True, instance_path=tmp_path, database_url="sqlite://"))
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - VISITORS.keys() - STAFF.keys() - NO_PAGES - SECOND_STEPS - CLOSED == set()


def test_a_page_with_a_fault_would_be_found(page: Page, axe: str) -> None:
    page.goto("/")
    page.evaluate("document.querySelector('main img').removeAttribute('alt')")
    assert any("image-alt" in fault for fault in violations(page, axe))
