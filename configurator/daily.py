"""Work of once a day (by UTC): one worker claims the day, and what it found is kept with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import String, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import changes_one, db, utc_now

IS_TRIED_AGAIN_AFTER = timedelta(hours=1)


class DailyRun:
    """What a table of such work has in common: a row for each day."""

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), unique=True)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    finished_at: Mapped[datetime | None]


Run = TypeVar("Run", bound=DailyRun)


def claim_day(runs: type[Run], now: datetime) -> int | None:
    """Today's run, for one worker; again when it was begun long ago and never finished. None for all others."""
    day = now.date().isoformat()
    run_id = db.session.scalar(select(runs.id).where(runs.day == day))
    if run_id is None:
        run = runs()
        run.day, run.started_at = day, now
        db.session.add(run)
        try:
            db.session.commit()
        except IntegrityError:  # another worker was faster
            db.session.rollback()
            return None
        return run.id
    left_behind = update(runs).where(
        runs.id == run_id, runs.finished_at.is_(None), runs.started_at <= now - IS_TRIED_AGAIN_AFTER
    )
    is_ours = changes_one(left_behind.values(started_at=now).execution_options(synchronize_session=False))
    db.session.commit()
    return run_id if is_ours else None


def finish_day(runs: type[Run], run_id: int, **found: object) -> None:
    """Keep what was found."""
    db.session.execute(update(runs).where(runs.id == run_id).values(finished_at=utc_now(), **found))
    db.session.commit()


def last_finished(runs: type[Run]) -> Run | None:
    """The last one that came to its end."""
    finished = select(runs).where(runs.finished_at.is_not(None))
    return db.session.scalar(finished.order_by(runs.id.desc()).limit(1))
