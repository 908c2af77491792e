"""Mail goes by SMTP; a mail server that hangs or shows a false certificate is a mail server that is down."""

from __future__ import annotations

import smtplib
import ssl
from functools import partial

from flask import Flask
from flask_mail import Connection, Mail

PATIENCE_SECONDS = 10


class PatientConnection(Connection):
    """Flask-Mail's own waits for ever and believes every certificate."""

    def configure_host(self) -> smtplib.SMTP:
        host = smtplib.SMTP(self.mail.server, self.mail.port, timeout=PATIENCE_SECONDS)
        try:
            if self.mail.use_tls:
                host.starttls(context=ssl.create_default_context())
            if self.mail.username and self.mail.password:
                host.login(self.mail.username, self.mail.password)
        except BaseException:
            host.close()
            raise
        return host


def register(app: Flask) -> None:
    Mail(app)
    state = app.extensions["mail"]
    state.connect = partial(PatientConnection, state)
