"""Mail goes by SMTP; a mail server that hangs or shows a false certificate is a mail server that is down."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from functools import partial
from typing import Any

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

    def __exit__(self, *raised: Any) -> None:
        """However the server takes leave, what it took before that is sent."""
        with suppress(OSError):
            super().__exit__(*raised)


def register(app: Flask) -> None:
    Mail(app)
    state = app.extensions["mail"]
    state.connect = partial(PatientConnection, state)
