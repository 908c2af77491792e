"""The demo's mailbox shows what anybody may have written, so it must not run or fetch any of it."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

from configurator.config import load_settings
from configurator.demo.mailbox import ISOLATED, folder
from configurator.site import create_app
from tests.conftest import running


def test_a_mails_html_is_styled_but_isolated(tmp_path: Path) -> None:
    settings = load_settings(demo=True, instance_path=tmp_path / "instance", database_url=f"sqlite:///{tmp_path / 'x'}")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Hello"
    mail["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    mail.set_content("Hello")
    mail.add_alternative("<script>alert(1)</script><p style='color: red'>Hello", subtype="html")
    app = create_app(settings)
    key = mailbox.Maildir(folder(settings)).add(mail)
    for site in running(app):
        answer = site.test_client().get(f"/demo/mailbox/{key}/html")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == ISOLATED
