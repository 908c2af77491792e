"""The mails to people on a waiting list: the link to their entry, and the offer. No others."""

from __future__ import annotations

from flask import render_template
from flask_babel import force_locale, gettext
from flask_mail import Message

from configurator.preorders.letter import Letter
from configurator.preorders.waiting.addresses import waiting_address
from configurator.preorders.waiting.models import WaitingMail, WaitingState
from configurator.preorders.waiting.reading import Waiting, waiting_of
from configurator.web.filters import moment, money
from configurator.web.outbox import send_owed


def send_waiting_list_mails() -> int:
    """Send the mails that people on waiting lists are owed; returns how many."""
    return send_owed(WaitingMail, _write)


def _write(mail: WaitingMail) -> Message | None:
    waiting = waiting_of(mail.entry)
    if waiting.state not in LETTERS:  # over before it was sent
        return None
    return write_mail(waiting)


def write_mail(waiting: Waiting) -> Message:
    """What somebody on a list is told now, in their language, as text and HTML."""
    with force_locale(waiting.language):
        letter, button = LETTERS[waiting.state](waiting)
        facts = {"letter": letter, "button": button, "link": waiting_address(waiting)}
        return Message(
            subject=letter.subject,
            recipients=[waiting.email],
            body=render_template("preorders/waiting/mails/letter.txt", **facts),
            html=render_template("preorders/waiting/mails/letter.html", **facts),
            extra_headers={"Auto-Submitted": "auto-generated"},
        )


def _confirm(waiting: Waiting) -> tuple[Letter, str]:
    name = waiting.edition.name
    letter = Letter(
        gettext("Do you want to wait for “%(name)s”?", name=name),
        gettext("One click, and you are on the list"),
        (
            gettext(
                "Somebody, you we hope, put this address on the waiting list of “%(name)s”, which is sold out. Confirm "
                "it, and you have a place. It costs nothing and binds you to nothing.",
                name=name,
            ),
            gettext("We write to you again only when one comes free for you."),
        ),
    )
    return letter, gettext("Yes, put me on the list")


def _place(waiting: Waiting) -> tuple[Letter, str]:
    name = waiting.edition.name
    letter = Letter(
        gettext("Your place on the waiting list of “%(name)s”", name=name),
        gettext("You are on the list"),
        (
            gettext(
                "You asked again for the link to your place on the waiting list of “%(name)s”. Here it is; your place "
                "only ever gets better.",
                name=name,
            ),
        ),
    )
    return letter, gettext("See your place")


def _offer(waiting: Waiting) -> tuple[Letter, str]:
    name, edition = waiting.edition.name, waiting.edition
    assert waiting.offer_until is not None  # noqa: S101 - an offer has its time
    letter = Letter(
        gettext("One of “%(name)s” is yours if you want it", name=name),
        gettext("One is held for you"),
        (
            gettext(
                "One of “%(name)s” has come free, and you are next. It is held for you until %(moment)s (UTC): order "
                "it before then, with a deposit of %(deposit)s.",
                name=name,
                moment=moment(waiting.offer_until),
                deposit=money(edition.deposit),
            ),
            gettext("If you don't, you need not do anything: it is then offered to the next."),
        ),
    )
    return letter, gettext("Look at the offer")


LETTERS = {WaitingState.ASKED: _confirm, WaitingState.WAITING: _place, WaitingState.OFFERED: _offer}
