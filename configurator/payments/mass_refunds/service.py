"""Counting, approving and stopping mass refunds, and how far one is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import func, insert, select, update

from configurator.audit import record_action
from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments.mass_refunds.models import ItemState, MassRefund, MassRefundItem, MassState
from configurator.payments.mass_refunds.sources import Candidate, source_of
from configurator.payments.models import Refund, RefundState
from configurator.payments.transactions import all_or_nothing
from configurator.product.errors import NotFoundError, RefusedError
from configurator.product.money import Money

AT_ONCE = 500
PER_SECOND = 10
"""Well below the 25 a second that Stripe takes at one address."""
COUNT_HOLDS = timedelta(hours=24)
SHOWN = 50
ARRIVED = (RefundState.SUCCEEDED, RefundState.BY_HAND, RefundState.TWICE, RefundState.OVERPAID)


class SamePersonError(RefusedError):
    """Who asked for a mass refund can't approve it."""


class StaleCountError(RefusedError):
    """It was counted too long ago; count again."""


class NotNowError(RefusedError):
    """A mass refund that is in this state can't do that."""


@dataclass(frozen=True)
class LeftOut:
    label: str
    why: str


@dataclass(frozen=True)
class Progress:
    """A mass refund at one moment, with sums by currency."""

    public_id: str
    title: str
    reason: str
    state: MassState
    per_second: int
    asked_by: int
    approved_by: int | None
    created_at: datetime
    ended_at: datetime | None
    holds: str
    waiting: int
    left_out: int
    asked: int
    arrived: int
    failed: int
    to_refund: list[Money]
    still_waiting: list[Money]
    who_is_left_out: list[LeftOut]

    @property
    def all(self) -> int:
        return self.waiting + self.asked


def count(source: str, selection: str, reason: str, person_id: int, per_second: int = PER_SECOND) -> str:
    """The dry run: write down who would get how much and who is left out, and return its public id. Nothing moves.

    Raises NotFoundError.
    """
    lists = source_of(source)
    choice = next((one for one in lists.choices() if one.key == selection), None)
    if choice is None:
        raise NotFoundError(f"no list {selection}")
    with all_or_nothing():
        mass = MassRefund(
            source=source,
            selection=selection,
            title=choice.title,
            reason=reason,
            per_second=per_second,
            asked_by=person_id,
        )
        db.session.add(mass)
        db.session.flush()
        stream = iter(lists.candidates(selection))
        while batch := list(islice(stream, AT_ONCE)):
            db.session.execute(insert(MassRefundItem), list(_items(mass.id, batch)))
        record_action(person_id, "mass_refund_counted", mass.public_id, list=f"{source} {selection}")
        return mass.public_id


def _items(mass_id: int, batch: list[Candidate]) -> Iterator[dict[str, object]]:
    for one in batch:
        yield {
            "mass_refund_id": mass_id,
            "reference": one.reference,
            "label": one.label,
            "amount_minor": one.amount.amount_minor,
            "currency": one.amount.currency,
            "state": ItemState.LEFT_OUT if one.left_out else ItemState.WAITING,
            "why": one.left_out,
        }


def approve(public_id: str, person_id: int) -> None:
    """Let it run, or go on after a stop. Raises SamePersonError, StaleCountError, NotNowError, NotFoundError."""
    mass = _mass(public_id)
    if mass.asked_by == person_id:
        raise SamePersonError(f"mass refund {public_id}")
    if mass.state is MassState.COUNTED and utc_now() - mass.created_at > COUNT_HOLDS:
        raise StaleCountError(f"mass refund {public_id}")
    running = {"state": MassState.RUNNING, "approved_by": person_id, "approved_at": utc_now(), "holds": ""}
    with all_or_nothing():
        _move(mass.id, (MassState.COUNTED, MassState.STOPPED), running)
        record_action(person_id, "mass_refund_approved", public_id)
    work_waiting.send("mass_refunds")


