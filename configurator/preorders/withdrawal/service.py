"""Receiving withdrawals and carrying them out. A request only stores; what it led to is seen by mail alone."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from sqlalchemy import func, update
from sqlalchemy.exc import IntegrityError

from configurator.audit import record_action
from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments.service import DisputedError
from configurator.preorders.ending import Ending, follow_up, record_ending
from configurator.preorders.history import StateChangedError, owe_mail, write_down
from configurator.preorders.models import Happening, MailKind, OrderMail, Preorder, Reason
from configurator.preorders.order import Order, order_by_id, order_by_number
from configurator.preorders.states import HELD, Actor, State
from configurator.preorders.withdrawal.models import Withdrawal, WithdrawalState
from configurator.product.errors import NotFoundError, RefusedError

log = logging.getLogger(__name__)

PERIOD = timedelta(days=14)
"""From hand-over to the last day on which to withdraw; and from withdrawal to the last day of the refund."""
AT_ONCE = 100
SATURDAY = 5
OPEN = (WithdrawalState.UNMATCHED, WithdrawalState.LATE)
"""The desk has to look into these."""


class ClosedWithdrawalError(RefusedError):
    """Somebody has dealt with this withdrawal already."""


@dataclass(frozen=True)
class Statement:
    """What somebody who withdraws tells, and no more: who, which contract, and where the acknowledgement goes."""

    name: str
    number: str
    email: str


def receive_withdrawal(statement: Statement, form_key: str, language: str) -> datetime:
    """Keep a confirmed statement and say when it was received; the same form again is the same withdrawal.

    Whether there is such an order is not looked up here: the answer is the same for everybody, and as fast.
    """
    now = utc_now()
    row = Withdrawal(
        form_key=form_key,
        received_at=now,
        refund_until=now + PERIOD,
        language=language,
        name=statement.name,
        number=statement.number,
        email=statement.email,
    )
    db.session.add(row)
    try:
        db.session.commit()
    except IntegrityError:  # confirmed a moment ago
        db.session.rollback()
        kept = db.session.scalar(db.select(Withdrawal.received_at).where(Withdrawal.form_key == form_key))
        db.session.commit()
        return kept or now
    work_waiting.send("withdrawals")
    return now


def last_moment(handed_over_at: datetime) -> datetime:
    """When the right to withdraw ends: with the 14th day after hand-over, or the Monday after it at a weekend."""
    last_day = handed_over_at.date() + PERIOD
    while last_day.weekday() >= SATURDAY:
        last_day += timedelta(days=1)
    return datetime.combine(last_day + timedelta(days=1), time(), UTC)


def is_withdrawable(order: Order, at: datetime) -> bool:
    """Whether an order's page shows the way to withdraw."""
    if order.state not in (State.RESERVED, *HELD, State.DISPUTED):
        return False
    return order.handed_over_at is None or at < last_moment(order.handed_over_at)


def carry_out_withdrawals() -> int:
    """End the orders of the withdrawals that were received; returns how many were dealt with.

    Safe to repeat and to run twice at once. Those whose deposit is disputed wait until that is decided.
    """
    waiting = db.select(Withdrawal.id).where(Withdrawal.state == WithdrawalState.RECEIVED).order_by(Withdrawal.id)
    found = db.session.scalars(waiting.limit(AT_ONCE)).all()
    db.session.commit()
    dealt_with = 0
    for withdrawal_id in found:
        try:
            dealt_with += _carry_out(withdrawal_id)
        except (StateChangedError, DisputedError):  # the next round finds it as it is then
            db.session.rollback()
        except Exception:
            db.session.rollback()
            log.exception("withdrawal %s could not be carried out", withdrawal_id)
    return dealt_with


def _carry_out(withdrawal_id: int) -> bool:
    row = db.session.get_one(Withdrawal, withdrawal_id, populate_existing=True)
    order = _order_of(row)
    if order is None:
        return _settle(row, WithdrawalState.UNMATCHED)
    _acknowledge(row, order)
    if order.state is State.DISPUTED:
        db.session.commit()
        return False
    if order.state in HELD and not is_withdrawable(order, row.received_at):
        return _settle(row, WithdrawalState.LATE, order)
    if order.state in (State.RESERVED, *HELD):
        record_ending(order, _ending(row))
        is_done = _settle(row, WithdrawalState.DONE, order)
        if is_done:
            follow_up(order)
        return is_done
    line = write_down(order.id, Actor.BUYER, Happening.WITHDRAWN, order.state, order.state)
    line.at = row.received_at
    return _settle(row, WithdrawalState.DONE, order)


