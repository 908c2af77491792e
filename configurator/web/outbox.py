"""Outboxes: tables whose rows are mails that are owed. Each goes out once, however the mail server behaves."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flask import current_app
from flask_mail import Message

from configurator.database import Owed, changes_one, db, utc_now

log = logging.getLogger(__name__)

CLAIM_LASTS = timedelta(minutes=10)
"""A worker that stopped in the middle of sending leaves its claim behind; then the mail is tried again."""
AT_ONCE = 200
REFUSED = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


Kind = TypeVar("Kind", bound=Owed)


def send_owed(outbox: type[Kind], write: Callable[[Kind], Message | None]) -> int:
    """Send what waits in an outbox, oldest first; returns how many.

    `write` makes the mail of a row, or None where there is nobody (any more) to write to. Two workers never send the
    same mail. While the mail server is down everything waits.
    """
    sent = 0
    for row_id in _waiting(outbox):
        if not _claim(outbox, row_id):
            continue
        try:
            sent += _send(outbox, row_id, write)
        except REFUSED as fault:  # this mail only; its claim keeps it back for a while
            db.session.rollback()
            # without the server's words, in which the address stands
            log.error("%s %s was refused: %s", outbox.__tablename__, row_id, type(fault).__name__)  # type: ignore[attr-defined]  # models have it
        except OSError as fault:  # smtplib's other errors are of this kind, too
            _release(outbox, row_id)
            log.warning("mails wait, the mail server is down: %s", fault)
            break
    return sent


def _waiting(outbox: type[Kind]) -> list[int]:
    claimable = (outbox.claimed_at.is_(None)) | (outbox.claimed_at < utc_now() - CLAIM_LASTS)
    waiting = db.select(outbox.id).where(outbox.sent_at.is_(None), claimable).order_by(outbox.id)
    found = list(db.session.scalars(waiting.limit(AT_ONCE)))
    db.session.commit()
    return found


def _claim(outbox: type[Kind], row_id: int) -> bool:
    now = utc_now()
    free = (outbox.claimed_at.is_(None)) | (outbox.claimed_at < now - CLAIM_LASTS)
    claim = db.update(outbox).where(outbox.id == row_id, outbox.sent_at.is_(None), free)
    is_claimed = changes_one(claim.values(claimed_at=now))
    db.session.commit()
    return is_claimed


def _release(outbox: type[Kind], row_id: int) -> None:
    db.session.rollback()
    db.session.execute(db.update(outbox).where(outbox.id == row_id).values(claimed_at=None))
    db.session.commit()


def _send(outbox: type[Kind], row_id: int, write: Callable[[Kind], Message | None]) -> bool:
    row = db.session.get(outbox, row_id, populate_existing=True)
    message = write(row) if row is not None else None
    db.session.commit()
    if message is not None:
        current_app.extensions["mail"].send(message)
    db.session.execute(db.update(outbox).where(outbox.id == row_id).values(sent_at=utc_now()))
    db.session.commit()
    return message is not None
