"""Withdrawals as the desk and the mails read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_

from configurator.database import db
from configurator.preorders.models import Preorder
from configurator.preorders.states import State
from configurator.preorders.withdrawal.models import Withdrawal, WithdrawalState

PAGE = 200
WAITS_FOR_DESK = (WithdrawalState.UNMATCHED, WithdrawalState.LATE)


@dataclass(frozen=True)
class WithdrawalLine:
    """A withdrawal, and where the order stands that it means, if one was found."""

    public_id: str
    received_at: datetime
    refund_until: datetime
    name: str
    number: str
    email: str
    state: WithdrawalState
    order_number: str | None
    order_state: State | None

    @property
    def is_refund_due(self) -> bool:
        """Whether the buyer still waits for their money."""
        owes = (State.CANCELLING, State.DISPUTED)
        return self.state is WithdrawalState.RECEIVED or (
            self.state is WithdrawalState.DONE and self.order_state in owes
        )


def open_withdrawals(most: int = PAGE) -> list[WithdrawalLine]:
    """What is not over yet, the nearest deadline first: received, for the desk to look into, or not refunded yet."""
    pending = or_(
        Withdrawal.state.in_((WithdrawalState.RECEIVED, *WAITS_FOR_DESK)),
        (Withdrawal.state == WithdrawalState.DONE) & Preorder.state.in_((State.CANCELLING, State.DISPUTED)),
    )
    return _lines(pending, most)


def withdrawals_of(preorder_id: int) -> list[WithdrawalLine]:
    """The withdrawals of an order."""
    return _lines(Withdrawal.preorder_id == preorder_id, PAGE)


def withdrawal_of(preorder_id: int) -> WithdrawalLine | None:
    """The last withdrawal of an order."""
    lines = withdrawals_of(preorder_id)
    return lines[-1] if lines else None


def _lines(condition: object, most: int) -> list[WithdrawalLine]:
    query = (
        db.select(Withdrawal, Preorder.number, Preorder.state)
        .outerjoin(Preorder, Preorder.id == Withdrawal.preorder_id)
        .where(condition)
        .order_by(Withdrawal.refund_until, Withdrawal.id)
        .limit(most)
    )
    return [
        WithdrawalLine(
            row.public_id,
            row.received_at,
            row.refund_until,
            row.name,
            row.number,
            row.email,
            row.state,
            order_number,
            order_state,
        )
        for row, order_number, order_state in db.session.execute(query)
    ]