def _acknowledge(row: Withdrawal, order: Order) -> None:
    """Owe the acknowledgement once, also while the withdrawal itself has to wait; in the caller's transaction."""
    owed = db.select(OrderMail.id).where(
        OrderMail.preorder_id == order.id,
        OrderMail.kind == MailKind.WITHDRAWAL,
        OrderMail.occasion == row.public_id,
    )
    if db.session.scalar(owed) is None:
        row.preorder_id = order.id
        owe_mail(order.id, MailKind.WITHDRAWAL, row.language, occasion=row.public_id)


def _order_of(row: Withdrawal) -> Order | None:
    """The order that is meant; the number alone is not enough, unless the desk has said so."""
    if row.preorder_id is not None:
        return order_by_id(row.preorder_id)
    found = db.session.scalar(
        db.select(Preorder.id).where(
            Preorder.number == plain_number(row.number), func.lower(Preorder.buyer_email) == row.email.lower()
        )
    )
    return order_by_id(found) if found is not None else None


def plain_number(typed: str) -> str:
    """An order's number, however it was typed: "p k7qm 2f9d" is P-K7QM-2F9D."""
    letters = "".join(letter for letter in typed.upper() if letter.isalnum())
    letters = letters.removeprefix("P") if len(letters) == len("PK7QM2F9D") else letters
    return f"P-{letters[:4]}-{letters[4:]}"


def _ending(row: Withdrawal) -> Ending:
    return Ending(
        Actor.BUYER,
        Happening.WITHDRAWN,
        Reason.WITHDRAWN,
        mail=None,
        at=row.received_at,
    )


def _settle(row: Withdrawal, state: WithdrawalState, order: Order | None = None) -> bool:
    """Say what became of it, and commit; of two workers only one does, and the other's changes are undone."""
    values: dict[str, object] = {"state": state, "carried_out_at": utc_now()}
    if order is not None:
        values["preorder_id"] = order.id
    guarded = update(Withdrawal).where(Withdrawal.id == row.id, Withdrawal.state == WithdrawalState.RECEIVED)
    if not changes_one(guarded.values(values).execution_options(synchronize_session=False)):
        db.session.rollback()
        return False
    db.session.commit()
    work_waiting.send("mails")
    return True


def assign_withdrawal(public_id: str, number: str, person_id: int) -> None:
    """Say which order a withdrawal means; it is then carried out as of when it was received.

    Raises NotFoundError for no such order or withdrawal, ClosedWithdrawalError.
    """
    order = order_by_number(plain_number(number))
    _leave_desk(public_id, WithdrawalState.RECEIVED, preorder_id=order.id)
    record_action(person_id, "withdrawal_assigned", public_id, number=order.number)
    db.session.commit()
    work_waiting.send("withdrawals")


def close_withdrawal(public_id: str, person_id: int, reason: str) -> None:
    """Nothing (more) is to be done about a withdrawal. Raises NotFoundError, ClosedWithdrawalError."""
    _leave_desk(public_id, WithdrawalState.CLOSED, carried_out_at=utc_now(), note=reason)
    record_action(person_id, "withdrawal_closed", public_id)
    db.session.commit()


def _leave_desk(public_id: str, state: WithdrawalState, **values: object) -> None:
    guarded = update(Withdrawal).where(Withdrawal.public_id == public_id, Withdrawal.state.in_(OPEN))
    if changes_one(guarded.values(state=state, **values).execution_options(synchronize_session=False)):
        return
    db.session.rollback()
    if db.session.scalar(db.select(Withdrawal.id).where(Withdrawal.public_id == public_id)) is None:
        raise NotFoundError(f"no withdrawal {public_id}")
    raise ClosedWithdrawalError(f"withdrawal {public_id} is closed")
