"""Accounts that nobody ever signed in to are not kept for ever."""

from __future__ import annotations

import logging
from datetime import timedelta

from flask import current_app
from sqlalchemy import delete, or_

from configurator.accounts.models import Person
from configurator.database import db, rows_changed, utc_now

log = logging.getLogger(__name__)


def delete_unused_accounts() -> int:
    """Delete the accounts that were made long ago and never signed in to; returns how many. Safe to repeat.

    Members of staff who can sign in are left alone; invitations that nobody accepted are not.
    """
    oldest = utc_now() - timedelta(days=current_app.extensions["officina-settings"].unused_account_days)
    unused = delete(Person).where(
        Person.first_signed_in_at.is_(None),
        Person.created_at < oldest,
        or_(~Person.roles.any(), ~Person.active),
    )
    deleted = rows_changed(unused.execution_options(synchronize_session=False))
    db.session.commit()
    if deleted:
        log.info("%s accounts that were never used are deleted", deleted)
    return deleted
