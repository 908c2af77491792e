"""The pages of privacy: who gets where, by signing in or by a mailed link, and nobody else."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from configurator.accounts.models import Person, SignIn
from configurator.accounts.staff import register
from configurator.config import load_settings
from configurator.database import db, utc_now
from configurator.preorders.addresses import order_token
from configurator.preorders.order import order_by_id
from configurator.preorders.states import State
from configurator.privacy import requests
from configurator.privacy.models import DataRequest
from configurator.web.guards import Role
from tests.cast import Tab, link_in, text_of
from tests.privacy.conftest import BROWSER, MAIL, is_told, order_mug, save_mug
from tests.privacy.test_forgetting import put


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def said(page: str) -> str:
    """What the page says, without its frame."""
    return page.split("<main", 1)[1].split("</main>")[0]


def mailed_path(tab: Tab, mailbox: list[EmailMessage]) -> str:
    """Ask for the data of the buyer's address, and open the mail."""
    tab.open("/your-data")
    assert "on its way" in tab.send("/your-data", email=MAIL.upper()).text
    assert requests.answer_requests() == 1
    assert mailbox[-1]["To"] == MAIL.lower()
    return path_of(link_in(mailbox[-1]))


def test_a_buyer_without_account_takes_their_data_along_and_deletes_them(
    app: Flask, tab: Tab, mailbox: list[EmailMessage]
) -> None:
    order = order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-form-2-forget")
    address = f"/orders/{order_token(order)}"
    assert "/your-data" in tab.open(address).text
    place = mailed_path(tab, mailbox)
    page = tab.open(place)
    assert order.number in page.text
    assert "not possible yet" in page.text
    assert "Delete my data" not in page.text
    tab.send(place, email=MAIL, designs="go")
    assert is_told("kerselaarpad"), "also when the form is sent all the same"
    put(order.id, state=State.HANDED_OVER, handed_over_at=utc_now() - timedelta(days=30))
    file = tab.open(f"{place}/export.json")
    assert "attachment" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    kept = json.loads(file.text)
    assert kept["format"] == "officina-personal-data-1"
    assert kept["orders"][0]["payments"][0]["amount"] == {"amount": "2.00", "currency": "EUR"}
    wrong = tab.send(place, email="other@example.org", designs="go")
    assert (wrong.status_code, "not the address" in wrong.text) == (422, True)
    assert is_told("kerselaarpad")
    done = tab.send(place, email=MAIL, designs="go")
    assert "Your data are deleted" in done.text
    assert is_told("kerselaarpad") == []
    assert order_by_id(order.id).forgotten_at is not None
    for below in ("", "/cancel", "/withdraw", "/return"):
        gone = tab.client.get(address + below)
        assert (gone.status_code, "not shown any more" in gone.text) == (410, True), below
    assert tab.client.get(place).status_code == 404


def test_the_page_says_the_same_to_every_address_and_strangers_get_no_mail(
    app: Flask, tab: Tab, mailbox: list[EmailMessage]
) -> None:
    order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-form-2-forget", paid=False)
    known, unknown = (tab.send("/your-data", email=email) for email in (MAIL, "nobody@example.org"))
    assert known.status_code == unknown.status_code == 200
    assert said(known.text).replace(MAIL, "") == said(unknown.text).replace("nobody@example.org", "")
    assert requests.answer_requests() == 1
    assert [mail["To"] for mail in mailbox] == [MAIL.lower()]
    assert tab.send("/your-data", email="no address").status_code == 422


def test_one_mail_an_hour_and_after_a_day_the_address_is_forgotten(app: Flask, mailbox: list[EmailMessage]) -> None:
    order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-form-2-forget", paid=False)
    for _ in range(3):
        requests.ask(MAIL, "nl")
        requests.answer_requests()
    assert len(mailbox) == 1
    put_request(sent_at=utc_now() - requests.ONE_MAIL - timedelta(minutes=1))
    requests.ask(MAIL, "nl")
    assert requests.answer_requests() == 1
    put_request(asked_at=utc_now() - requests.LINK_LASTS - timedelta(minutes=1))
    requests.answer_requests()
    assert db.session.query(DataRequest).count() == 0


