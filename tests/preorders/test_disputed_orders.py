"""Orders whose deposit a bank disputes: they stand still, say so, and go where the decision leads them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask.testing import FlaskClient

from configurator.database import utc_now
from configurator.gallery.service import design_by_code
from configurator.payments.gateway import gateway
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import handle_events, payments_of, refunds_of, settle_refunds
from configurator.preorders.addresses import order_token
from configurator.preorders.desk_work import NotPossibleNowError, cancel_for_buyer
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import send_waiting_mails
from configurator.preorders.models import Happening, MailKind
from configurator.preorders.offer import Offer
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import HELD, State
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from tests.payments.conftest import control
from tests.preorders.conftest import again, hidden, mail_kinds, put_into
from tests.preorders.test_changing import other
from tests.preorders.test_mails import part
from tests.preorders.test_withdrawal import state_a_withdrawal

__all__ = ["other"]

PaidOrder = Callable[..., Order]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What a dispute does to payments is tested on every database; what follows for orders is the same on all."""
    return sqlite_url


class Bank:
    """The buyers' banks."""

    def __init__(self, sandbox: RunningSandbox) -> None:
        self.sandbox = sandbox

    def dispute(self, order: Order) -> str:
        (payment,) = payments_of(PURPOSE, order.public_id)
        intents = {one.reference: one.id for one in gateway().every_intent(utc_now() - timedelta(days=1))}
        opened = control(self.sandbox, "disputes", payment_intent=intents[payment.public_id])
        handle_events()
        return str(opened["id"])

    def decide(self, dispute: str, outcome: str) -> None:
        control(self.sandbox, f"disputes/{dispute}/{outcome}")
        handle_events()


@pytest.fixture
def bank(sandbox: RunningSandbox) -> Bank:
    return Bank(sandbox)


def told(order: Order) -> list[Happening]:
    return [line.happening for line in again(order).history]


def test_a_disputed_order_stands_still_and_a_won_dispute_leads_back_to_where_it_was(
    paid_order: PaidOrder, bank: Bank
) -> None:
    for state in HELD:
        order = paid_order()
        put_into(order, state)
        dispute = bank.dispute(order)
        assert again(order).state is State.DISPUTED
        with pytest.raises(NotPossibleNowError):
            cancel_for_buyer(again(order), 1, "No reason.")
        bank.decide(dispute, "won")
        assert again(order).state is state
        assert told(order)[-2:] == [Happening.DISPUTED, Happening.DISPUTE_WON]


def test_a_lost_dispute_ends_the_order_and_the_design_has_one_preorder_less(paid_order: PaidOrder, bank: Bank) -> None:
    order = paid_order()
    assert design_by_code(order.design_code).preorders == 1
    bank.decide(bank.dispute(order), "lost")
    assert again(order).state is State.CHARGED_BACK
    assert told(order)[-1] is Happening.CHARGED_BACK
    assert design_by_code(order.design_code).preorders == 0
    assert refunds_of(PURPOSE, order.public_id) == []


def test_a_dispute_of_an_order_that_was_cancelled_moves_nothing_and_a_lost_one_ends_its_refund(
    paid_order: PaidOrder, bank: Bank
) -> None:
    order = paid_order()
    cancel_preorder(order)
    dispute = bank.dispute(order)
    assert again(order).state is State.CANCELLING
    assert settle_refunds() == 0
    bank.decide(dispute, "lost")
    assert again(order).state is State.CHARGED_BACK
    assert design_by_code(order.design_code).preorders == 0


def test_a_dispute_that_is_won_lets_the_refund_of_a_cancelled_order_go_on(paid_order: PaidOrder, bank: Bank) -> None:
    order = paid_order()
    cancel_preorder(order)
    bank.decide(bank.dispute(order), "won")
    assert again(order).state is State.CANCELLING
    settle_refunds()
    assert again(order).state is State.REFUNDED
    assert told(order)[-3:] == [Happening.DISPUTED, Happening.DISPUTE_WON, Happening.REFUNDED]


def test_a_dispute_of_a_payment_that_is_not_the_deposit_moves_no_order(paid_order: PaidOrder, bank: Bank) -> None:
    order = paid_order()
    put_into(order, State.PAID, payment_id=None)
    bank.decide(bank.dispute(order), "lost")
    assert again(order).state is State.PAID
    assert told(order)[-2:] == [Happening.DISPUTED, Happening.CHARGED_BACK]


def test_who_cancels_or_changes_a_disputed_order_reads_why_not(
    client: FlaskClient, paid_order: PaidOrder, other: Offer, bank: Bank
) -> None:
    order = paid_order()
    here = f"/orders/{order_token(order)}"
    token = hidden(client.get(here), "csrf_token")
    bank.dispute(order)
    for address in (f"{here}/cancel", f"{here}/change", f"{here}/change/{other.design.code}"):
        page = client.post(address, data={"csrf_token": token, "seal": "x"}, follow_redirects=True)
        assert page.status_code == 200
        assert "Your bank disputes the deposit: until that is decided" in page.text
    assert client.get(here).text.count("Your bank disputes the deposit") == 1
    assert again(order).state is State.DISPUTED


def test_who_withdraws_from_a_disputed_order_is_acknowledged_at_once_and_refunded_when_it_is_won(
    paid_order: PaidOrder, bank: Bank, mailbox: list[EmailMessage]
) -> None:
    order = paid_order()
    dispute = bank.dispute(order)
    state_a_withdrawal(order)
    carry_out_withdrawals()
    send_waiting_mails()
    acknowledged = part(mailbox[-1], "plain")
    assert "We received this statement on" in acknowledged
    assert "as long as that is not decided we may not give it back ourselves" in acknowledged.replace("\n", " ")
    bank.decide(dispute, "won")
    carry_out_withdrawals()
    settle_refunds()
    assert again(order).state is State.REFUNDED
    assert mail_kinds(order) == [MailKind.CONFIRMATION, MailKind.WITHDRAWAL, MailKind.REFUND]
