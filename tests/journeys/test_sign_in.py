"""People sign in with Chromium: with a code, and with a passkey on an authenticator that Chromium plays itself."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
from flask import url_for
from playwright.sync_api import Page, expect

from configurator.accounts import staff
from configurator.accounts.invitations import mail_link
from configurator.web.guards import Role
from tests.cast import code_in, link_in
from tests.journeys.conftest import Guard, LiveSite

pytestmark = pytest.mark.browser
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def named_site(live_site: LiveSite, guard: Guard) -> str:
    """The site by a name: browsers keep no passkeys for numbers."""
    address = live_site.address.replace("127.0.0.1", "localhost")
    guard.host = address.removeprefix("http://")
    return address


def authenticator(page: Page, is_unlocked: bool) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": {**AUTHENTICATOR, "isUserVerified": is_unlocked}})


def invited(live_site: LiveSite, named_site: str, mailbox: list[EmailMessage], email: str) -> str:
    with live_site.app.app_context():
        _, token = staff.invite(email, Role.MARKETER)
        mail_link(email, Role.MARKETER, token)
        assert url_for("accounts.invitation", token=token) in link_in(mailbox[-1])
    return link_in(mailbox[-1]).replace(live_site.address, named_site)


def add_passkey(page: Page, link: str) -> None:
    page.goto(link)
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("With a passkey").check()
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of the passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()


def test_staff_join_and_sign_in_with_a_passkey_alone(
    page: Page, live_site: LiveSite, named_site: str, mailbox: list[EmailMessage]
) -> None:
    authenticator(page, is_unlocked=True)
    add_passkey(page, invited(live_site, named_site, mailbox, "ada@example.org"))
    expect(page).to_have_url(f"{named_site}/staff")
    page.goto(f"{named_site}/account")
    expect(page.get_by_text("My laptop")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("link", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page).to_have_url(f"{named_site}/staff")


def test_a_passkey_that_its_owner_did_not_unlock_opens_nothing(
    page: Page, live_site: LiveSite, named_site: str, mailbox: list[EmailMessage]
) -> None:
    authenticator(page, is_unlocked=False)
    add_passkey(page, invited(live_site, named_site, mailbox, "bob@example.org"))
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    page.goto(f"{named_site}/staff")
    expect(page).to_have_url(f"{named_site}/tf-setup")


def test_somebody_makes_an_account_with_a_phone_and_without_javascript(
    new_page: Callable[..., Page], mailbox: list[EmailMessage]
) -> None:
    phone = new_page(viewport={"width": 390, "height": 844}, is_mobile=True, java_script_enabled=False)
    phone.goto("/login")
    phone.get_by_role("link", name="Make one anyway").click()
    phone.get_by_label("Name").fill("Grace")
    phone.get_by_label("E-mail address").fill("grace@example.org")
    phone.get_by_role("button", name="Mail me a code").click()
    phone.get_by_label("Code from the mail").fill(code_in(mailbox[-1]))
    phone.get_by_role("button", name="Sign in").click()
    expect(phone.get_by_role("heading", name="Your account")).to_be_visible()
