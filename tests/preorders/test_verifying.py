"""The invariants: a sound house passes, and each kind of damage is found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from configurator.database import db, utc_now
from configurator.payments.service import settle_refunds
from configurator.preorders.alerts import AlertKind, alerts
from configurator.preorders.command import preorders
from configurator.preorders.models import Preorder
from configurator.preorders.order import Order
from configurator.preorders.service import cancel_preorder
from configurator.preorders.states import State
from configurator.preorders.verifying import verify_preorders
from configurator.preorders.withdrawal.service import carry_out_withdrawals
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
