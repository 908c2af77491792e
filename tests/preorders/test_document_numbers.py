"""Documents as bookkeeping: numbers without gaps, nothing changed, and sums that are those of the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import DBAPIError

from configurator.database import db, utc_now
from configurator.payments.desk import refund_part
from configurator.payments.gateway import gateway
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import Account, balances, handle_events, payments_of, settle_refunds
from configurator.preorders.documents.models import Document, DocumentKind
from configurator.preorders.documents.service import confirm_order, documents_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.history import write_down
from configurator.preorders.models import Happening
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder, settle_deposit
from configurator.preorders.states import Actor
from configurator.product.money import Money
from tests.payments.conftest import at_once, control, pay
from tests.preorders.conftest import Place, again, deposit_page
from tests.preorders.test_changing import other
from tests.preorders.test_documents import amounts, of_kind, words

__all__ = ["other"]

PaidOrder = Callable[..., Order]
CONFIRMATION, RECEIPT, CREDIT = DocumentKind


def test_numbers_of_each_kind_have_no_gaps_however_many_are_paid_at_once(app: Flask, place: Place) -> None:
    orders = [place() for _ in range(6)]
    for order in orders:
        pay(deposit_page(order))
    waiting = iter(orders)
    at_once(app, lambda: settle_deposit(next(waiting)), len(orders))
    for order in orders:
        settle_deposit(again(order))  # who met a busy database is served now
    issued = Counter(one.kind for order in orders for one in documents_of(order.id))
    assert issued == {CONFIRMATION: 6, RECEIPT: 6}
    for prefix, kind in (("OC", CONFIRMATION), ("DR", RECEIPT)):
        found = db.session.scalars(db.select(Document.number).where(Document.kind == kind))
        assert sorted(found) == [f"{prefix}-{utc_now().year}-{last:05}" for last in range(1, 7)]


def test_a_number_that_was_taken_and_undone_goes_to_the_next(paid_order: PaidOrder) -> None:
    order = paid_order()
    write_down(order.id, Actor.DESK, Happening.NOTED, order.state, order.state)
    confirm_order(order)
    assert [one.number[-5:] for one in documents_of(order.id)] == ["00001", "00001", "00002"]
    db.session.rollback()
    after = paid_order()
    assert [one.number[-5:] for one in documents_of(after.id)] == ["00002", "00002"]


def test_nobody_changes_or_removes_a_document(paid_order: PaidOrder) -> None:
    paid_order()
    for statement in (db.update(Document).values(amount_minor=1), db.delete(Document)):
        with pytest.raises(DBAPIError, match="append-only"):
            db.session.execute(statement)
        db.session.rollback()


def held() -> Money:
    """What the ledger says of deposits, their VAT included."""
    booked = balances()
    accounts = (Account.DEPOSITS_HELD, Account.VAT_DUE)
    return -Money.total((booked.get((one, "EUR"), Money(0, "EUR")) for one in accounts), "EUR")


def documented(kind: DocumentKind) -> int:
    return sum(row.amount_minor for row in db.session.scalars(db.select(Document).where(Document.kind == kind)))


def assert_documents_equal_the_ledger() -> None:
    db.session.rollback()
    assert Money(documented(RECEIPT) - documented(CREDIT), "EUR") == held()


def test_receipts_less_credit_notes_are_what_the_ledger_holds_however_money_goes_back(
    paid_order: PaidOrder, sandbox: RunningSandbox
) -> None:
    kept, partly, by_hand, cancelled, lost = (paid_order() for _ in range(5))
    assert_documents_equal_the_ledger()
    refund_part(payment(partly), Money(333, "EUR"), "A scratch.", 1)
    settle_refunds()
    assert_documents_equal_the_ledger()
    intents = {one.reference: one.id for one in gateway().every_intent(utc_now() - timedelta(days=1))}
    control(sandbox, "refunds", payment_intent=intents[payment(by_hand)], amount=400)
    handle_events()
    assert_documents_equal_the_ledger()
    for order in (partly, by_hand, cancelled):
        cancel_preorder(again(order))
        assert_documents_equal_the_ledger()
    dispute = control(sandbox, "disputes", payment_intent=intents[payment(lost)])["id"]
    handle_events()
    assert amounts(lost)[2:] == []
    control(sandbox, f"disputes/{dispute}/lost")
    handle_events()
    settle_refunds()
    assert_documents_equal_the_ledger()
    assert held() == kept.deposit
    assert amounts(partly)[2:] == [(CREDIT, "3.33 EUR"), (CREDIT, "6.67 EUR")]
    assert amounts(by_hand)[2:] == [(CREDIT, "4.00 EUR"), (CREDIT, "6.00 EUR")]
    assert "Reason: A scratch." in words(of_kind(partly, CREDIT)[0])
    assert "your bank took the deposit" in words(of_kind(lost, CREDIT)[0])


def payment(order: Order) -> str:
    (found,) = payments_of(PURPOSE, order.public_id)
    return found.public_id


def test_vat_on_documents_adds_up_to_the_vat_in_the_ledger(app: Flask, paid_order: PaidOrder) -> None:
    app.extensions["officina-settings"].vat_on_deposits = True
    order = paid_order()
    assert "Without VAT € 8.26 21% VAT € 1.74 Deposit received € 10" in words(of_kind(order, RECEIPT)[0])
    assert -balances()[Account.VAT_DUE, "EUR"] == Money(174, "EUR")
    refund_part(payment(order), Money(501, "EUR"), "A scratch.", 1)
    settle_refunds()
    db.session.rollback()
    left = -balances()[Account.VAT_DUE, "EUR"]
    back = Money(174, "EUR") - left
    assert f"21% VAT € {back.decimal} Credited € 5.01" in words(of_kind(order, CREDIT)[0])
    cancel_preorder(again(order))
    assert f"21% VAT € {left.decimal} Credited € 4.99" in words(of_kind(order, CREDIT)[1])