def put_request(**values: object) -> None:
    db.session.execute(db.update(DataRequest).values(**values))
    db.session.commit()


def test_forged_old_and_overtaken_links_open_nothing(app: Flask, tab: Tab, mailbox: list[EmailMessage]) -> None:
    order = order_mug(save_mug(BROWSER, "Two"), BROWSER, "key-of-a-form-2-forget", paid=False)
    place = mailed_path(tab, mailbox)
    asked = db.session.scalar(db.select(DataRequest.public_id))
    assert "annalisa" not in place.lower(), "no address in a link: it would stand in logs"
    forged = [
        f"{place}x",
        "/your-data/" + str(URLSafeTimedSerializer("another key", salt="personal-data").dumps(asked)),
        "/your-data/" + order_token(order),
    ]
    for address in forged:
        assert tab.client.get(address).status_code == 404
        assert tab.client.get(f"{address}/export.json").status_code == 404
    assert tab.client.get(place).status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(requests, "LINK_LASTS", timedelta(seconds=-1))
        assert tab.client.get(place).status_code == 404
    register(MAIL, "Annalisa", "en")
    assert tab.client.get(place).status_code == 404, "who has an account signs in"
    requests.ask(MAIL, "en")
    db.session.execute(db.delete(DataRequest))
    db.session.commit()
    requests.ask(MAIL, "en")
    requests.answer_requests()
    assert path_of(link_in(mailbox[-1])) == "/account/data"
    assert "Sign in" in text_of(mailbox[-1])


def test_an_account_asks_for_a_fresh_sign_in_then_exports_and_deletes(
    app: Flask, busy: Callable[[], tuple[Person, Tab]], person: Callable[..., Person]
) -> None:
    _, tab = busy()
    assert "/account/data" in tab.open("/account").text
    page = tab.open("/account/data")
    assert tab.address == "/account/data"
    assert "Delete my data" in page.text
    with tab.client.session_transaction() as session:
        fresh = session["fs_paa"]
        session["fs_paa"] = session["fs_gexp"] = 0
    for address in ("/account/data", "/account/data/export.json"):
        assert "/us-verify" in tab.client.get(address).location, address
    tab.send("/account/data", email=MAIL, designs="go")
    assert is_told("kerselaarpad"), "nothing is deleted without it"
    with tab.client.session_transaction() as session:
        session["fs_paa"] = fresh
    assert json.loads(tab.open("/account/data/export.json").text)["account"]["email"].lower() == MAIL.lower()
    done = tab.send("/account/data", email=MAIL, designs="stay")
    assert "Your data are deleted" in done.text
    assert is_told("bianchi") == []
    assert db.session.query(SignIn).count() == 0
    assert not tab.is_signed_in()


def test_staff_see_their_data_and_are_told_whom_to_ask(staff_tab: Callable[[Role], Tab]) -> None:
    desk = staff_tab(Role.ORDER_DESK)
    page = desk.open("/account/data")
    assert "Ask an administrator" in page.text
    assert "Delete my data" not in page.text
    desk.send("/account/data", email="order_desk@example.org", designs="go")
    assert is_told("order_desk@example.org")
    assert desk.is_signed_in()


def test_asking_is_limited(app: Flask, settings: object) -> None:
    limited = load_settings(**{**settings.model_dump(), "rate_limits": True})  # type: ignore[attr-defined]
    from configurator.site import create_app

    site = create_app(limited)
    with site.app_context():
        client = site.test_client()
        site.config["WTF_CSRF_ENABLED"] = False
        answers = [client.post("/your-data", data={"email": "a@example.org"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
