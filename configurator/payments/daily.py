"""Reconciliation once a day, and what the last one found."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from configurator.daily import DailyRun, claim_day, finish_day, last_finished
from configurator.database import Model, utc_now
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.reconciling import reconcile

log = logging.getLogger(__name__)

LOOKS_BACK = timedelta(days=40)


class ReconciliationRun(DailyRun, Model):
    """The reconciliation of one day."""

    __tablename__ = "reconciliation_run"

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
    run_id = claim_day(ReconciliationRun, now)
    if run_id is None:
        return False
    try:
        found = reconcile(now - LOOKS_BACK)
    except PaymentUnavailableError as fault:
        log.warning("the reconciliation waits, Stripe is unavailable: %s", fault)
        return False
    finish_day(ReconciliationRun, run_id, mended=found.mended, troubles=found.troubles)
    for trouble in found.troubles:
        log.error("reconciliation: %s", trouble)
    return True


def last_reconciliation() -> Reconciled | None:
    """The last one that came to its end."""
    run = last_finished(ReconciliationRun)
    return None if run is None or run.finished_at is None else Reconciled(run.finished_at, run.mended, run.troubles)
