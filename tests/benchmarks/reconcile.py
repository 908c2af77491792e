"""How long it takes to reconcile 80,000 paid preorders with Stripe, and how much memory that and the worker take.

uv run python -m tests.benchmarks.reconcile [preorders]

One preorder is placed and paid for through the site; all others are copies of its rows, and of its objects at the
stand-in Stripe, which runs in a process of its own. The alternative asks Stripe for each order's checkout session.
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from pydantic import SecretStr

from configurator.accounts.visitors import Visitor
from configurator.config import ROOT, load_settings
from configurator.database import db
from configurator.gallery.service import Presentation, save_design
from configurator.payments.gateway import Gateway
from configurator.payments.sandbox import serve_sandbox
from configurator.payments.service import book_balance
from configurator.preorders.offer import offer_design
from configurator.preorders.order import Buyer
from configurator.preorders.service import open_deposit, place_preorder, settle_deposit
from configurator.site import create_app
from configurator.web.catalogue import catalogue
from tests.benchmarks.timing import seconds

KEY, SECRET = "sk_test_of_the_benchmark", "whsec_of_the_benchmark"
BUYER = Buyer("Ada Visser", "ada@example.com", "Kade 12", "3011 AA", "Rotterdam", "NL")
ASKED_ONE_BY_ONE = 300
COPIED = ("preorder", "preorder_event", "payment", "ledger_transaction", "ledger_entry")
EVERYTHING = """
from configurator.jobs import WORK
from configurator.site import create_app
with create_app().app_context():
    for name in WORK.keys() - {"mails", "pictures"}:
        WORK[name]()
"""
"""The work of the worker's clock, but for mails, that no server takes here, and pictures."""
NUMBERED = {"id": "", "preorder_id": "preorder", "payment_id": "payment", "transaction_id": "ledger_transaction"}
"""Columns that count, and the table whose rows they count if it is another one."""
UNIQUE = {
    "public_id",
    "number",
    "order_key",
    "payment_id",
    "reference",
    "idempotency_key",
    "checkout_id",
    "payment_intent_id",
}


@dataclass(frozen=True)
class Run:
    """What one process took."""

    seconds: float
    cpu_seconds: float
    megabytes: float


