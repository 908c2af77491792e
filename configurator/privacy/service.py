"""What is kept about a person, room by room: gathered into one document, or deleted in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import delete

from configurator.accounts.personal import Subject, account_data, forget_account
from configurator.database import db, utc_now
from configurator.gallery.personal import design_data, forget_designs
from configurator.preorders.personal import (
    Running,
    StillRunningError,
    designs_ordered,
    forget_buyer,
    names_told,
    preorder_data,
    still_running,
)
from configurator.preorders.waiting.personal import forget_waiting, waiting_data
from configurator.privacy.models import DataRequest
from configurator.product.errors import NotFoundError

FORMAT = "officina-personal-data-1"
"""docs/privacy.md describes it."""

__all__ = ["FORMAT", "Running", "StillRunningError", "everything_about", "forget", "is_known", "what_runs"]


def everything_about(subject: Subject) -> dict[str, Any]:
    """All that is kept about a person, as plain values, moments and amounts."""
    return {
        "format": FORMAT,
        "made_at": utc_now(),
        "about": subject.email,
        "account": account_data(subject),
        "designs": design_data(subject, designs_ordered(subject)),
        **preorder_data(subject),
        "waiting_lists": waiting_data(subject),
    }


def is_known(subject: Subject) -> bool:
    """Whether anything is kept about a person."""
    kept = everything_about(subject)
    return any(kept[part] for part in kept.keys() - {"format", "made_at", "about"})


def what_runs(subject: Subject) -> list[Running]:
    """What has to end before anything can be deleted."""
    return still_running(subject, utc_now())


def forget(subject: Subject, *, keep_designs: bool) -> list[str]:
    """Delete a person's data; what the books need stays, without their name. Returns the codes of their designs.

    With `keep_designs` their published designs stay in the gallery without author. Raises StillRunningError,
    StaffAccountError, and NotFoundError when nothing is kept; then nothing has changed.
    """
    return _all_or_nothing(lambda: _forget(subject, keep_designs=keep_designs))


def _forget(subject: Subject, *, keep_designs: bool) -> list[str]:
    account = account_data(subject)
    if not is_known(subject):
        raise NotFoundError("nothing is kept about this person")
    traces = names_told(subject) | {subject.email, account["name"] if account else ""}
    codes = forget_designs(subject, designs_ordered(subject), traces, keep_listed=keep_designs)
    forget_buyer(subject, utc_now())
    forget_waiting(subject)
    forget_account(subject)
    db.session.execute(delete(DataRequest).where(DataRequest.email == subject.email))
    return codes


def _all_or_nothing(work: Callable[[], list[str]]) -> list[str]:
    try:
        done = work()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    return done
