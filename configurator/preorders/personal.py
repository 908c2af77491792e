"""What is kept of a buyer: to be given to them, and to be deleted. Commits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, or_, select, update

from configurator.accounts.personal import Subject
from configurator.database import changes_one, db
from configurator.payments.personal import forget_payers, is_money_moving, payment_data
from configurator.preorders.desk import mails_of
from configurator.preorders.documents.models import Document
from configurator.preorders.documents.service import documents_of
from configurator.preorders.ending import PURPOSE
from configurator.preorders.history import write_down
from configurator.preorders.models import Happening, OrderChange, OrderMail, Preorder, PreorderEvent
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.states import Actor, State
from configurator.preorders.withdrawal.models import Withdrawal, WithdrawalState
from configurator.preorders.withdrawal.service import is_withdrawable
from configurator.product.errors import OfficinaError

OVER = (State.REFUNDED, State.CANCELLED, State.EXPIRED, State.CHARGED_BACK, State.HANDED_OVER)
"""Once it was handed over, an order is over when it can't be withdrawn from any more."""
LOOKED_INTO = (WithdrawalState.DONE, WithdrawalState.CLOSED)
NOBODY = dict.fromkeys(("buyer_name", "buyer_email", "street", "postcode", "city"), "")


class StillRunningError(OfficinaError):
    """Something still runs for which we need to know who the buyer is."""


@dataclass(frozen=True)
class Running:
    """An order, or a withdrawal that belongs to none (its state is None), that is not over yet."""

    number: str
    state: State | None


def preorder_data(subject: Subject) -> dict[str, Any]:
    """The orders of a person with all that hangs on them, and their statements of withdrawal."""
    orders = [order_by_id(order_id) for order_id in _order_ids(subject)]
    return {
        "orders": [_order_data(order) for order in orders],
        "withdrawals": [
            {
                "received_at": row.received_at,
                "refund_until": row.refund_until,
                "name": row.name,
                "email": row.email,
                "number": row.number,
                "language": row.language,
                "state": row.state,
                "carried_out_at": row.carried_out_at,
                "note": row.note,
            }
            for row in _withdrawals(subject)
        ],
    }


def _order_data(order: Order) -> dict[str, Any]:
    buyer = order.buyer
    row = db.session.get_one(Preorder, order.id)
    changes = db.session.scalars(select(OrderChange).where(OrderChange.preorder_id == order.id))
    return {
        "number": order.number,
        "state": order.state,
        "reason": order.reason,
        "name": buyer.name,
        "email": buyer.email,
        "address": {"street": buyer.street, "postcode": buyer.postcode, "city": buyer.city, "country": buyer.country},
        "language": order.language,
        "with_account": order.person_id is not None,
        "design": order.design_code,
        "product": order.product_key,
        "product_version": order.product_version,
        "options": sorted(order.options),
        "quote": row.quote,
        "delivery": {"from": order.delivery_from, "until": order.delivery_until},
        "placed_at": order.created_at,
        "agreed_at": order.agreed_at,
        "history": [
            {"at": line.at, "who": line.actor, "what": line.happening, "state": line.target, "note": line.note}
            for line in order.history
        ],
        "changes": [
            {"at": c.at, "design_before": c.old_design_code, "quote_before": c.old_quote, "design": c.new_design_code}
            for c in changes
        ],
        "mails": [
            {"kind": mail.kind, "language": mail.language, "owed_since": mail.created_at, "sent_at": mail.sent_at}
            for mail in mails_of(order.id)
        ],
        "documents": [{"number": d.number, "kind": d.kind, "at": d.at, **d.data} for d in documents_of(order.id)],
        "payments": payment_data(PURPOSE, order.public_id),
    }


def designs_ordered(subject: Subject) -> set[tuple[int, str]]:
    """What was ordered, with the browser that ordered it: what it saved itself without an account is the buyer's."""
    rows = db.session.execute(_orders(subject).with_only_columns(Preorder.design_id, Preorder.browser_digest))
    return {(design_id, browser) for design_id, browser in rows if browser}


