"""Giving money back: recorded first, settled by a worker, followed to its end."""

from __future__ import annotations

import logging
from datetime import timedelta

from sqlalchemy import or_, select, update

from configurator.database import db, new_public_id, utc_now, work_waiting
from configurator.payments.disputes import notice_disputes
from configurator.payments.elsewhere import adopt_refund, notice_refunds
from configurator.payments.errors import PaymentRefusedError, PaymentUnavailableError, ReplayedFaultError
from configurator.payments.gateway import gateway
from configurator.payments.models import SYNTHETIC, DisputeState, Payment, Refund, RefundCause, RefundState
from configurator.payments.records import RefundView
from configurator.payments.refund_record import UNSETTLED, apply_refund, fail_refund, record_refund, settle_synthetic
from configurator.payments.seen import GatewayRefund
from configurator.payments.transactions import all_or_nothing
from configurator.payments.whose import received_payment_of_intent
from configurator.product.errors import NotFoundError
from configurator.product.money import Money

log = logging.getLogger(__name__)

AT_ONCE = 100
# Stripe forgets an idempotency key after 24 hours; from then on we look the refund up and post no more.
KEY_LIVES = timedelta(hours=23)
PENDING_IS_CHECKED_EVERY = timedelta(minutes=10)


def request_refund(
    payment_public_id: str, amount: Money | None = None, cause: RefundCause = RefundCause.ASKED
) -> RefundView:
    """Ask for all that is left of a payment, or for `amount` of it; a worker then gives it back.

    Raises OverRefundError when less is left, DisputedError while the buyer's bank disputes it, NotFoundError for no
    such payment.
    """
    with all_or_nothing():
        refund = record_refund(payment_public_id, amount, cause)
    announce_refunds()
    return refund


def announce_refunds() -> None:
    """After the commit: let a worker settle them now rather than at its next clock."""
    work_waiting.send("refunds")


def settle_refunds() -> int:
    """Bring every refund that waits as far as Stripe lets it; returns how many came to an end.

    Those of disputed payments wait until that is decided. Safe to repeat and to run twice at once. Stops at the first
    sign that Stripe is unavailable.
    """
    overdue = utc_now() - PENDING_IS_CHECKED_EVERY
    waiting = db.session.scalars(
        select(Refund.public_id)
        .join(Refund.payment)
        .where(
            or_(Payment.dispute.is_(None), Payment.dispute != DisputeState.OPEN, Refund.stripe_id.is_not(None)),
            (Refund.state == RefundState.REQUESTED)
            | ((Refund.state == RefundState.PENDING) & (Refund.checked_at <= overdue)),
        )
        .order_by(Refund.checked_at)
        .limit(AT_ONCE)
    ).all()
    db.session.commit()
    ended = 0
    for public_id in waiting:
        try:
            ended += settle_refund(public_id).state not in UNSETTLED
        except PaymentUnavailableError as fault:
            log.warning("refunds wait, Stripe is unavailable: %s", fault)
            break
        except Exception:
            db.session.rollback()
            log.exception("refund %s could not be settled", public_id)
    return ended


def settle_refund(public_id: str) -> RefundView:
    """Do the next step of one refund: make it at Stripe, or ask Stripe what became of it.

    Raises PaymentUnavailableError; then nothing has changed, and it is tried again.
    """
    refund = _refund(public_id)
    refund_id, intent = refund.id, refund.payment.payment_intent_id or ""
    if refund.state not in UNSETTLED or (refund.stripe_id is None and refund.payment.dispute is DisputeState.OPEN):
        return RefundView.of(refund)
    if refund.payment.description == SYNTHETIC:
        settle_synthetic(refund_id)
        return RefundView.of(_refund(public_id))
    try:
        seen = _look_up(refund) if refund.stripe_id else _make(refund)
    except PaymentUnavailableError as fault:
        _note(refund_id, last_error=str(fault))
        raise
    except PaymentRefusedError as fault:
        log.error("refund %s was refused: %s", public_id, fault)
        # Something may have happened to the payment of which we have not heard: then the refund waits, or is done.
        if notice_disputes(intent) or notice_refunds(intent):
            _note(refund_id, idempotency_key=new_public_id(), posted_at=None)  # a refusal, too, is replayed for its key
        else:
            fail_refund(refund_id, str(fault))
    else:
        apply_refund(refund_id, seen)
    return RefundView.of(_refund(public_id))


def settle_gateway_refund(stripe_id: str) -> None:
    """What an event about a refund asks for; one that was made elsewhere is adopted."""
    apply_gateway_refund(gateway().look_up_refund(stripe_id))


def apply_gateway_refund(seen: GatewayRefund) -> None:
    """Act on what Stripe says of a refund, whoever made it."""
    refund_id = db.session.scalar(select(Refund.id).where(Refund.stripe_id == seen.id))
    if refund_id is None and seen.reference:  # the event came before the answer to our own call
        waiting = Refund.stripe_id.is_(None), Refund.state == RefundState.REQUESTED
        refund_id = db.session.scalar(select(Refund.id).where(Refund.public_id == seen.reference, *waiting))
    db.session.commit()
    if refund_id is not None:
        apply_refund(refund_id, seen)
        return
    payment_id = received_payment_of_intent(seen.payment_intent)
    if payment_id is None:
        log.warning("Stripe has a refund %s of a payment that is not ours", seen.id)
    else:
        adopt_refund(payment_id, seen)


def refunds_of(purpose: str, reference: str) -> list[RefundView]:
    """Every refund of a reference, oldest first."""
    rows = db.session.scalars(
        select(Refund)
        .join(Refund.payment)
        .where(Payment.purpose == purpose, Payment.reference == reference)
        .order_by(Refund.id)
    )
    return [RefundView.of(refund) for refund in rows]


def _refund(public_id: str) -> Refund:
    refund = db.session.scalar(
        select(Refund).where(Refund.public_id == public_id).execution_options(populate_existing=True)
    )
    if refund is None:
        raise NotFoundError(f"no refund {public_id}")
    return refund


def _look_up(refund: Refund) -> GatewayRefund:
    stripe_id = refund.stripe_id or ""
    db.session.commit()
    return gateway().look_up_refund(stripe_id)


def _make(refund: Refund) -> GatewayRefund:
    intent, amount = refund.payment.payment_intent_id or "", Money(refund.amount_minor, refund.payment.currency)
    reference, key, posted_at = refund.public_id, refund.idempotency_key, refund.posted_at
    now = utc_now()
    if posted_at is not None and now - posted_at > KEY_LIVES:
        db.session.commit()
        found = gateway().find_refund(intent, reference)
        if found is not None:
            return found
        key, posted_at = new_public_id(), None
    refund_id = refund.id
    _note(refund_id, idempotency_key=key, posted_at=posted_at or now)
    try:
        return gateway().refund(intent, amount, reference, key)
    except ReplayedFaultError:
        found = gateway().find_refund(intent, reference)
        if found is not None:
            return found
        key = new_public_id()
        _note(refund_id, idempotency_key=key, posted_at=utc_now())
        return gateway().refund(intent, amount, reference, key)


def _note(refund_id: int, **values: object) -> None:
    db.session.execute(update(Refund).where(Refund.id == refund_id).values(checked_at=utc_now(), **values))
    db.session.commit()
