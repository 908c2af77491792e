"""Asking by e-mail address: the answer, a link that proves the mailbox, goes there and nowhere else."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template, url_for
from flask_babel import force_locale, gettext
from flask_mail import Message
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from configurator.accounts.personal import Subject, subject_of
from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.privacy.models import DataRequest
from configurator.privacy.service import is_known
from configurator.product.errors import NotFoundError
from configurator.web.outbox import send_owed

LINK_LASTS = timedelta(days=1)
ONE_MAIL = timedelta(hours=1)
"""In this time an address gets one mail, however often it is asked for."""


def ask(email: str, language: str) -> None:
    """Owe this address a link, if anything is kept about it: that is found out later, so that nobody can tell here."""
    now, plain = utc_now(), subject_of(email).email
    long_ago = update(DataRequest).where(DataRequest.email == plain, DataRequest.sent_at < now - ONE_MAIL)
    if not changes_one(long_ago.values(asked_at=now, language=language, sent_at=None, claimed_at=None)):
        db.session.add(DataRequest(email=plain, language=language, asked_at=now))
    try:
        db.session.commit()
    except IntegrityError:  # asked a moment ago
        db.session.rollback()
    work_waiting.send("data_requests")


def answer_requests() -> int:
    """Send the links that are owed, and forget who asked more than a day ago; returns how many were sent."""
    db.session.execute(delete(DataRequest).where(DataRequest.asked_at < utc_now() - LINK_LASTS))
    db.session.commit()
    return send_owed(DataRequest, _write)


def _write(request: DataRequest) -> Message | None:
    subject = subject_of(request.email)
    if not is_known(subject):
        return None
    with force_locale(request.language):
        facts = {"link": _address(request, subject), "has_account": subject.person_id is not None}
        return Message(
            subject=gettext("What we keep about you"),
            recipients=[request.email],
            body=render_template("privacy/mails/link.txt", **facts),
            html=render_template("privacy/mails/link.html", **facts),
            extra_headers={"Auto-Submitted": "auto-generated"},
        )


def _address(request: DataRequest, subject: Subject) -> str:
    """Who has an account signs in, for it may ask for more than the mailbox."""
    if subject.person_id is not None:
        return url_for("privacy.own", _external=True)
    return url_for("privacy.by_link", token=_links().dumps(request.public_id), _external=True)


def subject_at(token: str) -> Subject:
    """Whom a mailed link is about. Raises NotFoundError when it is forged, too old, or they have an account by now."""
    try:
        public_id = str(_links().loads(token, max_age=int(LINK_LASTS.total_seconds())))
    except BadData:
        raise NotFoundError("not a link of ours") from None
    asked = db.session.scalar(select(DataRequest).where(DataRequest.public_id == public_id))
    subject = subject_of(asked.email) if asked is not None else None
    if subject is None or subject.person_id is not None:
        raise NotFoundError("the link is over, or this person has an account")
    return subject


def _links() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="personal-data")
