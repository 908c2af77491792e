"""A stand-in Stripe with a clock that tests move, a site that pays through it, and a follower that takes notes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
import requests
from flask import Flask
from pydantic import SecretStr
from sqlalchemy import select, update

from configurator.config import Settings
from configurator.database import db, work_waiting
from configurator.payments.models import Payment, Refund
from configurator.payments.records import DisputeView, PaymentView, RefundView
from configurator.payments.sandbox import RunningSandbox, serve_sandbox
from configurator.payments.service import (
    failed_refunds,
    handle_events,
    look_up_payment,
    open_payment,
    refunds_of,
    register_follower,
    request_refund,
    settle_payment,
    settle_refunds,
)
from configurator.product.money import Money

KEY, WEBHOOK_SECRET = "sk_test_of_the_tests", "whsec_of_the_tests"
DEPOSIT = Money(25000, "EUR")
GOOD, DECLINED, POOR, CONFIRMED = "4242424242424242", "4000000000000002", "4000000000009995", "4000002500003155"
REFUND_PENDS, REFUND_FAILS_LATE = "4000000000007726", "4000000000005126"


class MovableClock:
    """The stand-in's time: the real one, plus what a test adds."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def stripe_clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def sandbox(tmp_path: Path, stripe_clock: MovableClock) -> Iterator[RunningSandbox]:
    """A stand-in that sends no webhooks by itself."""
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, "", WEBHOOK_SECRET, now=stripe_clock) as running:
        yield running


@pytest.fixture
def settings(settings: Settings, sandbox: RunningSandbox) -> Settings:
    """The shared settings, with payments through the stand-in."""
    stripe = {
        "stripe_secret_key": SecretStr(KEY),
        "stripe_webhook_secret": SecretStr(WEBHOOK_SECRET),
        "stripe_api_base": sandbox.address,
        "stripe_checkout_origin": sandbox.address,
    }
    return settings.model_copy(update=stripe)


@dataclass
class Notes:
    """What a follower was told, in order; `wants_money` is what it answers when it is paid."""

    wants_money: bool = True
    fails: bool = False
    told: list[tuple[str, str]] = field(default_factory=list)

    def names(self) -> list[str]:
        return [name for name, _ in self.told]

    def _note(self, name: str, what: PaymentView | RefundView | DisputeView) -> None:
        if self.fails:
            raise RuntimeError("the follower stumbles")
        self.told.append((name, what.reference))

    def paid(self, payment: PaymentView) -> bool:
        self._note("paid", payment)
        return self.wants_money

    def expired(self, payment: PaymentView) -> None:
        self._note("expired", payment)

    def refunded(self, refund: RefundView) -> None:
        self._note(f"refunded {refund.cause}", refund)

    def refund_failed(self, refund: RefundView) -> None:
        self._note("refund failed", refund)

    def disputed(self, dispute: DisputeView) -> None:
        self._note(f"disputed {dispute.state}", dispute)

    def dispute_closed(self, dispute: DisputeView) -> None:
        self._note(f"dispute closed {dispute.state}", dispute)


@pytest.fixture
def notes() -> Notes:
    taken = Notes()
    register_follower(
        "test",
        on_paid=taken.paid,
        on_expired=taken.expired,
        on_refunded=taken.refunded,
        on_refund_failed=taken.refund_failed,
        on_disputed=taken.disputed,
        on_dispute_closed=taken.dispute_closed,
        work="letters",
    )
    return taken


@pytest.fixture
def paid(till: Flask) -> PaymentView:
    """A payment that has arrived."""
    return paid_order()


@pytest.fixture
def failed(paid: PaymentView, sandbox: RunningSandbox) -> RefundView:
    """A refund that succeeded, and failed afterwards."""
    request_refund(paid.public_id)
    settle_refunds()
    control(sandbox, f"refunds/{db.session.scalar(select(Refund.stripe_id))}/fail")
    handle_events()
    (refund,) = failed_refunds()
    return refund


@pytest.fixture
def woken(app: Flask) -> Iterator[list[str]]:
    """The names of the work that was woken."""
    names: list[str] = []

    def listen(name: str, **_: object) -> None:
        names.append(name)

    with work_waiting.connected_to(listen):
        yield names


@pytest.fixture
def till(app: Flask, notes: Notes) -> Flask:
    """The site with a follower for the purpose `test`."""
    return app


def order(reference: str = "order-1", amount: Money = DEPOSIT, **different: object) -> PaymentView:
    """Ask to be paid for an order."""
    wanted = {
        "description": "Deposit for a lamp",
        "success_url": "http://localhost/paid?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost/cancelled",
        "locale": "en",
        "email": "anna@example.org",
    }
    return open_payment("test", reference, amount, **(wanted | different))


def paid_order(card: str = GOOD) -> PaymentView:
    """A payment that has arrived, as we know it."""
    payment = order()
    pay(payment.url, card)
    settle_payment(payment.public_id)
    return look_up_payment(payment.public_id)


def refund_states() -> list[str]:
    """Where the refunds of the first order are, oldest first."""
    return [one.state for one in refunds_of("test", "order-1")]


def control(sandbox: RunningSandbox, path: str, method: str = "POST", **form: object) -> dict[str, Any]:
    """Ask the stand-in for what Stripe does not have: faults, disputes, its dashboard."""
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.request(method, f"{sandbox.address}/_stand-in/{path}", data=form, headers=headers, timeout=10)
    body: dict[str, Any] = answer.json()
    return body


def pay(url: str | None, card: str = GOOD) -> requests.Response:
    """What a buyer does on the payment page, up to where it would send them back."""
    assert url is not None
    form = {"method": "card", "number": card, "expiry": "12/40", "cvc": "123", "holder": "Anna"}
    return requests.post(url, data=form, timeout=10, allow_redirects=False)


def decide_at_bank(url: str | None, decision: str, method: str = "card") -> requests.Response:
    """What a buyer does on the bank's page."""
    assert url is not None
    return requests.post(f"{url}/bank/{method}", data={"decision": decision}, timeout=10, allow_redirects=False)


def change(what: PaymentView | RefundView, **values: object) -> None:
    """Put a payment or a refund into a state that only an accident or much time brings about."""
    table = Payment if isinstance(what, PaymentView) else Refund
    db.session.execute(update(table).where(table.public_id == what.public_id).values(**values))
    db.session.commit()


def at_once(app: Flask, call: Callable[[], object], times: int = 8) -> list[object]:
    """Call the same thing from many threads at the same moment; failures are returned like results."""
    start = Barrier(times)

    def one(_: int) -> object:
        with app.app_context():
            start.wait()
            try:
                return call()
            except Exception as fault:
                return fault
            finally:
                db.session.remove()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
