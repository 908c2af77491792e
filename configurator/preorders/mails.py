"""The mails of an order: what waits in the outbox is written in the buyer's language and sent by SMTP."""

from __future__ import annotations

from datetime import datetime

from flask import current_app, render_template
from flask_babel import force_locale
from flask_mail import Message

from configurator.preorders.addresses import order_address
from configurator.preorders.documents.models import DocumentKind
from configurator.preorders.documents.rendering import render
from configurator.preorders.documents.service import DocumentLine, documents_of
from configurator.preorders.letters import write_letter
from configurator.preorders.models import MailKind, OrderMail
from configurator.preorders.order import Order, order_by_id
from configurator.web.outbox import send_owed

ENCLOSED = {
    MailKind.CONFIRMATION: (DocumentKind.CONFIRMATION, DocumentKind.RECEIPT),
    MailKind.CHANGE: (DocumentKind.CONFIRMATION,),
    MailKind.CANCELLATION: (DocumentKind.CREDIT,),
    MailKind.WITHDRAWAL: (DocumentKind.CREDIT,),
    MailKind.PART_REFUND: (DocumentKind.CREDIT,),
    MailKind.EDITION_FAILED: (DocumentKind.CREDIT,),
}
"""The documents that go with each kind of mail, if there are any."""


def send_waiting_mails() -> int:
    """Send the mails that orders owe their buyers; returns how many."""
    return send_owed(OrderMail, _write)


def _write(mail: OrderMail) -> Message | None:
    order = order_by_id(mail.preorder_id)
    if order.forgotten_at is not None:
        return None
    message = write_mail(mail.kind, mail.language, order, mail.created_at)
    for document in _enclosed(mail):
        message.attach(f"{document.number}.pdf", "application/pdf", render(document))
    # The same id each time: a mail that a stopped worker had sent already is recognised as the same one.
    message.msgId = f"<order-mail-{mail.id}.{order.public_id}@{_site()}>"
    return message


def _enclosed(mail: OrderMail) -> list[DocumentLine]:
    """The documents that go with a mail: of each kind the newest when the mail was owed."""
    issued = {one.kind: one for one in documents_of(mail.preorder_id) if one.at <= mail.created_at}
    return [issued[kind] for kind in ENCLOSED.get(mail.kind, ()) if kind in issued]


def write_mail(kind: MailKind, language: str, order: Order, at: datetime) -> Message:
    """A mail that was owed at a moment, with its text and HTML, in a language."""
    with force_locale(language):
        letter = write_letter(kind, order, at)
        facts = {"letter": letter, "order": order, "link": order_address(order)}
        return Message(
            subject=letter.subject,
            recipients=[(order.buyer.name, order.buyer.email)],
            body=render_template("preorders/mails/letter.txt", **facts),
            html=render_template("preorders/mails/letter.html", **facts),
            extra_headers={"Auto-Submitted": "auto-generated"},
        )


def _site() -> str:
    return str(current_app.extensions["officina-settings"].host)
