"""From an opened payment to a settled one, whatever order the news comes in."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from configurator.database import db
from configurator.payments.models import LedgerTransaction
from configurator.payments.service import (
    PaymentState,
    payments_of,
    settle_payment,
)
from tests.payments.conftest import (
    Notes,
    order,
    pay,
)


def test_a_payment_is_settled_once_however_often_one_asks(till: Flask, notes: Notes) -> None:
    payment = order()
    assert payment.state is PaymentState.OPEN
    answer = pay(payment.url)
    assert answer.status_code == 303
    assert [settle_payment(payment.public_id) for _ in range(3)] == [PaymentState.PAID] * 3
    assert notes.told == [("paid", "order-1")]
    assert db.session.scalar(select(func.count(LedgerTransaction.id))) == 1


def test_two_clicks_give_the_same_page(till: Flask) -> None:
    first, second = order(), order()
    assert (first.public_id, first.url) == (second.public_id, second.url)
    assert len(payments_of("test", "order-1")) == 1
