"""Memory of the worker while it looks after very many open orders: `python -m tests.benchmarks.worker [orders]`."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from flask import Flask
from sqlalchemy import Table, text

from configurator.accounts.visitors import Visitor
from configurator.config import ROOT, load_settings
from configurator.database import db, utc_now
from configurator.gallery.service import Presentation, save_design
from configurator.payments.models import LedgerEntry, LedgerTransaction, Payment
from configurator.payments.sandbox import serve_sandbox
from configurator.preorders.models import Preorder, PreorderEvent
from configurator.preorders.offer import offer_design
from configurator.preorders.order import Buyer
from configurator.preorders.states import State
from configurator.preorders.synthetic import record_synthetic_preorder
from configurator.site import create_app
from configurator.web.catalogue import catalogue

SECONDS = 150
"""The clock strikes when the worker starts and each minute after that: it is seen to do all its work twice or more."""


def main(orders: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        key = "sk_test_of_the_benchmark"
        with serve_sandbox(folder / "stripe.sqlite", key, "", "whsec_of_the_benchmark") as stripe:
            environment = {
                "INSTANCE_PATH": str(folder / "instance"),
                "STRIPE_API_BASE": stripe.address,
                "STRIPE_SECRET_KEY": key,
                "DATABASE_URL": "",
                "REDIS_URL": "",
            }
            os.environ |= environment
            app = create_app(load_settings())
            with app.app_context():
                db.create_all()
            report("no orders", *memory_of_the_worker(app))
            with app.app_context():
                place_one()
                for table, changed in COPIES.items():
                    multiply(table, orders - 1, changed)
            report(f"{orders} open orders", *memory_of_the_worker(app))


def report(what: str, at_rest: int, at_most: int) -> None:
    print(f"worker with {what}: {at_rest / 1e6:.0f} MB at rest, {at_most / 1e6:.0f} MB at most in {SECONDS} s")


def place_one() -> None:
    """One paid order with its history, payment and ledger; the others are copies of it."""
    product, rules = catalogue().product("piccola"), catalogue().rules("piccola")
    browser = Visitor(None, "a" * 64)
    design = save_design(product, rules, rules.complete(()).options, Presentation("Often ordered"), browser)
    buyer = Buyer("Anna de Vries", "anna@example.com", "Kade 12", "1012 AB", "Amsterdam", "NL")
    offer = offer_design(design, product, product, rules)
    record_synthetic_preorder(offer, buyer, "en", browser, State.PAID, utc_now(), utc_now())
    db.session.commit()


COPIES: dict[Table, dict[str, str]] = {
    Payment.__table__: {"public_id": "'p' || n", "idempotency_key": "'k' || n", "reference": "'o' || n"},
    Preorder.__table__: {
        "public_id": "'o' || n",
        "number": "'P-' || n",
        "order_key": "'f' || n",
        "payment_id": "'p' || n",
    },
    PreorderEvent.__table__: {"preorder_id": "n + 1"},
    LedgerTransaction.__table__: {"reference": "'p' || n", "payment_id": "n + 1"},
    LedgerEntry.__table__: {"transaction_id": "n + 1"},
}  # type: ignore[dict-item]


def multiply(table: Table, copies: int, changed: dict[str, str]) -> None:
    """Copy every row of a table so many times, `changed` being SQL for what differs by the number of the copy, n."""
    columns = [column.name for column in table.columns if column.name != "id"]
    values = ", ".join(changed.get(name, name) for name in columns)
    db.session.execute(
        text(
            "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :copies) "  # noqa: S608 - all ours
            f"INSERT INTO {table.name} ({', '.join(columns)}) SELECT {values} FROM {table.name}, numbers"
        ),
        {"copies": copies},
    )
    db.session.commit()


def memory_of_the_worker(app: Flask) -> tuple[int, int]:
    """Bytes that a real worker holds at the end, and at most, while it runs for some time."""
    command = [str(Path(sys.executable).parent / "flask"), "--app", "wsgi", "worker"]
    worker = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    try:
        time.sleep(SECONDS)
        told = dict(
            line.split(":", 1) for line in Path(f"/proc/{worker.pid}/status").read_text().splitlines() if ":" in line
        )
        return _bytes(told["VmRSS"]), _bytes(told["VmHWM"])
    finally:
        worker.terminate()
        worker.wait()


def _bytes(told: str) -> int:
    return int(told.split()[0]) * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 80_000)
