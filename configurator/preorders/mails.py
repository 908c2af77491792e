"""The mails of an order: what waits in the outbox is written in the buyer's language and sent by SMTP."""

from __future__ import annotations

import logging
import smtplib
from datetime import timedelta

from flask import current_app, render_template
from flask_babel import force_locale
from flask_mail import Message

from configurator.database import changes_one, db, utc_now
from configurator.preorders.addresses import order_address
from configurator.preorders.letters import write_letter
from configurator.preorders.models import MailKind, OrderMail
from configurator.preorders.order import Order, order_by_id

log = logging.getLogger(__name__)

CLAIM_LASTS = timedelta(minutes=10)
"""A worker that stopped in the middle of sending leaves its claim behind; then the mail is tried again."""
AT_ONCE = 200
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


def send_waiting_mails() -> int:
    """Send what waits in the outbox, oldest first; returns how many.

    Two workers never send the same mail. While the mail server is down everything waits.
    """
    sent = 0
    for mail_id in _waiting():
        if not _claim(mail_id):
            continue
        try:
            _send(mail_id)
        except REFUSED as fault:  # this mail only; its claim keeps it back for a while
            db.session.rollback()
            log.error("order mail %s was refused: %s", mail_id, fault)
        except OSError as fault:  # smtplib's other errors are of this kind, too
            _release(mail_id)
            log.warning("mails wait, the mail server is down: %s", fault)
            break
        else:
            sent += 1
    return sent


def _waiting() -> list[int]:
    claimable = (OrderMail.claimed_at.is_(None)) | (OrderMail.claimed_at < utc_now() - CLAIM_LASTS)
    waiting = db.select(OrderMail.id).where(OrderMail.sent_at.is_(None), claimable).order_by(OrderMail.id)
    found = list(db.session.scalars(waiting.limit(AT_ONCE)))
    db.session.commit()
    return found


def _claim(mail_id: int) -> bool:
    now = utc_now()
    free = (OrderMail.claimed_at.is_(None)) | (OrderMail.claimed_at < now - CLAIM_LASTS)
    claim = db.update(OrderMail).where(OrderMail.id == mail_id, OrderMail.sent_at.is_(None), free)
    is_claimed = changes_one(claim.values(claimed_at=now))
    db.session.commit()
    return is_claimed


def _release(mail_id: int) -> None:
    db.session.rollback()
    db.session.execute(db.update(OrderMail).where(OrderMail.id == mail_id).values(claimed_at=None))
    db.session.commit()


def _send(mail_id: int) -> None:
    mail = db.session.get_one(OrderMail, mail_id)
    order = order_by_id(mail.preorder_id)
    message = write_mail(mail.kind, mail.language, order)
    # The same id each time: a mail that a stopped worker had sent already is recognised as the same one.
    message.msgId = f"<order-mail-{mail_id}.{order.public_id}@{_site()}>"
    db.session.commit()
    current_app.extensions["mail"].send(message)
    db.session.execute(db.update(OrderMail).where(OrderMail.id == mail_id).values(sent_at=utc_now()))
    db.session.commit()


def write_mail(kind: MailKind, language: str, order: Order) -> Message:
    """A mail with its text and HTML, in a language."""
    with force_locale(language):
        letter = write_letter(kind, order)
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
