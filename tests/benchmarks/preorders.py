"""How many preorders two workers take in a second, each through the whole path, on SQLite and on PostgreSQL.

uv run python -m tests.benchmarks.preorders [preorders]

A preorder is: the order form, the form sent, the payment page of the stand-in Stripe paid, and the way back, after
which it is paid. Site and stand-in run in processes of their own, on this machine.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests
from sqlalchemy import make_url

from configurator.accounts.visitors import Visitor
from configurator.config import ROOT, load_settings
from configurator.database import db
from configurator.gallery.service import Presentation, save_design
from configurator.preorders.models import Preorder
from configurator.preorders.states import State
from configurator.site import create_app
from configurator.web.catalogue import catalogue
from tests.benchmarks.reconcile import KEY, SECRET, served_stripe
from tests.postgresql import started_postgresql

WORKERS, BUYERS = 2, 4
PATIENCE = 600
CARD = {"method": "card", "number": "4242424242424242", "expiry": "12/40", "cvc": "123", "holder": "Ada"}
ADDRESS = {
    "name": "Ada Visser",
    "email": "ada@example.com",
    "street": "Kade 12",
    "postcode": "3011 AA",
    "city": "Rotterdam",
    "agree": "y",
}


def main(preorders: int) -> None:
    rates = {}
    with tempfile.TemporaryDirectory() as folder:
        rates["SQLite"] = _rate(Path(folder), f"sqlite:///{Path(folder) / 'site.sqlite'}", preorders)
    with tempfile.TemporaryDirectory() as folder, started_postgresql() as server:
        url = make_url(server).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        rates["PostgreSQL"] = _rate(Path(folder), url, preorders)
    for name, (rate, processor) in rates.items():
        print(f"{name}: {rate:.1f} preorders a second with {WORKERS} workers and {BUYERS} buyers,", end=" ")
        print(f"{processor * 1000:.0f} ms of the workers' processor time each")
    print(f"PostgreSQL ÷ SQLite: {rates['PostgreSQL'][0] / rates['SQLite'][0]:.2f} ({preorders} preorders on each)")


def _rate(folder: Path, database_url: str, preorders: int) -> tuple[float, float]:
    """Preorders a second, and processor seconds for each."""
    with served_stripe(folder) as stripe:
        code = _seed(folder, database_url)
        with _served(folder, database_url, stripe) as (address, used):
            _buy(address, code)
            with ThreadPoolExecutor(BUYERS) as buyers:
                started = time.perf_counter()
                list(buyers.map(lambda _: _buy(address, code), range(preorders)))
                rate = preorders / (time.perf_counter() - started)
        app = create_app(load_settings(instance_path=folder, database_url=database_url))
        with app.app_context():
            paid = db.session.scalar(db.select(db.func.count(Preorder.id)).where(Preorder.state == State.PAID))
            assert paid == preorders + 1, paid
            db.session.remove()
            db.engine.dispose()
    return rate, used[0] / (preorders + 1)


def _seed(folder: Path, database_url: str) -> str:
    app = create_app(load_settings(instance_path=folder, database_url=database_url))
    with app.app_context():
        db.create_all()
        product, rules = catalogue().product("piccola"), catalogue().rules("piccola")
        chosen = rules.complete(("market.nl",)).options
        code = save_design(product, rules, chosen, Presentation("Evening"), Visitor(None, "a" * 64)).code
        db.session.remove()
        db.engine.dispose()
    return code


def _buy(address: str, code: str) -> None:
    """One buyer, from the form to a paid order."""
    with requests.Session() as browser:
        form = f"{address}/d/{code}/preorder"
        page = browser.get(form, timeout=PATIENCE).text
        hidden = {name: _hidden(page, name) for name in ("csrf_token", "order_key", "seal")}
        to_pay = browser.post(form, data=hidden | ADDRESS, allow_redirects=False, timeout=PATIENCE)
        assert to_pay.status_code == 303, to_pay.text
        back = requests.post(to_pay.headers["Location"], data=CARD, allow_redirects=False, timeout=PATIENCE)
        done = browser.get(back.headers["Location"], allow_redirects=False, timeout=PATIENCE)
        assert done.status_code == 303, done.status_code


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page)
    assert found is not None, name
    return found.group(1)


@contextmanager
def _served(folder: Path, database_url: str, stripe: str) -> Iterator[tuple[str, list[float]]]:
    """The site under gunicorn; gives its address, and a list that gets the processor seconds that it took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {
        **os.environ,
        "SITE_URL": f"http://{address}",
        "INSTANCE_PATH": str(folder),
        "DATABASE_URL": database_url,
        "RATE_LIMITS": "false",
        "STRIPE_SECRET_KEY": KEY,
        "STRIPE_WEBHOOK_SECRET": SECRET,
        "STRIPE_API_BASE": stripe,
        "STRIPE_CHECKOUT_ORIGIN": stripe,
    }
    command = [
        "gunicorn",
        "--bind",
        address,
        "--workers",
        str(WORKERS),
        "--threads",
        "2",
        "--timeout",
        "600",
        "wsgi:app",
    ]
    server = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    used: list[float] = []
    try:
        for _ in range(600):
            try:
                requests.get(f"http://{address}/healthz", timeout=PATIENCE)
                break
            except (requests.ConnectionError, requests.Timeout):
                time.sleep(0.1)
        yield f"http://{address}", used
    finally:
        server.terminate()
        _, status, resources = os.wait4(server.pid, 0)
        server.returncode = os.waitstatus_to_exitcode(status)
        used.append(resources.ru_utime + resources.ru_stime)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