def stop(public_id: str, person_id: int) -> None:
    """Ask for no more refunds; those that were asked for are made. Raises NotNowError, NotFoundError."""
    mass = _mass(public_id)
    with all_or_nothing():
        _move(mass.id, (MassState.COUNTED, MassState.RUNNING), {"state": MassState.STOPPED})
        record_action(person_id, "mass_refund_stopped", public_id)


def _move(mass_id: int, before: tuple[MassState, ...], values: dict[str, object]) -> None:
    guarded = update(MassRefund).where(MassRefund.id == mass_id, MassRefund.state.in_(before)).values(**values)
    if not changes_one(guarded.execution_options(synchronize_session=False)):
        raise NotNowError(f"mass refund {mass_id}")


def mass_refunds(most: int = 50) -> list[Progress]:
    """The latest mass refunds, newest first."""
    rows = db.session.scalars(select(MassRefund.public_id).order_by(MassRefund.id.desc()).limit(most)).all()
    return [progress(public_id) for public_id in rows]


def progress(public_id: str) -> Progress:
    """How far it is. Raises NotFoundError."""
    mass = _mass(public_id)
    counts: dict[ItemState, int] = dict.fromkeys(ItemState, 0)
    sums: dict[tuple[bool, str], int] = {}
    rows = db.session.execute(
        select(MassRefundItem.state, MassRefundItem.currency, func.count(), func.sum(MassRefundItem.amount_minor))
        .where(MassRefundItem.mass_refund_id == mass.id)
        .group_by(MassRefundItem.state, MassRefundItem.currency)
    )
    for state, currency, number, minor in rows:
        counts[state] += number
        if state is not ItemState.LEFT_OUT:
            for key in {(False, currency), (state is ItemState.WAITING, currency)}:
                sums[key] = sums.get(key, 0) + int(minor)
    ends = _ends(mass.id)
    return Progress(
        public_id=public_id,
        title=mass.title,
        reason=mass.reason,
        state=mass.state,
        per_second=mass.per_second,
        asked_by=mass.asked_by,
        approved_by=mass.approved_by,
        created_at=mass.created_at,
        ended_at=mass.ended_at,
        holds=mass.holds,
        waiting=counts[ItemState.WAITING],
        left_out=counts[ItemState.LEFT_OUT],
        asked=counts[ItemState.ASKED],
        arrived=sum(ends.get(state, 0) for state in ARRIVED),
        failed=ends.get(RefundState.FAILED, 0),
        to_refund=_amounts(sums, is_waiting=False),
        still_waiting=_amounts(sums, is_waiting=True),
        who_is_left_out=_left_out(mass.id),
    )


def _amounts(sums: dict[tuple[bool, str], int], *, is_waiting: bool) -> list[Money]:
    return [Money(minor, currency) for (waits, currency), minor in sorted(sums.items()) if waits is is_waiting]


def _ends(mass_id: int) -> dict[RefundState, int]:
    rows = db.session.execute(
        select(Refund.state, func.count())
        .join(MassRefundItem, MassRefundItem.refund_id == Refund.id)
        .where(MassRefundItem.mass_refund_id == mass_id)
        .group_by(Refund.state)
    )
    return {state: number for state, number in rows}  # noqa: C416 - rows are not pairs to mypy


def _left_out(mass_id: int) -> list[LeftOut]:
    rows = db.session.execute(
        select(MassRefundItem.label, MassRefundItem.why)
        .where(MassRefundItem.mass_refund_id == mass_id, MassRefundItem.state == ItemState.LEFT_OUT)
        .order_by(MassRefundItem.id)
        .limit(SHOWN)
    )
    return [LeftOut(label, why) for label, why in rows]


def _mass(public_id: str) -> MassRefund:
    mass = db.session.scalar(
        select(MassRefund).where(MassRefund.public_id == public_id).execution_options(populate_existing=True)
    )
    if mass is None:
        raise NotFoundError(f"no mass refund {public_id}")
    return mass
