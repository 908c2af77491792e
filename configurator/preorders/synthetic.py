"""Preorders of a synthetic campaign: nobody placed them and Stripe knows nothing of them, but the books balance."""

from __future__ import annotations

from datetime import datetime, timedelta

from configurator.accounts.visitors import Visitor
from configurator.database import db, new_public_id
from configurator.gallery.service import count_preorder
from configurator.payments import ledger
from configurator.payments.models import (
    SYNTHETIC,
    Payment,
    PaymentState,
    Refund,
    RefundCause,
    RefundState,
    TransactionKind,
)
from configurator.preorders.editions.capacity import take
from configurator.preorders.ending import PURPOSE
from configurator.preorders.history import write_down
from configurator.preorders.models import Happening, Preorder
from configurator.preorders.offer import Offer
from configurator.preorders.order import Buyer
from configurator.preorders.service import TIME_TO_PAY, NotOnSaleError, new_preorder
from configurator.preorders.states import HOLDING, Actor, State
from configurator.product.money import Money

Step = tuple[datetime, Actor, Happening, State | None, State]
PAGE_OPEN = timedelta(minutes=35)


def record_synthetic_preorder(
    offer: Offer,
    buyer: Buyer,
    language: str,
    visitor: Visitor,
    state: State,
    placed_at: datetime,
    paid_at: datetime | None = None,
    over_at: datetime | None = None,
) -> None:
    """Add a preorder that has come to `state`, marked as synthetic, in the caller's transaction: the caller commits.

    `paid_at` is needed for one that is paid or refunded, `over_at` for one that is refunded, cancelled or expired. It
    has its history, and a paid one its payment and ledger entries, but owes no mail. Raises NotOnSaleError.
    """
    if offer.edition is not None and state in HOLDING and not take(offer.edition.id):
        raise NotOnSaleError(f"edition {offer.edition.name} has no unit")
    row = new_preorder(offer, buyer, new_public_id(), language, visitor)
    row.created_at = row.agreed_at = placed_at
    row.open_until = placed_at + TIME_TO_PAY
    row.is_synthetic, row.state, row.paid_at = True, state, paid_at
    row.cancelled_at = over_at if state in (State.CANCELLED, State.REFUNDED) else None
    row.refunded_at = over_at if state is State.REFUNDED else None
    db.session.add(row)
    db.session.flush()
    _write_history(row, placed_at, paid_at, over_at)
    if paid_at is not None:
        row.payment_id = _record_money(row, placed_at, paid_at, over_at)
    if state is State.PAID:
        count_preorder(row.design_id, +1)


def _write_history(row: Preorder, placed_at: datetime, paid_at: datetime | None, over_at: datetime | None) -> None:
    steps: list[Step] = [(placed_at, Actor.BUYER, Happening.PLACED, None, State.RESERVED)]
    if paid_at is not None:
        steps.append((paid_at, Actor.PAYMENTS, Happening.PAID, State.RESERVED, State.PAID))
    if over_at is not None:
        ends: dict[State, list[Step]] = {
            State.CANCELLED: [(over_at, Actor.BUYER, Happening.CANCELLED, State.RESERVED, State.CANCELLED)],
            State.EXPIRED: [(over_at, Actor.CLOCK, Happening.EXPIRED, State.RESERVED, State.EXPIRED)],
            State.REFUNDED: [
                (over_at, Actor.BUYER, Happening.CANCELLED, State.PAID, State.CANCELLING),
                (over_at, Actor.PAYMENTS, Happening.REFUNDED, State.CANCELLING, State.REFUNDED),
            ],
        }
        steps += ends[row.state]
    for at, actor, happening, source, target in steps:
        write_down(row.id, actor, happening, source, target).at = at


def _record_money(row: Preorder, placed_at: datetime, paid_at: datetime, refunded_at: datetime | None) -> str:
    amount = Money(row.deposit_minor, row.currency)
    payment = Payment(
        public_id=new_public_id(),
        purpose=PURPOSE,
        reference=row.public_id,
        amount_minor=amount.amount_minor,
        currency=amount.currency,
        refunded_minor=amount.amount_minor if refunded_at else 0,
        state=PaymentState.PAID,
        description=SYNTHETIC,
        success_url="",
        cancel_url="",
        locale=row.language,
        email=row.buyer_email,
        idempotency_key=new_public_id(),
        created_at=placed_at,
        expires_at=placed_at + PAGE_OPEN,
        checked_at=paid_at,
        paid_at=paid_at,
    )
    db.session.add(payment)
    db.session.flush()
    ledger.record(TransactionKind.SYNTHETIC_PAYMENT, payment.public_id, payment, amount)
    if refunded_at is not None:
        _record_refund(payment, refunded_at)
    return payment.public_id


def _record_refund(payment: Payment, refunded_at: datetime) -> None:
    refund = Refund(
        public_id=new_public_id(),
        payment=payment,
        amount_minor=payment.amount_minor,
        cause=RefundCause.ASKED,
        state=RefundState.SUCCEEDED,
        idempotency_key=new_public_id(),
        created_at=refunded_at,
        checked_at=refunded_at,
        settled_at=refunded_at,
    )
    db.session.add(refund)
    amount = Money(payment.amount_minor, payment.currency)
    ledger.record(TransactionKind.REFUND_REQUESTED, refund.public_id, payment, amount)
    ledger.record(TransactionKind.SYNTHETIC_REFUND, refund.public_id, payment, amount)