def names_told(subject: Subject) -> set[str]:
    """What the person called themselves in orders."""
    return set(db.session.scalars(_orders(subject).with_only_columns(Preorder.buyer_name))) - {""}


def still_running(subject: Subject, now: datetime) -> list[Running]:
    """What has to end before a person's data can be deleted."""
    orders = [order_by_id(order_id) for order_id in _order_ids(subject)]
    found = [Running(order.number, order.state) for order in orders if not _is_over(order, now)]
    open_ones = [row for row in _withdrawals(subject) if row.state not in LOOKED_INTO]
    return found + [Running(row.number, None) for row in open_ones]


def _is_over(order: Order, now: datetime) -> bool:
    in_time = order.state is State.HANDED_OVER and is_withdrawable(order, now)
    return order.state in OVER and not in_time and not is_money_moving(PURPOSE, order.public_id)


def forget_buyer(subject: Subject, now: datetime) -> None:
    """Delete who placed a person's orders and withdrew from them. Raises StillRunningError."""
    if still_running(subject, now):
        raise StillRunningError("there are orders that run")
    withdrawals = _withdrawals(subject)
    for order_id in _order_ids(subject):
        _forget_order(order_by_id(order_id), now)
    for row in withdrawals:
        known = select(Preorder.number).where(Preorder.id == row.preorder_id)
        row.name = row.email = ""
        row.number = db.session.scalar(known) or ""
        row.note = None
    db.session.flush()


def _forget_order(order: Order, now: datetime) -> None:
    if order.forgotten_at is None:
        write_down(order.id, Actor.BUYER, Happening.FORGOTTEN, order.state, order.state)
    row = db.session.get_one(Preorder, order.id)
    over = update(Preorder).where(Preorder.id == order.id, Preorder.state == order.state)
    nobody = {**NOBODY, "person_id": None, "browser_digest": None, "quote": _wordless(row.quote), "forgotten_at": now}
    if not changes_one(over.values(nobody)):
        raise StillRunningError(f"{order.number} has changed in the meantime")
    for change in db.session.scalars(select(OrderChange).where(OrderChange.preorder_id == order.id)):
        change.old_quote, change.new_quote = _wordless(change.old_quote), _wordless(change.new_quote)
    typed = (PreorderEvent.preorder_id == order.id, PreorderEvent.happening != Happening.MAIL_RESENT)
    db.session.execute(update(PreorderEvent).where(*typed).values(note=None))
    db.session.execute(delete(OrderMail).where(OrderMail.preorder_id == order.id, OrderMail.sent_at.is_(None)))
    db.session.execute(update(Document).where(Document.preorder_id == order.id).values(data={}))
    forget_payers(PURPOSE, [order.public_id])


def _wordless(quote: dict[str, Any]) -> dict[str, Any]:
    """A frozen quote without the words that its buyer wrote on things; every amount stays."""
    lines = [{name: value for name, value in line.items() if name != "words"} for line in quote["lines"]]
    return {**quote, "lines": lines}


def _order_ids(subject: Subject) -> Sequence[int]:
    return db.session.scalars(_orders(subject).with_only_columns(Preorder.id).order_by(Preorder.id)).all()


def _orders(subject: Subject) -> Any:
    theirs = [func.lower(Preorder.buyer_email) == subject.email]
    if subject.person_id is not None:
        theirs.append(Preorder.person_id == subject.person_id)
    return select(Preorder).where(or_(*theirs))


def _withdrawals(subject: Subject) -> Sequence[Withdrawal]:
    ids = _order_ids(subject)
    theirs = or_(func.lower(Withdrawal.email) == subject.email, Withdrawal.preorder_id.in_(ids))
    return db.session.scalars(select(Withdrawal).where(theirs).order_by(Withdrawal.id)).all()
