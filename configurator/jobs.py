"""What runs later or on a clock.

The state in the database is the queue: every piece of work finds what it has to do there, so that nothing is lost
when a worker stops. The clock starts each of them once a minute; `work_waiting` starts one at once.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable

from flask import Flask
from huey import Huey, RedisHuey, SqliteHuey, crontab
from redis import RedisError

from configurator import pictures
from configurator.accounts.retention import delete_unused_accounts
from configurator.config import Settings
from configurator.database import db, work_waiting
from configurator.payments.service import (
    book_balance,
    handle_events,
    poll_open_payments,
    reconcile_daily,
    run_mass_refunds,
    settle_refunds,
)
from configurator.preorders.editions.deciding import decide_editions
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.service import expire_overdue
from configurator.preorders.verifying import verify_daily
from configurator.preorders.waiting.mails import send_waiting_list_mails
from configurator.preorders.waiting.offering import run_waiting_lists
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from configurator.privacy.requests import answer_requests
from configurator.statistics.views import refresh_all

log = logging.getLogger(__name__)

WORK: dict[str, Callable[[], object]] = {
    "accounts": delete_unused_accounts,
    "balance": book_balance,
    "data_requests": answer_requests,
    "editions": decide_editions,
    "events": handle_events,
    "mass_refunds": run_mass_refunds,
    "mails": send_waiting_mails,
    "payments": poll_open_payments,
    "pictures": pictures.make_and_prune,
    "preorders": expire_overdue,
    "reconciliation": reconcile_daily,
    "refunds": settle_refunds,
    "tally": refresh_all,
    "verification": verify_daily,
    "waiting": run_waiting_lists,
    "waiting_mails": send_waiting_list_mails,
    "withdrawals": carry_out_withdrawals,
}
"""Name → what to do; called in an application context, safe to repeat and to run twice at once."""


def register(app: Flask, settings: Settings) -> None:
    huey = _open_queue(settings)
    app.extensions["officina-queue"] = huey

    @huey.task(name="do_work")
    def do_work(name: str) -> None:
        with app.app_context():
            try:
                WORK[name]()
            finally:
                db.session.remove()

    @huey.periodic_task(crontab(minute="*"), name="every_minute")
    def every_minute() -> None:
        for name in WORK:
            do_work(name)

    def start_at_once(name: str, **_: object) -> None:
        try:
            do_work(name)
        except (sqlite3.Error, RedisError) as fault:  # what waits is in the database: the clock will find it
            log.warning("%s is not started at once, the queue is down: %s", name, fault)

    app.extensions["officina-starter"] = start_at_once  # the signal holds it weakly
    work_waiting.connect(start_at_once)


def queue_of(app: Flask) -> Huey:
    return app.extensions["officina-queue"]


def run_worker(app: Flask) -> None:
    """Do what waits, until a signal to stop; what is being done then is finished first."""
    queue_of(app).create_consumer(workers=1, worker_type="thread", graceful_signal="TERM").run()


def _open_queue(settings: Settings) -> Huey:
    if settings.redis_url:
        return RedisHuey("officina", url=settings.redis_url, results=False)
    return SqliteHuey("officina", filename=str(settings.instance_path / "jobs.sqlite"), results=False)
