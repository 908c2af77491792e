"""The demo's post: an SMTP receiver that keeps each mail in a folder, and a page that shows them."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from io import BytesIO
from pathlib import Path
from typing import cast

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from flask import Blueprint, Flask, Response, current_app, render_template, send_file
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from configurator.config import Settings
from configurator.product.errors import NotFoundError
from configurator.web.menus import add_menu_item

MOST_SHOWN = 100
ISOLATED = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
)

blueprint = Blueprint("mailbox", __name__, url_prefix="/demo/mailbox")


@dataclass(frozen=True)
class Attachment:
    name: str
    kind: str
    """Its content type, as the mail says."""
    content: bytes


@dataclass(frozen=True)
class Mail:
    key: str
    sender: str
    recipient: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    attachments: tuple[Attachment, ...]


def receiver(settings: Settings) -> Controller:
    """An SMTP server on the address that the settings send to; `start()` and `stop()` it."""
    folder(settings).parent.mkdir(parents=True, exist_ok=True)
    return Controller(Mailbox(folder(settings)), hostname=settings.smtp_host, port=settings.smtp_port)


def folder(settings: Settings) -> Path:
    return settings.instance_path / "mailbox"


def register(app: Flask, settings: Settings) -> None:
    if not settings.demo:
        return
    app.extensions["officina-mailbox"] = mailbox.Maildir(folder(settings))
    app.register_blueprint(blueprint)
    add_menu_item(app, "footer", "mailbox.received", lazy_gettext("Demo mailbox"))


def _mails() -> mailbox.Maildir:
    return cast(mailbox.Maildir, current_app.extensions["officina-mailbox"])


def _mail(key: str) -> Mail:
    try:
        message = message_from_bytes(_mails().get_bytes(key), policy=policy.default)
    except KeyError:
        raise NotFoundError(f"no mail {key!r}") from None
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return Mail(
        key=key,
        sender=str(message["From"]),
        recipient=str(message["To"]),
        subject=str(message["Subject"]),
        sent_at=parsedate_to_datetime(str(message["Date"])),
        text=text.get_content() if text else "",
        html=html.get_content() if html else "",
        attachments=tuple(_attachment(part) for part in message.iter_attachments()),
    )


def _attachment(part: EmailMessage) -> Attachment:
    name = part.get_filename() or "attachment"
    return Attachment(name, part.get_content_type(), cast(bytes, part.get_payload(decode=True) or b""))


@blueprint.get("")
def received() -> ResponseReturnValue:
    newest = sorted((_mail(key) for key in _mails().keys()), key=lambda mail: mail.sent_at, reverse=True)  # noqa: SIM118 - a Maildir iterates over mails
    return render_template("demo/mailbox.html", mails=newest[:MOST_SHOWN])


@blueprint.get("/<key>")
def message(key: str) -> ResponseReturnValue:
    return render_template("demo/mail.html", mail=_mail(key))


@blueprint.get("/<key>/html")
def html_part(key: str) -> ResponseReturnValue:
    """The mail as its HTML part looks; isolated, since its words may be anybody's."""
    return Response(_mail(key).html, mimetype="text/html")


@blueprint.get("/<key>/attachments/<int:number>")
def attachment(key: str, number: int) -> ResponseReturnValue:
    """One of a mail's attachments, counted from 1, to be saved; isolated as well."""
    attachments = _mail(key).attachments
    if not 1 <= number <= len(attachments):
        raise NotFoundError(f"mail {key!r} has no attachment {number}")
    found = attachments[number - 1]
    return send_file(BytesIO(found.content), found.kind, as_attachment=True, download_name=found.name)


for isolated in (html_part, attachment):
    setattr(isolated, "talisman_view_options", {"content_security_policy": ISOLATED})  # noqa: B010 - how Talisman is told
