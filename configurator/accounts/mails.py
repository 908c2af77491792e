"""Mails to people, in their language: text and HTML from templates of ours, by SMTP."""

from __future__ import annotations

from flask import current_app, render_template
from flask_babel import LazyString, force_locale
from flask_mail import Message


def send_mail(recipient: str, subject: LazyString, template: str, language: str, **context: object) -> None:
    """Send `template` (a path under templates/ without its ending; there is a .txt and a .html) now.

    Needs an application context. Raises OSError or smtplib.SMTPException when the mail server does not take it.
    """
    with force_locale(language):
        message = Message(
            str(subject),
            recipients=[recipient],
            body=render_template(f"{template}.txt", **context),
            html=render_template(f"{template}.html", **context),
        )
    current_app.extensions["mail"].send(message)
