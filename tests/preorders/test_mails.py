"""The outbox: each mail goes out once, in the buyer's language, however the mail server behaves."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from configurator.database import db, utc_now
from configurator.payments.service import settle_refunds
from configurator.preorders.letters import LETTERS
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.models import MailKind, OrderMail
from configurator.preorders.order import Order
from configurator.preorders.service import ask_new_link, cancel_preorder
from configurator.web.outbox import CLAIM_LASTS
from tests.conftest import Post
from tests.payments.conftest import at_once
from tests.preorders.conftest import ANNA, Place, again

PaidOrder = Callable[..., Order]


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


class Words(HTMLParser):
    """The words of a page, and its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.feed(page)

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append(dict(attrs).get("href"))


def test_the_confirmation_is_a_durable_record_of_the_order(
    paid_order: PaidOrder, mailbox: list[EmailMessage], client: object
) -> None:
    order = paid_order()
    assert send_waiting_mails() == 1
    (mail,) = mailbox
    assert mail["To"] == f"{ANNA.name} <{ANNA.email}>"
    assert order.number in mail["Subject"]
    html = Words(part(mail, "html"))
    for words in (part(mail, "plain"), " ".join(html.words)):
        for said in (
            order.number,
            order.design_code,
            ANNA.street,
            "1012 AB",
            "Netherlands",
            "49",
            "€ 10",
            "€ 39",
            "21% VAT",
            "1 September 2027",
            "31 December 2027",
            "14 days after delivery",
        ):
            assert said in words.replace("\xa0", " "), said
    assert re.search(r"http://127\.0\.0\.1:5000/orders/\S+", part(mail, "plain"))
    assert html.links[0] in part(mail, "plain")


def test_each_step_sends_its_mail_once_and_in_order(paid_order: PaidOrder, mailbox: list[EmailMessage]) -> None:
    cancel_preorder(paid_order())
    settle_refunds()
    assert send_waiting_mails() == 3
    assert send_waiting_mails() == 0
    assert [mail["Subject"].split(" P-")[0] for mail in mailbox] == [
        "Your preorder",
        "Your preorder",
        "The deposit of your preorder",
    ]
    assert len({mail["Message-ID"] for mail in mailbox}) == 3


def test_a_mail_server_that_is_down_delays_mails_and_loses_none(paid_order: PaidOrder, smtp_port: int) -> None:
    order = cancel_preorder(paid_order())
    settle_refunds()
    assert send_waiting_mails() == 0
    assert send_waiting_mails() == 0
    post = Post()
    receiver = Controller(post, hostname="127.0.0.1", port=smtp_port)
    receiver.start()
    try:
        assert send_waiting_mails() == 3
        assert send_waiting_mails() == 0
    finally:
        receiver.stop()
    assert len(post.mails) == 3
    assert all(again(order).number in mail["Subject"] for mail in post.mails)


class Fussy(Post):
    """A receiver that refuses one address."""

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: object, _session: object, envelope: object, address: str, _options: object
    ) -> str:
        if address.startswith("refused"):
            return "550 nobody here"
        envelope.rcpt_tos.append(address)  # type: ignore[attr-defined]  # has no types
        return "250 OK"


def test_a_mail_that_the_server_refuses_keeps_no_other_from_going(paid_order: PaidOrder, smtp_port: int) -> None:
    paid_order(email="refused@example.com")
    paid_order()
    post = Fussy()
    receiver = Controller(post, hostname="127.0.0.1", port=smtp_port)
    receiver.start()
    try:
        assert send_waiting_mails() == 1
        assert send_waiting_mails() == 0
    finally:
        receiver.stop()
    assert [mail["To"] for mail in post.mails] == [f"{ANNA.name} <{ANNA.email}>"]
    waiting = db.session.scalars(db.select(OrderMail).where(OrderMail.sent_at.is_(None))).all()
    assert len(waiting) == 1


def test_many_workers_at_the_same_moment_send_each_mail_once(
    app: Flask, paid_order: PaidOrder, mailbox: list[EmailMessage]
) -> None:
    for _ in range(3):
        paid_order()
    assert sum(int(str(count)) for count in at_once(app, send_waiting_mails, 4)) == 3
    assert len({mail["Message-ID"] for mail in mailbox}) == len(mailbox) == 3


def test_a_claim_that_a_stopped_worker_left_is_taken_over_later(
    paid_order: PaidOrder, mailbox: list[EmailMessage]
) -> None:
    paid_order()
    claim(utc_now())
    assert send_waiting_mails() == 0
    claim(utc_now() - CLAIM_LASTS - timedelta(seconds=1))
    assert send_waiting_mails() == 1


def claim(moment: object) -> None:
    db.session.execute(db.update(OrderMail).values(claimed_at=moment))
    db.session.commit()


def test_a_mail_that_was_sent_twice_by_accident_is_recognisable_as_one(
    paid_order: PaidOrder, mailbox: list[EmailMessage]
) -> None:
    paid_order()
    send_waiting_mails()
    db.session.execute(db.update(OrderMail).values(sent_at=None, claimed_at=None))  # stopped before it could note it
    db.session.commit()
    send_waiting_mails()
    first, second = mailbox
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("kind", list(MailKind))
def test_every_mail_has_its_words(kind: MailKind) -> None:
    assert kind in {*LETTERS, MailKind.PART_REFUND}


def test_a_mail_is_written_in_the_language_of_the_buyer(paid_order: PaidOrder, mailbox: list[EmailMessage]) -> None:
    paid_order(language="nl")
    send_waiting_mails()
    html = part(mailbox[0], "html")
    assert '<html lang="nl">' in html
    assert "september 2027" in html
    assert "49" in html


def test_words_of_the_buyer_stay_words_in_the_html(paid_order: PaidOrder, mailbox: list[EmailMessage]) -> None:
    paid_order(name="<b>Anna</b>")
    send_waiting_mails()
    assert "<b>" not in part(mailbox[0], "html")
    assert "Dear <b>Anna</b>," in part(mailbox[0], "plain")


def test_a_new_link_is_mailed_once_an_hour_however_often_it_is_asked(place: Place, mailbox: list[EmailMessage]) -> None:
    order = place()
    for _ in range(3):
        ask_new_link(order.public_id)
    assert send_waiting_mails() == 1
    assert mailbox[0]["To"] == f"{ANNA.name} <{ANNA.email}>"
    assert "/orders/" in part(mailbox[0], "plain")
