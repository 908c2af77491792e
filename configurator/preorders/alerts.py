"""What the desk must not overlook: refunds that are late or made twice, and withdrawals near or past their 14th day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from configurator.database import db
from configurator.payments.service import last_reconciliation, made_twice, webhook_silent_since
from configurator.preorders.models import Preorder
from configurator.preorders.states import State
from configurator.preorders.verification import last_verification
from configurator.preorders.withdrawal.reading import WAITS_FOR_DESK, open_withdrawals

REFUND_TAKES = timedelta(days=3)
"""A refund that is not made after this time has met something that people should look at."""
NEAR = timedelta(days=4)
"""How long before its deadline a withdrawal that is not refunded becomes an alert."""
MOST = 100
MOST_DETAILS = 10


class AlertKind(StrEnum):
    REFUND_LATE = "refund_late"
    REFUND_TWICE = "refund_twice"
    WITHDRAWAL_NEAR = "withdrawal_near"
    WITHDRAWAL_OVERDUE = "withdrawal_overdue"
    WITHDRAWAL_TO_MATCH = "withdrawal_to_match"
    ORDERS_UNSOUND = "orders_unsound"
    LEDGER_OFF = "ledger_off"
    WEBHOOK_SILENT = "webhook_silent"


@dataclass(frozen=True)
class Alert:
    """Something to look at: which order or withdrawal, if it is about one, and since or until when."""

    kind: AlertKind
    number: str
    at: datetime
    order_number: str | None = None
    details: tuple[str, ...] = ()
    """What is wrong, in sentences of the program's."""


def alerts(now: datetime) -> list[Alert]:
    """What the desk has to look at now, the most urgent first."""
    of_orders = [*_withdrawals(now), *_late_refunds(now), *_made_twice()]
    return [*_house(now), *sorted(of_orders, key=lambda alert: alert.at)]


def _house(now: datetime) -> Iterator[Alert]:
    """What is wrong with more than one order."""
    verified, reconciled = last_verification(), last_reconciliation()
    if verified is not None and verified.faults:
        yield Alert(AlertKind.ORDERS_UNSOUND, "", verified.started_at, details=tuple(verified.faults[:MOST_DETAILS]))
    if reconciled is not None and reconciled.troubles:
        yield Alert(AlertKind.LEDGER_OFF, "", reconciled.at, details=tuple(reconciled.troubles[:MOST_DETAILS]))
    silent_since = webhook_silent_since(now)
    if silent_since is not None:
        yield Alert(AlertKind.WEBHOOK_SILENT, "", silent_since)


def _withdrawals(now: datetime) -> list[Alert]:
    found = []
    for line in open_withdrawals(MOST):
        if line.refund_until <= now:
            kind = AlertKind.WITHDRAWAL_OVERDUE
        elif line.refund_until - now <= NEAR:
            kind = AlertKind.WITHDRAWAL_NEAR
        elif line.state in WAITS_FOR_DESK:
            kind = AlertKind.WITHDRAWAL_TO_MATCH
        else:
            continue
        found.append(Alert(kind, line.number, line.refund_until, line.order_number))
    return found


def _late_refunds(now: datetime) -> list[Alert]:
    late = db.select(Preorder.number, Preorder.cancelled_at).where(
        Preorder.state == State.CANCELLING, Preorder.cancelled_at <= now - REFUND_TAKES
    )
    rows = db.session.execute(late.order_by(Preorder.cancelled_at).limit(MOST)).all()
    return [Alert(AlertKind.REFUND_LATE, number, since, number) for number, since in rows if since is not None]


def _made_twice() -> Iterator[Alert]:
    for twice in made_twice(MOST):
        refund, at_stripe = twice.by_hand, twice.stripe_id or "in more than one part"
        number = db.session.scalar(db.select(Preorder.number).where(Preorder.public_id == refund.reference))
        if number is not None and refund.settled_at is not None:
            how = refund.note or "the note is deleted"
            details = f"{refund.amount} another way: {how}", f"{refund.amount} by Stripe: {at_stripe}"
            yield Alert(AlertKind.REFUND_TWICE, number, refund.settled_at, number, details)
