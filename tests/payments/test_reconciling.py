"""Reconciliation finds whatever was missed, mends it once, and tells what people must look into."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text
from stripe import InvalidRequestError

from configurator.database import db, utc_now
from configurator.payments import ledger
from configurator.payments.daily import ReconciliationRun
from configurator.payments.gateway import gateway
from configurator.payments.models import Account, PaymentState, Refund, TransactionKind
from configurator.payments.reconciling import reconcile
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    balances,
    book_balance,
    last_reconciliation,
    look_up_payment,
    reconcile_daily,
    refunds_of,
    request_refund,
    settle_refunds,
    verify,
)
from configurator.product.money import Money
from tests.payments.conftest import DEPOSIT, Notes, change, control, order, paid_order, pay
from tests.payments.test_disputes import assert_all_is_booked, intent
from tests.payments.test_sandbox import paid_session


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_where_all_is_well_nothing_is_mended(till: Flask) -> None:
    request_refund(paid_order().public_id, Money(10000, "EUR"))
    settle_refunds()
    book_balance()
    found = reconcile()
    assert (found.mended, found.troubles) == ([], [])
    assert found.checked == {
        "checkout sessions": 1,
        "payment intents": 1,
        "refunds": 1,
        "charges": 1,
        "balance transactions": 2,
    }


def test_lost_webhooks_what_nobody_told_is_mended_once(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    payment = order()
    pay(payment.url)
    expired = order("order-2")
    found = reconcile()
    assert found.troubles == []
    assert len(found.mended) == 2  # the payment and its balance transaction
    assert look_up_payment(payment.public_id).state is PaymentState.PAID
    control(sandbox, "refunds", payment_intent=intent(), amount=5000)
    control(sandbox, "disputes", payment_intent=intent())
    control(sandbox, "clock", seconds=3600)
    found = reconcile()
    assert found.troubles == []
    assert look_up_payment(expired.public_id).state is PaymentState.EXPIRED
    assert notes.names() == ["paid", "expired", "refunded dashboard", "disputed open"]
    assert_all_is_booked()
    assert reconcile().mended == []


def test_paid_after_expiry_goes_back(till: Flask, notes: Notes) -> None:
    payment = order()
    pay(payment.url)
    change(payment, state=PaymentState.EXPIRED)
    reconcile()
    assert look_up_payment(payment.public_id).state is PaymentState.LATE
    assert [one.cause for one in refunds_of("test", "order-1")] == ["late"]


def test_a_refund_that_failed_unheard_is_due_again(till: Flask, notes: Notes, sandbox: RunningSandbox) -> None:
    request_refund(paid_order().public_id)
    settle_refunds()
    made = db.session.scalar(db.select(Refund.stripe_id))
    control(sandbox, f"refunds/{made}/fail")
    assert reconcile().troubles == []
    assert notes.names()[-1] == "refund failed"
    assert reconcile().mended == []


def test_money_that_is_not_ours_is_trouble_in_words(till: Flask, sandbox: RunningSandbox) -> None:
    paid_session(sandbox)
    troubles = "\n".join(reconcile().troubles)
    for words in ("checkout session", "payment intent", "charge", "moved at Stripe for nothing of ours"):
        assert words in troubles


def test_a_ledger_that_is_off_is_trouble(till: Flask) -> None:
    paid_order()
    book_balance()
    entries = [(Account.STRIPE_BALANCE, Money(1, "EUR")), (Account.STRIPE_FEES, Money(-1, "EUR"))]
    ledger.write(TransactionKind.BALANCE, "txn_invented", None, entries)
    db.session.commit()
    assert reconcile().troubles == [
        "the ledger has 1 balance transactions more than Stripe",
        f"Stripe's balance is {DEPOSIT - Money(400, 'EUR')}, the ledger says {DEPOSIT - Money(399, 'EUR')}",
    ]


def test_the_command_says_what_it_found_and_fails_on_trouble(till: Flask, sandbox: RunningSandbox) -> None:
    paid_order()
    good = till.test_cli_runner().invoke(args=["payments", "reconcile"])
    assert good.exit_code == 0, good.output
    assert "mended: 1 balance transactions" in good.output
    assert "agree" in good.output
    paid_session(sandbox)
    bad = till.test_cli_runner().invoke(args=["payments", "reconcile", "--days", "2"])
    assert bad.exit_code == 1
    assert "trouble: charge" in bad.output


def without_a_guard(statement: str) -> None:
    """Change a row as only a broken program could: SQLite's triggers and checks are off."""
    db.session.execute(text("DROP TRIGGER ledger_entry_refuses_update"))
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    db.session.execute(text(statement))
    db.session.commit()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ledger_entry SET amount_minor = amount_minor + 1 WHERE account = 'in_transit'", "is off by"),
        ("UPDATE payment SET refunded_minor = amount_minor + 1", "more was given back than came in"),
        ("UPDATE refund SET amount_minor = 1", "do not add up"),
        ("UPDATE refund SET state = 'succeeded', stripe_id = 're_1'", "was made and is not in the ledger"),
        ("UPDATE payment SET payment_intent_id = 'pi_1'", "was received and is not in the ledger"),
        ("UPDATE refund SET state = 'void'", "refunds due in EUR"),
        ("UPDATE payment SET amount_minor = amount_minor + 1", "deposits in EUR"),
    ],
)
def test_every_invariant_is_seen_when_it_breaks(till: Flask, statement: str, words: str) -> None:
    request_refund(paid_order().public_id, Money(10000, "EUR"))
    assert verify() == []
    without_a_guard(statement)
    assert words in "\n".join(str(violation) for violation in verify())


