"""Disputes: they block refunds, are told once, and end with the money where the bank says it is."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from configurator.database import db
from configurator.payments.errors import DisputedError
from configurator.payments.gateway import gateway
from configurator.payments.models import Account, Dispute, Refund, RefundState
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    PaymentView,
    balances,
    book_balance,
    disputes_of,
    handle_events,
    look_up_payment,
    refunds_of,
    request_refund,
    settle_refunds,
)
from configurator.product.money import Money
from tests.payments.conftest import DEPOSIT, Notes, at_once, control
from tests.payments.test_ledger import assert_ledger_agrees_with_stripe, assert_ledger_is_sound

FEE = Money(2000, "EUR")
NOTHING = Money(0, "EUR")


def intent() -> str:
    found = gateway()._client.v1.payment_intents.list(params={"limit": 1}).data[0]
    return found.id


def dispute(sandbox: RunningSandbox) -> str:
    return str(control(sandbox, "disputes", payment_intent=intent())["id"])


def of(account: Account) -> Money:
    return balances().get((account, "EUR"), NOTHING)


def assert_all_is_booked() -> None:
    book_balance()
    assert_ledger_is_sound()
    assert_ledger_agrees_with_stripe()
    assert of(Account.IN_TRANSIT) == NOTHING


def test_dispute_during_refund_an_open_one_blocks_and_a_won_one_lets_go_on(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    request_refund(paid.public_id, Money(10000, "EUR"))
    dispute_id = dispute(sandbox)
    assert settle_refunds() == 0  # Stripe refuses it, and we learn of the dispute
    assert [one.state for one in refunds_of("test", "order-1")] == [RefundState.REQUESTED]
    assert [one.state for one in disputes_of("test", "order-1")] == ["open"]
    with pytest.raises(DisputedError):
        request_refund(paid.public_id)
    handle_events()
    assert settle_refunds() == 0
    control(sandbox, f"disputes/{dispute_id}/won")
    handle_events()
    assert look_up_payment(paid.public_id).dispute == "won"
    assert settle_refunds() == 1
    assert notes.names() == ["paid", "disputed open", "dispute closed won", "refunded asked"]
    assert_all_is_booked()
    assert of(Account.DISPUTED) == NOTHING
    assert of(Account.DISPUTE_FEES) == FEE
    assert of(Account.DEPOSITS_HELD) == Money(-15000, "EUR")


def test_a_lost_dispute_takes_what_was_held_and_voids_what_was_to_go_back(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    dispute_id = dispute(sandbox)
    request_refund(paid.public_id, Money(10000, "EUR"))  # before we hear of the dispute
    handle_events()
    control(sandbox, f"disputes/{dispute_id}/lost")
    handle_events()
    seen = look_up_payment(paid.public_id)
    assert (seen.dispute, seen.charged_back, seen.refunded, seen.left) == ("lost", DEPOSIT, NOTHING, NOTHING)
    assert [one.state for one in refunds_of("test", "order-1")] == [RefundState.VOID]
    assert settle_refunds() == 0
    assert notes.names() == ["paid", "disputed open", "dispute closed lost"]
    assert_all_is_booked()
    for account in (Account.DISPUTED, Account.DEPOSITS_HELD, Account.REFUNDS_DUE, Account.DISPUTE_LOSSES):
        assert of(account) == NOTHING


def test_a_dispute_of_which_we_hear_only_when_it_is_lost_is_told_whole(
    paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    dispute_id = dispute(sandbox)
    control(sandbox, f"disputes/{dispute_id}/lost")
    handle_events()
    handle_events()
    assert notes.names() == ["paid", "disputed lost", "dispute closed lost"]
    assert_all_is_booked()


def test_many_who_hear_of_a_dispute_at_once_record_it_once(
    till: Flask, paid: PaymentView, notes: Notes, sandbox: RunningSandbox
) -> None:
    dispute(sandbox)
    at_once(till, handle_events, 4)
    handle_events()
    assert db.session.scalars(select(Dispute.state)).all() == ["open"]
    assert notes.names() == ["paid", "disputed open"]


def test_a_dispute_of_a_payment_partly_refunded_is_about_the_rest(paid: PaymentView, sandbox: RunningSandbox) -> None:
    request_refund(paid.public_id, Money(10000, "EUR"))
    settle_refunds()
    dispute_id = dispute(sandbox)
    control(sandbox, f"disputes/{dispute_id}/lost")
    handle_events()
    assert look_up_payment(paid.public_id).charged_back == Money(15000, "EUR")
    assert db.session.scalars(select(Refund.state)).all() == ["succeeded"]
    assert_all_is_booked()
    assert of(Account.DISPUTED) == NOTHING
