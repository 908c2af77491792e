"""The invariants: a sound house passes, and each kind of damage is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from configurator.database import db, utc_now
from configurator.payments.daily import ReconciliationRun
from configurator.payments.service import reconcile_daily, settle_refunds
from configurator.preorders.alerts import AlertKind, alerts
from configurator.preorders.command import preorders
from configurator.preorders.documents.models import Document, DocumentCounter, DocumentKind
from configurator.preorders.models import Preorder
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.preorders.verifying import verify_daily, verify_preorders
from configurator.preorders.withdrawal.service import carry_out_withdrawals
from configurator.web.guards import Role
from tests.cast import Tab
from tests.preorders.conftest import Place, put_into
from tests.preorders.test_withdrawal import state_a_withdrawal

PaidOrder = Callable[..., Order]


def test_a_sound_house_passes_at_every_step(app: Flask, place: Place, paid_order: PaidOrder) -> None:
    place()
    order, withdrawn = paid_order(), paid_order()
    assert list(verify_preorders(utc_now())) == []
    cancel_preorder(order)
    state_a_withdrawal(withdrawn)
    carry_out_withdrawals()
    assert list(verify_preorders(utc_now())) == []
    settle_refunds()
    assert list(verify_preorders(utc_now())) == []
    told = app.test_cli_runner().invoke(preorders, ["verify"])
    assert told.exit_code == 0, told.output


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ({"state": State.REFUNDED}, "its history ends in paid, and it is refunded"),
        ({"state": State.CANCELLED}, "is still held"),
        ({"state": State.CANCELLING}, "nothing is on its way"),
        ({"total_minor": 1}, "is not that of its frozen quote"),
        ({"deposit_minor": 1}, "is not that of its frozen quote"),
        ({"payment_id": None}, "paid without a payment"),
    ],
)
def test_each_damage_is_found_and_the_command_fails(
    app: Flask, paid_order: PaidOrder, damage: dict[str, object], told: str
) -> None:
    order = paid_order()
    db.session.execute(db.update(Preorder).where(Preorder.id == order.id).values(damage))
    db.session.commit()
    assert any(told in fault and order.number in fault for fault in verify_preorders(utc_now()))
    result = app.test_cli_runner().invoke(preorders, ["verify"])
    assert result.exit_code == 1
    assert told in result.output


def test_the_desk_is_alerted_of_late_refunds_and_of_withdrawals_near_their_14th_day(paid_order: PaidOrder) -> None:
    order, now = paid_order(), utc_now()
    state_a_withdrawal(order)
    carry_out_withdrawals()
    assert alerts(now) == []
    assert [a.kind for a in alerts(now + timedelta(days=5))] == [AlertKind.REFUND_LATE]
    assert {a.kind for a in alerts(now + timedelta(days=11))} == {AlertKind.REFUND_LATE, AlertKind.WITHDRAWAL_NEAR}
    late = now + timedelta(days=15)
    assert AlertKind.WITHDRAWAL_OVERDUE in {a.kind for a in alerts(late)}
    assert any("its 14th day" in fault for fault in verify_preorders(late))
    put_into(order, State.REFUNDED)
    assert alerts(late) == []


def test_every_invariant_is_looked_at_once_a_day_and_trouble_alerts_the_desk(
    paid_order: PaidOrder, staff_tab: Callable[[Role], Tab]
) -> None:
    order = paid_order()
    db.session.execute(db.update(Preorder).where(Preorder.id == order.id).values(total_minor=1))
    db.session.commit()
    assert verify_daily()
    assert not verify_daily()
    assert [alert.kind for alert in alerts(utc_now())] == [AlertKind.ORDERS_UNSOUND]
    page = staff_tab(Role.ORDER_DESK).client.get("/staff/orders").text
    assert "Orders or books are not as they should be" in page
    assert f"{order.number}: its total 1 is not that of its frozen quote" in page


def test_what_reconciliation_leaves_for_people_alerts_the_desk(paid_order: PaidOrder) -> None:
    paid_order()
    assert reconcile_daily()
    assert alerts(utc_now()) == []
    db.session.execute(db.update(ReconciliationRun).values(troubles=["charge ch_1 is of nothing of ours"]))
    (alert,) = alerts(utc_now())
    assert (alert.kind, alert.details) == (AlertKind.LEDGER_OFF, ("charge ch_1 is of nothing of ours",))


def test_documents_with_a_gap_or_another_sum_are_found(paid_order: PaidOrder) -> None:
    order = paid_order()
    db.session.execute(db.update(DocumentCounter).values(last=2))
    facts = {"kind": DocumentKind.CREDIT, "preorder_id": order.id, "currency": "EUR", "data": {}}
    db.session.add(Document(number=f"CN-{utc_now().year}-00001", amount_minor=1, **facts))
    db.session.flush()
    told = list(verify_preorders(utc_now()))
    assert any(fault.endswith("1 are there, and the last number is 2") for fault in told)
    assert f"{order.number}: its documents say that we hold 9.99 EUR, its payment 10.00 EUR" in told
