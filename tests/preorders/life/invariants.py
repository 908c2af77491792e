"""What is true after every step of every life, read from the tables and from Stripe's own store."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import text

from configurator.database import db
from configurator.payments.errors import PaymentUnavailableError
from configurator.payments.reconciling import reconcile
from configurator.payments.service import verify
from configurator.preorders.alerts import alerts
from configurator.preorders.states import State
from configurator.preorders.verifying import verify_preorders
from tests.preorders.life.oracle import Fate, Money
from tests.preorders.life.units import Units
from tests.preorders.life.world import World
from tests.preorders.test_states import ALLOWED

HARMLESS = (PaymentUnavailableError,)
"""What work may stumble over and leave to its next round: silence."""


def money_by_order(world: World) -> dict[str, Money]:
    """What Stripe has, by the public id of the order that it is about."""
    owners = dict(db.session.execute(text("SELECT public_id, reference FROM payment")).all())
    db.session.rollback()
    found: dict[str, Money] = {}
    orders = {}
    for charge in world.has("charge"):
        order = owners[charge["metadata"]["payment"]]
        orders[charge["id"]] = order
        money = found.setdefault(order, Money())
        if charge["paid"]:
            money.charges.append(charge)
    for kind, into in (("refund", "refunds"), ("dispute", "disputes")):
        for one in world.has(kind):
            getattr(found[orders[one["charge"]]], into).append(one)
    return found


def check_books(world: World) -> None:
    """Debits are credits, in each currency and each transaction; nothing more goes back than came in."""
    by_currency = "SELECT currency, SUM(amount_minor) FROM ledger_entry GROUP BY currency"
    assert {total for _, total in db.session.execute(text(by_currency))} <= {0}
    by_transaction = "SELECT transaction_id, currency, SUM(amount_minor) FROM ledger_entry GROUP BY 1, 2"
    assert {total for _, _, total in db.session.execute(text(by_transaction))} <= {0}
    rows = db.session.execute(text("SELECT amount_minor, refunded_minor, charged_back_minor, state FROM payment"))
    for amount, refunded, charged_back, state in rows:
        assert 0 <= refunded <= amount - charged_back <= amount
        assert state in ("paid", "late") or refunded == charged_back == 0
    returned: Counter[str] = Counter()
    for refund in world.has("refund"):
        returned[refund["charge"]] += refund["amount"] if refund["status"] != "failed" else 0
    captured = {charge["id"]: charge["amount"] for charge in world.has("charge") if charge["paid"]}
    assert all(amount <= captured[charge] for charge, amount in returned.items())


def check_orders(world: World, fates: Mapping[int, Fate]) -> None:
    """Each order went ways of the table only, at its frozen quote; designs count the orders that hold."""
    rows = db.session.execute(text("SELECT id, state, quote, deposit_minor, design_code FROM preorder")).all()
    assert {row.id for row in rows} == set(fates)
    holding: Counter[str] = Counter()
    for row in rows:
        fate = fates[row.id]
        assert row.state == fate.state
        assert json.loads(row.quote) == fate.quote
        assert (row.deposit_minor, row.design_code) == (fate.deposit, fate.design)
        if row.state in ("paid", "locked", "handed_over", "disputed"):
            holding[row.design_code.replace("-", "")] += 1
    for code, preorders in db.session.execute(text("SELECT code, preorders FROM design")):
        assert preorders == holding[code]
    moves = text("SELECT source, target, actor FROM preorder_event WHERE source != target")
    assert {tuple(move) for move in db.session.execute(moves)} <= ALLOWED


def check_units(edition: Units, fates: Mapping[int, Fate]) -> None:
    """Each unit is somebody's or nobody's, none is two people's; the list keeps its order."""
    capacity, taken, state = db.session.execute(text("SELECT capacity, taken, state FROM edition")).one()
    assert (capacity, state) == (edition.capacity, edition.state)
    using = "state IN ('reserved', 'paid', 'locked', 'handed_over', 'disputed') OR locked_at IS NOT NULL"
    held = f"SELECT COUNT(*) FROM preorder WHERE edition_id IS NOT NULL AND ({using})"  # noqa: S608 - our own words
    offered = "SELECT COUNT(*) FROM waiting_entry WHERE state = 'offered'"
    spoken_for = sum(db.session.scalar(text(count)) or 0 for count in (held, offered))
    assert taken == spoken_for == edition.taken(fates.values()) <= capacity
    entries = db.session.execute(text("SELECT public_id, state FROM waiting_entry ORDER BY place")).all()
    assert [tuple(entry) for entry in entries] == [(entry, one.state) for entry, one in edition.waiters.items()]


