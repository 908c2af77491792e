"""An order whose deposit went back another way and then by Stripe as well: the desk hears of it, the buyer doesn't."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from configurator.database import utc_now
from configurator.payments.gateway import gateway
from configurator.payments.sandbox import RunningSandbox
from configurator.payments.service import (
    failed_refunds,
    handle_events,
    made_twice,
    note_refund_by_hand,
    refunds_of,
    settle_refunds,
    went_back_once,
)
from configurator.preorders.addresses import order_address
from configurator.preorders.alerts import AlertKind, alerts
from configurator.preorders.ending import PURPOSE
from configurator.preorders.mails import write_mail
from configurator.preorders.models import Happening, MailKind
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.preorders.verifying import everything_wrong
from configurator.web.guards import Role
from tests.cast import Tab
from tests.payments.conftest import control
from tests.preorders.conftest import again, mail_kinds

CLERK = 7


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_the_desk_is_alerted_with_both_ways_until_it_says_what_is_true(
    paid_order: Callable[..., Order], sandbox: RunningSandbox, staff_tab: Callable[[Role], Tab]
) -> None:
    order = paid_order()
    cancel_preorder(order)
    settle_refunds()
    (made,) = refunds_of(PURPOSE, order.public_id)
    control(sandbox, f"refunds/{made.stripe_id}/fail")
    handle_events()
    note_refund_by_hand(failed_refunds()[0].public_id, CLERK, "bank transfer")
    told = mail_kinds(order)
    assert told[-2:] == [MailKind.REFUND, MailKind.REFUND], "when it was made, and when it went another way"
    another_way = "another way. Your bank"
    assert another_way in write_mail(MailKind.REFUND, "en", again(order), utc_now()).body
    assert another_way in staff_tab(Role.ORDER_DESK).open(order_address(again(order))).text
    (intent,) = gateway().every_intent(utc_now() - timedelta(days=1))
    again_made = control(sandbox, "refunds", payment_intent=intent.id)
    handle_events()
    assert (again(order).state, again(order).history[-1].happening) == (State.REFUNDED, Happening.REFUNDED_TWICE)
    assert Happening.REFUNDED_TWICE not in [line.happening for line in again(order).told_history]
    assert mail_kinds(order) == told, "the buyer was told when it went back the first time"
    (alert,) = alerts(utc_now())
    assert (alert.kind, alert.order_number) == (AlertKind.REFUND_TWICE, order.number)
    assert alert.details == ("10.00 EUR another way: bank transfer", f"10.00 EUR by Stripe: {again_made['id']}")
    page = staff_tab(Role.ORDER_DESK).open("/staff/orders").text
    assert "bank transfer" in page
    assert str(again_made["id"]) in page
    assert everything_wrong(utc_now()) == []
    went_back_once(made_twice()[0].by_hand.public_id, CLERK, "one and the same")
    assert alerts(utc_now()) == []
    assert everything_wrong(utc_now()) == []