def main(preorders: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        started = time.perf_counter()
        sessions = _first(folder)
        _copies_at_stripe(folder / "stripe.sqlite", preorders)
        _copies_here(folder / "officina.sqlite", preorders)
        print(f"{preorders} paid preorders made in {time.perf_counter() - started:.0f} s")
        with served_stripe(folder) as address:
            environment = _environment(folder, address)
            run = _run([sys.executable, "-m", "flask", "payments", "reconcile"], environment)
            print(f"reconcile: {run.seconds:.0f} s, {run.cpu_seconds:.0f} s of them its own processor time,")
            print(f"  {preorders / run.seconds:.0f} preorders a second, at most {run.megabytes:.0f} MB")
            one_by_one = _one_by_one(address, sessions, ASKED_ONE_BY_ONE) * preorders / ASKED_ONE_BY_ONE
            print(f"to ask Stripe for each checkout session alone would take {one_by_one:.0f} s,", end=" ")
            print(f"{one_by_one / run.seconds:.1f} × as long (from {ASKED_ONE_BY_ONE})")
            run = _run([sys.executable, "-c", EVERYTHING], environment)
            print(f"all work of the worker's clock once: {run.seconds:.0f} s, at most {run.megabytes:.0f} MB")


def _first(folder: Path) -> str:
    """Place and pay one preorder; returns the id of its checkout session."""
    with serve_sandbox(folder / "stripe.sqlite", KEY, "", SECRET) as stripe:
        app = create_app(
            load_settings(
                instance_path=folder,
                stripe_secret_key=SecretStr(KEY),
                stripe_webhook_secret=SecretStr(SECRET),
                stripe_api_base=stripe.address,
            )
        )
        with app.app_context():
            db.create_all()
            product, rules = catalogue().product("piccola"), catalogue().rules("piccola")
            visitor = Visitor(None, "a" * 64)
            design = save_design(product, rules, rules.complete(()).options, Presentation("Evening"), visitor)
            offer = offer_design(design, product, product, rules)
            order = place_preorder(offer, BUYER, "the-key-of-the-first-form", "en", visitor)
            page = open_deposit(order, "Deposit", "http://localhost/return", "http://localhost/back")
            card = {"method": "card", "number": "4242424242424242", "expiry": "12/40", "cvc": "123", "holder": "Ada"}
            requests.post(page or "", data=card, timeout=10, allow_redirects=False)
            settle_deposit(order)
            book_balance()
            db.session.remove()
            db.engine.dispose()
    return str(page).rpartition("/")[2]


def _copies_at_stripe(file: Path, number: int) -> None:
    with closing(sqlite3.connect(file)) as store:
        rows = store.execute("SELECT id, kind, body FROM objects WHERE kind != 'event'").fetchall()
        payment = next(json.loads(body)["client_reference_id"] for _, kind, body in rows if kind == "checkout.session")
        ids = [object_id for object_id, _, _ in rows]
        for copy in range(1, number):
            for object_id, kind, body in rows:
                for one in ids:
                    body = body.replace(one, _copy_of(one, copy))
                new = _copy_of(object_id, copy), kind, body.replace(payment, _copy_of(payment, copy))
                store.execute("INSERT INTO objects (id, kind, body) VALUES (?, ?, ?)", new)
        store.execute("UPDATE balance SET amount = amount * ?", (number,))
        store.commit()


def _copy_of(unique: str, copy: int) -> str:
    """As long as what it is a copy of."""
    mark = f"{copy:x}"
    return unique[: -len(mark) - 1] + "." + mark


def _copies_here(file: Path, number: int) -> None:
    with closing(sqlite3.connect(file)) as site:
        kept = {table: site.execute(f"SELECT * FROM {table}") for table in COPIED}  # noqa: S608 - our own names
        names = {table: [column[0] for column in cursor.description] for table, cursor in kept.items()}
        rows = {table: cursor.fetchall() for table, cursor in kept.items()}
        for table in COPIED:
            steps = {name: len(rows[of or table]) for name, of in NUMBERED.items()}
            insert = f"INSERT INTO {table} VALUES ({', '.join('?' * len(names[table]))})"  # noqa: S608
            site.executemany(insert, _rows(rows[table], names[table], steps, number))
        site.execute("UPDATE design SET preorders = ?", (number,))
        site.commit()


def _rows(rows: list[tuple[Any, ...]], names: list[str], steps: dict[str, int], number: int) -> Iterator[list[Any]]:
    for copy in range(1, number):
        for row in rows:
            new = []
            for name, value in zip(names, row, strict=True):
                if name in steps and isinstance(value, int):
                    new.append(value + copy * steps[name])
                elif name in UNIQUE and value is not None:
                    new.append(_copy_of(value, copy))
                else:
                    new.append(value)
            yield new


@contextmanager
def served_stripe(folder: Path) -> Iterator[str]:
    """The stand-in in a process of its own; gives its address."""
    file = str(folder / "stripe.sqlite")
    options = ["--port", "0", "--file", file, "--secret-key", KEY, "--webhook-secret", SECRET]
    command = [sys.executable, "-u", "-m", "flask", "stripe-sandbox", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().split()[5].rstrip(",")
    finally:
        process.terminate()
        process.communicate(timeout=30)


def _environment(folder: Path, address: str) -> dict[str, str]:
    stripe = {"STRIPE_SECRET_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET, "STRIPE_API_BASE": address}
    return {**os.environ, "INSTANCE_PATH": str(folder), **stripe}


def _run(command: list[str], environment: dict[str, str]) -> Run:
    """Run a process to its end; it has to succeed."""
    started = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    return Run(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def _one_by_one(address: str, session: str, number: int) -> float:
    asked = Gateway(KEY, SECRET, address)
    return seconds(lambda: [asked.look_up_checkout(session) for _ in range(number)])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80_000)
