"""The demo's mailbox shows what anybody may have written, so it must not run or fetch any of it."""

from __future__ import annotations

import mailbox
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from configurator.config import load_settings
from configurator.demo.mailbox import ISOLATED, folder
from configurator.site import create_app
from tests.conftest import running

PAPER = b"%PDF-1.7 not really"


@pytest.fixture
def received(tmp_path: Path) -> Iterator[tuple[FlaskClient, str]]:
    """A visitor of a demo, and where it shows a mail with an HTML part and two attachments."""
    settings = load_settings(demo=True, instance_path=tmp_path / "instance", database_url=f"sqlite:///{tmp_path / 'x'}")
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@example.org", "b@example.org", "Hello"
    mail["Date"] = "Sat, 21 Nov 2026 12:00:00 +0000"
    mail.set_content("Hello")
    mail.add_alternative("<script>alert(1)</script><p style='color: red'>Hello", subtype="html")
    mail.add_attachment(PAPER, "application", "pdf", filename="OC-2026-00001.pdf")
    mail.add_attachment("<script>alert(1)</script>", subtype="html", filename="<b>é.html")
    app = create_app(settings)
    key = mailbox.Maildir(folder(settings)).add(mail)
    for site in running(app):
        yield site.test_client(), f"/demo/mailbox/{key}"


def test_a_mails_html_is_styled_but_isolated(received: tuple[FlaskClient, str]) -> None:
    client, address = received
    answer = client.get(f"{address}/html")
    assert answer.status_code == 200
    assert answer.headers["Content-Security-Policy"] == ISOLATED


def test_a_mails_attachments_are_listed_and_saved_as_they_came_isolated_as_well(
    received: tuple[FlaskClient, str],
) -> None:
    client, address = received
    page = client.get(address).text
    assert f'<a href="{address}/attachments/1">OC-2026-00001.pdf</a>' in page
    assert f'<a href="{address}/attachments/2">&lt;b&gt;é.html</a>' in page
    paper, script = (client.get(f"{address}/attachments/{number}") for number in (1, 2))
    assert paper.data == PAPER
    assert [answer.mimetype for answer in (paper, script)] == ["application/pdf", "text/html"]
    for answer in (paper, script):
        assert answer.headers["Content-Disposition"].startswith("attachment; filename")
        assert answer.headers["Content-Security-Policy"] == ISOLATED
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert client.get(f"{address}/attachments/0").status_code == 404
    assert client.get(f"{address}/attachments/3").status_code == 404
