"""The paid orders of a product, refunded as a whole."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from configurator.database import db
from configurator.payments.mass_refunds.running import run_mass_refunds
from configurator.payments.mass_refunds.service import approve, count, progress
from configurator.payments.models import PaymentState, RefundCause
from configurator.payments.refunds import request_refund
from configurator.payments.service import settle_payment, settle_refunds, verify
from configurator.preorders.models import MailKind
from configurator.preorders.order import Order
from configurator.preorders.states import State
from configurator.product.money import Money
from tests.payments.conftest import notes, pay
from tests.payments.conftest import order as other_payment
from tests.preorders.conftest import Place, again, mail_kinds, put_into

__all__ = ["notes"]
CLERK, CHIEF = 7, 8


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_paid_orders_are_cancelled_and_refunded_and_others_left_alone(
    paid_order: Callable[..., Order], place: Place, notes: object
) -> None:
    whole, part, disputed, reserved = paid_order(), paid_order(), paid_order(), place()
    request_refund(part.payment_id or "", Money(500, "EUR"), RefundCause.DESK)
    settle_refunds()
    put_into(disputed, State.DISPUTED)
    float_payment = other_payment()  # Stripe keeps its fees
    pay(float_payment.url)
    assert settle_payment(float_payment.public_id) is PaymentState.PAID
    public_id = count("preorders", whole.product_key, "the tool broke", CLERK)
    found = progress(public_id)
    assert (found.waiting, found.left_out) == (2, 1)
    assert found.to_refund == [whole.deposit + part.deposit - Money(500, "EUR")]
    approve(public_id, CHIEF)
    assert run_mass_refunds(wait=lambda _seconds: None) == 2
    db.session.rollback()
    assert [again(one).state for one in (whole, part, disputed, reserved)] == [
        State.REFUNDED,
        State.REFUNDED,
        State.DISPUTED,
        State.RESERVED,
    ]
    assert {MailKind.CANCELLATION, MailKind.REFUND} <= set(mail_kinds(whole))
    line = next(line for line in again(whole).history if line.target is State.CANCELLING)
    assert (line.person_id, line.note) == (CHIEF, "the tool broke")
    assert verify() == []
