"""A small world for whole lives of preorders: the site, the stand-in Stripe, one frozen clock, and all who act."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from flask import Flask
from stripe import WebhookSignature

from configurator.database import db
from configurator.payments.mass_refunds.running import run_mass_refunds
from configurator.payments.mass_refunds.service import approve, count
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.sandbox.booking import book
from configurator.payments.sandbox.clock import settle_due
from configurator.payments.service import (
    book_balance,
    handle_events,
    poll_open_payments,
    receive_event,
    reconcile_daily,
    settle_refunds,
)
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.service import expire_overdue, open_deposit, place_preorder
from configurator.preorders.withdrawal.service import Statement, carry_out_withdrawals, receive_withdrawal
from configurator.product.errors import OfficinaError
from tests.payments.conftest import WEBHOOK_SECRET
from tests.payments.test_faults import control
from tests.preorders.conftest import ANNA, BROWSER

Body = dict[str, Any]
CLERK, CHIEF = 7, 8
FLOAT = 1_000_000
"""What lies on Stripe's balance before anybody pays, in minor units: Stripe keeps its fees when a deposit goes back."""
WORK: dict[str, Callable[[], object]] = {
    "events": handle_events,
    "payments": poll_open_payments,
    "withdrawals": carry_out_withdrawals,
    "preorders": expire_overdue,
    "refunds": settle_refunds,
    "mass refunds": lambda: run_mass_refunds(wait=lambda _seconds: None),
    "balance": book_balance,
    "reconciliation": reconcile_daily,
}


class FrozenClock:
    """The time of the site; Stripe's is `skew` seconds off. It stands still until it is moved."""

    def __init__(self) -> None:
        self.start = datetime.now(UTC).replace(microsecond=0)
        self.reset()

    def reset(self) -> None:
        self.now, self.skew = self.start, 0

    def stripes(self) -> float:
        return self.now.timestamp() + self.skew

    def as_datetime(clock: FrozenClock) -> type[datetime]:  # noqa: N805 - the class within has a self of its own
        """What stands in for `datetime` where the site asks for the time."""

        class Frozen(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.now.astimezone(tz)

        return Frozen


class Stumbles(logging.Handler):
    """Exceptions that work of the site caught and only logged."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[BaseException] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.seen.append(record.exc_info[1])


@dataclass
class World:
    """Everything that acts on orders, and a way to begin again with nothing."""

    app: Flask
    sandbox: RunningSandbox
    clock: FrozenClock
    offers: tuple[Offer, ...]
    database: Path
    stumbles: Stumbles = field(default_factory=Stumbles)
    forms: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.empty = self.database.with_name("empty.sqlite")
        self._copy(self.database, self.empty)
        self.onlooker = sqlite3.connect(self.database)

    def begin(self) -> None:
        """Forget everything that has happened, here and at Stripe."""
        db.session.remove()
        self._copy(self.empty, self.database)
        self.clock.reset()
        self.pages.clear()
        self.stumbles.seen.clear()
        with self.sandbox.sandbox.context() as context:
            for table in ("objects", "answers", "balance", "faults", "struck", "counters", "deliveries"):
                context.transaction.connection.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            book(context, "payout_failure", {"id": "po_float", "currency": "eur"}, FLOAT)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)

    def pass_time(self, by: timedelta) -> None:
        self.clock.now += by
        with self.sandbox.sandbox.context() as context:
            settle_due(context)

    # The buyer
    def reserve(self, which: int) -> Order:
        self.forms += 1
        buyer = replace(ANNA, email=f"buyer-{self.forms}@example.com")
        return place_preorder(self.offers[which], buyer, f"the-key-of-form-number-{self.forms:05}", "en", BROWSER)

    def open_page(self, order: Order) -> None:
        address = open_deposit(order, "Deposit", "http://localhost/return", "http://localhost/back")
        if address is not None and address not in self.pages:
            self.pages.append(address)

    def withdraw(self, order: Order) -> None:
        self.forms += 1
        statement = Statement(order.buyer.name, order.number, order.buyer.email)
        receive_withdrawal(statement, f"withdrawal-form-{self.forms:05}", "en")

    # The staff
    def refund_all(self) -> None:
        """Two people refund every order that is paid."""
        try:
            approve(count("preorders", "lamp", "the tool broke", CLERK), CHIEF)
        except OfficinaError:  # there is none
            db.session.rollback()

    # Stripe, and those behind it
    def has(self, kind: str) -> list[Body]:
        """What Stripe has of a kind, oldest first."""
        with closing(sqlite3.connect(self.sandbox.sandbox.store.path)) as there:
            rows = there.execute("SELECT body FROM objects WHERE kind = ? ORDER BY sequence", (kind,))
            return [json.loads(row[0]) for row in rows]

    def dispute(self, charge: Body) -> None:
        control(self.sandbox, "disputes", charge=charge["id"])

    def decide(self, dispute: Body, outcome: str) -> None:
        control(self.sandbox, f"disputes/{dispute['id']}/{outcome}")

    def fail_refund(self, refund: Body) -> None:
        control(self.sandbox, f"refunds/{refund['id']}/fail")

    def refund_by_dashboard(self, charge: Body, amount: int) -> None:
        control(self.sandbox, "refunds", charge=charge["id"], amount=amount)

    def stumble(self, kind: str) -> None:
        control(self.sandbox, "faults", kind=kind)

    def lift_faults(self) -> None:
        control(self.sandbox, "faults", "DELETE")

    def deliver(self, event: Body) -> None:
        """One webhook, as signed by Stripe just now."""
        body = json.dumps(event)
        receive_event(body.encode(), WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, int(time.time())))

    # The site's own work
    def work(self, name: str) -> None:
        WORK[name]()

    def calm_down(self) -> None:
        """No more faults, and every clock of the site has ticked until nothing waits, over midnight."""
        self.lift_faults()
        for span in (timedelta(minutes=11), timedelta(minutes=11), timedelta(days=1), timedelta(minutes=11)):
            self.pass_time(span)
            for name in WORK:
                self.work(name)

    def version(self) -> int:
        """Another number after anybody has written to the site's database."""
        return int(self.onlooker.execute("PRAGMA data_version").fetchone()[0])

    def look(self, order_id: int) -> Order:
        db.session.rollback()
        return order_by_id(order_id)
