"""Reconciliation once a day, and what the last one found."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, changes_one, db, utc_now
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.reconciling import reconcile

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=40)
IS_TRIED_AGAIN_AFTER = timedelta(hours=1)


class ReconciliationRun(Model):
    """The reconciliation of one day (by UTC)."""

    __tablename__ = "reconciliation_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), unique=True)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]
    mended: Mapped[list[str]] = mapped_column(JSON, default=list)
    troubles: Mapped[list[str]] = mapped_column(JSON, default=list)


@dataclass(frozen=True)
class Reconciled:
    """What the last reconciliation found."""

    at: datetime
    mended: list[str]
    troubles: list[str]


def reconcile_daily() -> bool:
    """Reconcile what Stripe has of the last weeks, unless that was done today; whether it was done now.

    Safe to repeat and to run twice at once. What it leaves for people is kept and logged.
    """
    now = utc_now()
    run_id = _claim(now)
    if run_id is None:
        return False
    try:
        found = reconcile(now - LOOKS_BACK)
    except PaymentUnavailableError as fault:
        log.warning("the reconciliation waits, Stripe is unavailable: %s", fault)
        return False
    done = {"finished_at": utc_now(), "mended": found.mended, "troubles": found.troubles}
    db.session.execute(update(ReconciliationRun).where(ReconciliationRun.id == run_id).values(done))
    db.session.commit()
    for trouble in found.troubles:
        log.error("reconciliation: %s", trouble)
    return True


def last_reconciliation() -> Reconciled | None:
    """The last one that came to its end."""
    finished = select(ReconciliationRun).where(ReconciliationRun.finished_at.is_not(None))
    run = db.session.scalar(finished.order_by(ReconciliationRun.id.desc()).limit(1))
    return None if run is None or run.finished_at is None else Reconciled(run.finished_at, run.mended, run.troubles)


def _claim(now: datetime) -> int | None:
    """Today's run, for one worker; again when it was begun long ago and never finished."""
    day = now.date().isoformat()
    run_id = db.session.scalar(select(ReconciliationRun.id).where(ReconciliationRun.day == day))
    if run_id is None:
        run = ReconciliationRun(day=day, started_at=now)
        db.session.add(run)
        try:
            db.session.commit()
        except IntegrityError:  # another worker was faster
            db.session.rollback()
            return None
        return run.id
    left_behind = update(ReconciliationRun).where(
        ReconciliationRun.id == run_id,
        ReconciliationRun.finished_at.is_(None),
        ReconciliationRun.started_at <= now - IS_TRIED_AGAIN_AFTER,
    )
    is_ours = changes_one(left_behind.values(started_at=now).execution_options(synchronize_session=False))
    db.session.commit()
    return run_id if is_ours else None
