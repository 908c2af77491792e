"""A small world for whole lives of preorders: the site, the stand-in Stripe, one frozen clock, and all who act."""

from __future__ import annotations

import json
import logging
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
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
from configurator.preorders.editions.deciding import decide_editions
from configurator.preorders.editions.making import Terms, change_edition, close_sale, make_edition, terms_of
from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.preorders.offer import Offer, offer_in_edition
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.service import expire_overdue, open_deposit, place_preorder
from configurator.preorders.waiting.mails import send_waiting_list_mails
from configurator.preorders.waiting.models import WaitingEntry
from configurator.preorders.waiting.offering import run_waiting_lists
from configurator.preorders.waiting.service import confirm, join
from configurator.preorders.withdrawal.service import Statement, carry_out_withdrawals, receive_withdrawal
from configurator.product.definition import Product
from configurator.product.errors import OfficinaError
from configurator.product.money import Money
from configurator.product.rules import ProductRules
from configurator.web.catalogue import catalogue
from tests.payments.conftest import WEBHOOK_SECRET
from tests.payments.test_faults import control
from tests.preorders.conftest import ANNA, BROWSER
from tests.preorders.life.clock import FrozenClock

Body = dict[str, Any]
CLERK, CHIEF = 7, 8
DEPOSIT = Money(1500, "EUR")
"""Of an edition's unit; other deposits are smaller."""
FLOAT = 1_000_000
"""What lies on Stripe's balance before anybody pays, in minor units: Stripe keeps its fees when a deposit goes back."""
WORK: dict[str, Callable[[], object]] = {
    "events": handle_events,
    "payments": poll_open_payments,
    "withdrawals": carry_out_withdrawals,
    "preorders": expire_overdue,
    "editions": decide_editions,
    "waiting lists": run_waiting_lists,
    "waiting mails": send_waiting_list_mails,
    "refunds": settle_refunds,
    "mass refunds": lambda: run_mass_refunds(wait=lambda _seconds: None),
    "balance": book_balance,
    "reconciliation": reconcile_daily,
}


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
    edition_id: int = 0
    pages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.empty = self.database.with_name("empty.sqlite")
        self._copy(self.database, self.empty)
        self.onlooker, self.stripes_onlooker = (
            sqlite3.connect(path) for path in (self.database, self.sandbox.sandbox.store.path)
        )
        self.stripe_was = -1

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

    def close(self) -> None:
        for onlooker in (self.onlooker, self.stripes_onlooker):
            onlooker.close()

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
            there.backup(here)

    def pass_time(self, by: timedelta) -> None:
        self.clock.now += by
        with self.sandbox.sandbox.context() as context:
            settle_due(context)

    # The buyer
    def reserve(self, which: int, in_edition: bool = False, entry: str | None = None) -> Order:
        self.forms += 1
        offer = offer_in_edition(self.offers[which], self.edition()) if in_edition else self.offers[which]
        buyer = replace(ANNA, email=f"buyer-{self.forms}@example.com")
        return place_preorder(offer, buyer, f"the-key-of-form-number-{self.forms:05}", "en", BROWSER, entry)

    def open_page(self, order: Order) -> None:
        address = open_deposit(order, "Deposit", "http://localhost/return", "http://localhost/back")
        if address is not None and address not in self.pages:
            self.pages.append(address)

    def withdraw(self, order: Order) -> None:
        self.forms += 1
        statement = Statement(order.buyer.name, order.number, order.buyer.email)
        receive_withdrawal(statement, f"withdrawal-form-{self.forms:05}", "en")

    def join(self, who: str) -> str:
        """Somebody asks to wait for a unit and confirms by the mail's link; the public id of their entry."""
        join(self.edition_id, who, "en")
        theirs = db.select(WaitingEntry.public_id).where(WaitingEntry.email == who).order_by(WaitingEntry.id.desc())
        entry = db.session.scalars(theirs.limit(1)).one()
        db.session.rollback()
        confirm(entry)
        return entry

    # The staff
    def put_on_sale(self, capacity: int, threshold: int, deadline: datetime) -> None:
        """One edition, of which every design is one."""
        window = date(2028, 3, 1), date(2028, 5, 31)
        terms = Terms("Run", "", frozenset(), capacity, threshold, deadline, DEPOSIT, *window)
        self.edition_id = make_edition(*self.product(), terms, CLERK).id

    def resize(self, capacity: int) -> None:
        edition = self.edition()
        change_edition(edition, *self.product(), replace(terms_of(edition), capacity=capacity), CLERK)

    def close_sale(self) -> None:
        close_sale(self.edition(), CLERK)

    def edition(self) -> EditionView:
        db.session.rollback()
        return edition_by_id(self.edition_id)

    @staticmethod
    def product() -> tuple[Product, ProductRules]:
        return catalogue().product("lamp"), catalogue().rules("lamp")

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

    def version(self) -> int:
        """Another number after anybody has written to the site's database."""
        return _version(self.onlooker)

    def stripe_has_news(self) -> bool:
        """Whether anything has changed at Stripe since this was last asked."""
        before, self.stripe_was = self.stripe_was, _version(self.stripes_onlooker)
        return self.stripe_was != before

    def states(self) -> dict[int, str]:
        """Where each order is."""
        return dict(self.onlooker.execute("SELECT id, state FROM preorder"))

    def look(self, order_id: int) -> Order:
        db.session.rollback()
        return order_by_id(order_id)


def _version(onlooker: sqlite3.Connection) -> int:
    """Another number after anybody else has written."""
    return int(onlooker.execute("PRAGMA data_version").fetchone()[0])