def test_what_is_stuck_between_stripe_and_us_is_told(till: Flask) -> None:
    paid_order()
    book_balance()
    entries = [(Account.IN_TRANSIT, Money(-5, "EUR")), (Account.REFUNDS_DUE, Money(5, "EUR"))]
    ledger.write(TransactionKind.REFUND_PAID, "re_1", 1, entries)
    db.session.commit()
    assert any("-0.05 EUR is in transit at Stripe without a reason" in one for one in reconcile().troubles)


def test_it_is_done_once_a_day_and_what_it_found_is_kept(till: Flask, sandbox: RunningSandbox) -> None:
    assert last_reconciliation() is None
    paid_session(sandbox)
    assert reconcile_daily()
    assert not reconcile_daily()
    found = last_reconciliation()
    assert found is not None
    assert any("charge" in trouble for trouble in found.troubles)


def test_one_that_was_broken_off_is_tried_again_later(till: Flask, sandbox: RunningSandbox) -> None:
    control(sandbox, "faults", kind="rate_limit", times=0)
    assert not reconcile_daily()
    control(sandbox, "faults", "DELETE")
    assert not reconcile_daily()
    db.session.execute(db.update(ReconciliationRun).values(started_at=utc_now() - timedelta(hours=2)))
    db.session.commit()
    assert reconcile_daily()


def test_payouts_and_those_that_come_back_agree_with_stripe(till: Flask, sandbox: RunningSandbox) -> None:
    paid_order()
    stripe_itself = gateway()._client.v1
    (moved,) = (one for one in stripe_itself.balance.retrieve().available if one.currency == "eur")
    made = stripe_itself.payouts.create(params={"amount": moved.amount, "currency": "eur"})
    assert reconcile().troubles == []
    assert gateway().balance()["EUR"] == Money(0, "EUR")
    assert balances()[Account.BANK, "EUR"] == Money(moved.amount, "EUR")
    with pytest.raises(InvalidRequestError, match="insufficient funds"):
        stripe_itself.payouts.create(params={"amount": 1, "currency": "eur"})
    control(sandbox, f"payouts/{made.id}/fail")
    assert reconcile().troubles == []
    assert balances()[Account.BANK, "EUR"] == Money(0, "EUR")
    assert stripe_itself.payouts.retrieve(made.id).status == "failed"