def check_commands(world: World) -> None:
    """The site's own commands find nothing; that a refund is late is told of, and no fault of the books."""
    assert verify() == []
    assert [fault for fault in verify_preorders(world.clock.now) if "its 14th day" not in fault] == []


def check_withdrawals(world: World) -> None:
    """Who withdrew has it all back, or the desk is told before the 14th day."""
    told = {number for alert in alerts(world.clock.now) for number in (alert.number, alert.order_number)}
    rows = db.session.execute(text("SELECT number, received_at, state, preorder_id FROM withdrawal")).all()
    states = {row.number: row for row in db.session.execute(text("SELECT id, number, state FROM preorder"))}
    for row in rows:
        order = states[row.number]
        is_late = str(row.received_at)[:19] <= (world.clock.now - timedelta(days=11)).isoformat(" ")[:19]
        if is_late and row.state != "closed" and order.state in ("cancelling", "paid", "locked", "disputed"):
            assert row.number in told


def check_work(world: World) -> None:
    """No work of the site broke."""
    assert [fault for fault in world.stumbles.seen if not isinstance(fault, HARMLESS)] == []


def check_the_end(world: World, fates: Mapping[int, Fate]) -> None:
    """All news has come: Stripe, the ledger and the orders tell the same story, object by object."""
    stripe = money_by_order(world)
    ids = dict(db.session.execute(text("SELECT id, public_id FROM preorder")).all())
    for order_id, fate in fates.items():
        assert fate.contradiction(stripe.get(ids[order_id], Money())) is None, fate
        assert not fate.is_overdue(world.clock.now)
    booked: dict[str, list[str]] = {}
    for kind, reference in db.session.execute(text("SELECT kind, reference FROM ledger_transaction")):
        booked.setdefault(kind, []).append(reference)
    paid = [intent["id"] for intent in world.has("payment_intent") if intent["status"] == "succeeded"]
    assert sorted(booked.get("payment", [])) == sorted(paid)
    refunds = {refund["id"]: refund["status"] for refund in world.has("refund")}
    went = booked.get("refund_paid", [])
    assert {one for one, status in refunds.items() if status == "succeeded"} <= set(went) <= set(refunds)
    returned = {one for one in went if refunds[one] == "failed"}
    assert set(booked.get("refund_returned", [])) == returned
    assert sorted(booked["balance"]) == sorted(move["id"] for move in world.has("balance_transaction"))
    unhandled = text("SELECT type, last_error FROM stripe_event WHERE handled_at IS NULL")
    assert [tuple(event) for event in db.session.execute(unhandled)] == []
    db.session.rollback()
    found = reconcile()
    assert (found.mended, found.troubles) == ([], [])
    mails = "SELECT preorder_id, kind, COUNT(*) FROM order_mail GROUP BY 1, 2"
    owed = {(order_id, kind): number for order_id, kind, number in db.session.execute(text(mails))}
    for order_id, state in db.session.execute(text("SELECT id, state FROM preorder")).all():
        was_paid = text("SELECT paid_at IS NOT NULL FROM preorder WHERE id = :id")
        assert owed.get((order_id, "confirmation"), 0) == int(db.session.scalar(was_paid, {"id": order_id}) or 0)
        if state in (State.CANCELLED, State.CANCELLING, State.REFUNDED):
            assert sum(owed.get((order_id, kind), 0) for kind in ("cancellation", "withdrawal", "edition_failed")) >= 1
        assert owed.get((order_id, "edition_confirmed"), 0) == int(fates[order_id].hears_it_is_built)
