"""Mail: a server that never speaks must not keep anybody waiting."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from flask import Flask
from flask_mail import Message

from configurator.web import mail
from tests.conftest import Post


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def silent_server() -> Iterator[int]:
    """Takes connections, and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield int(listening.getsockname()[1])


def test_a_silent_mail_server_is_given_up_on(app: Flask, silent_server: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "PATIENCE_SECONDS", 0.2)
    app.extensions["mail"].port = silent_server
    with pytest.raises(OSError, match="timed out"):
        app.extensions["mail"].send(Message("Hello", recipients=["ada@example.org"], body="Hello"))


class Curt(Post):
    """A mail server that hangs up instead of saying goodbye."""

    async def handle_QUIT(self, server: SMTP, _session: object, _envelope: object) -> str:  # noqa: N802 - the name that aiosmtpd calls
        server.transport.abort()
        return "221 Bye"


def test_a_mail_that_was_taken_is_sent_even_if_the_server_hangs_up_instead_of_saying_goodbye(
    app: Flask, smtp_port: int
) -> None:
    post = Curt()
    receiver = Controller(post, hostname="127.0.0.1", port=smtp_port)
    receiver.start()
    try:
        app.extensions["mail"].send(Message("Hello", recipients=["ada@example.org"], body="Hello"))
    finally:
        receiver.stop()
    assert [mail["Subject"] for mail in post.mails] == ["Hello"]
