"""Disputes: a buyer's bank takes money back, until it is decided whose it is. Answered in Stripe's dashboard."""

from __future__ import annotations

import logging

from sqlalchemy import select, update

from configurator.database import changes_one, db, utc_now, work_waiting
from configurator.payments import ledger
from configurator.payments.followers import Follower, follower_of
from configurator.payments.gateway import gateway
from configurator.payments.models import Account, Dispute, DisputeState, Payment, RefundState, TransactionKind
from configurator.payments.records import DisputeView
from configurator.payments.refund_record import release_due
from configurator.payments.seen import GatewayDispute
from configurator.payments.transactions import all_or_nothing
from configurator.payments.whose import received_payment_of_intent
from configurator.product.money import Money

log = logging.getLogger(__name__)

# Stripe's words, as ours. A prevented one took no money: a refund that Stripe made ended it.
STATES = {
    "warning_needs_response": DisputeState.INQUIRY,
    "warning_under_review": DisputeState.INQUIRY,
    "warning_closed": DisputeState.CLOSED,
    "prevented": DisputeState.CLOSED,
    "needs_response": DisputeState.OPEN,
    "under_review": DisputeState.OPEN,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
}
DECIDED = (DisputeState.WON, DisputeState.LOST)


def settle_dispute(stripe_id: str) -> None:
    """What an event about a dispute asks for; one of no payment of ours is logged and left alone."""
    apply_dispute(gateway().look_up_dispute(stripe_id))


def notice_disputes(payment_intent: str) -> bool:
    """Learn of the disputes of a payment; whether there are any that keep it from being refunded."""
    seen = gateway().disputes_of(payment_intent)
    for dispute in seen:
        apply_dispute(dispute)
    return any(STATES[dispute.status] is DisputeState.OPEN for dispute in seen)


def apply_dispute(seen: GatewayDispute) -> None:
    """Act on what Stripe says of a dispute, if it is news; the ledger and the follower hear of it once."""
    payment_id = received_payment_of_intent(seen.payment_intent)
    if payment_id is None:
        log.warning("Stripe has a dispute %s of a payment that is not ours", seen.id)
        return
    with all_or_nothing():
        follower = _bring_up_to_date(payment_id, seen)
    if follower is not None:
        follower.announce()
        work_waiting.send("refunds")


def disputes_of(purpose: str, reference: str) -> list[DisputeView]:
    """Every dispute of a reference, oldest first."""
    wanted = select(Dispute).join(Dispute.payment).where(Payment.purpose == purpose, Payment.reference == reference)
    return [DisputeView.of(dispute) for dispute in db.session.scalars(wanted.order_by(Dispute.id))]


def _bring_up_to_date(payment_id: int, seen: GatewayDispute) -> Follower | None:
    state = STATES[seen.status]
    dispute = db.session.scalar(
        select(Dispute).where(Dispute.stripe_id == seen.id).execution_options(populate_existing=True)
    )
    before = None if dispute is None else dispute.state
    if before is state or before is DisputeState.LOST:
        return None
    if dispute is None:
        dispute = Dispute(
            stripe_id=seen.id,
            payment_id=payment_id,
            amount_minor=seen.amount.amount_minor,
            reason=seen.reason,
            state=state,
            opened_at=seen.created_at,
            answer_until=seen.answer_until,
            closed_at=utc_now() if state in (*DECIDED, DisputeState.CLOSED) else None,
        )
        db.session.add(dispute)
        db.session.flush()  # another worker that was faster makes this fail, and the event is handled again
    else:
        values = {"state": state, "answer_until": seen.answer_until}
        if state in (*DECIDED, DisputeState.CLOSED):
            values["closed_at"] = utc_now()
        guarded = update(Dispute).where(Dispute.id == dispute.id, Dispute.state == before).values(values)
        if not changes_one(guarded.execution_options(synchronize_session=False)):
            return None
        db.session.refresh(dispute)
    return _follow(dispute, before)


def _follow(dispute: Dispute, before: DisputeState | None) -> Follower:
    """Tell who follows the payment, a dispute of which we only hear when it is decided included."""
    follower, state = follower_of(dispute.payment.purpose), dispute.state
    if state is DisputeState.OPEN or (state in DECIDED and before is not DisputeState.OPEN):
        _mark(dispute.payment_id, DisputeState.OPEN)
        follower.on_disputed(DisputeView.of(dispute))
    if state in DECIDED:
        _mark(dispute.payment_id, state)
        if state is DisputeState.LOST:
            _lose(dispute)
        follower.on_dispute_closed(DisputeView.of(dispute))
    return follower


def _mark(payment_id: int, state: DisputeState) -> None:
    """The payment is disputed while any of its disputes is open."""
    is_open = select(Dispute.id).where(Dispute.payment_id == payment_id, Dispute.state == DisputeState.OPEN)
    if state in DECIDED and db.session.scalar(is_open) is not None:
        return
    marked = update(Payment).where(Payment.id == payment_id).values(dispute=state)
    db.session.execute(marked.execution_options(synchronize_session=False))


def _lose(dispute: Dispute) -> None:
    """The bank keeps the money. What was to go back is due no more; what was held is gone."""
    payment = db.session.get_one(Payment, dispute.payment_id, populate_existing=True)
    missing = max(0, dispute.amount_minor - payment.held_minor)
    voided = sum(taken for _, taken in release_due(payment, missing, RefundState.VOID))
    lost = min(dispute.amount_minor, payment.held_minor + voided)
    if voided:
        _change_amounts(payment, refunded=-voided)
        ledger.record(TransactionKind.REFUND_VOIDED, dispute.stripe_id, payment, Money(voided, payment.currency))
    if lost:
        _change_amounts(payment, charged_back=lost)
        ledger.record(TransactionKind.DISPUTE_LOST, dispute.stripe_id, payment, Money(lost, payment.currency))
    beyond = Money(dispute.amount_minor - lost, payment.currency)
    if beyond:
        entries = [(Account.DISPUTE_LOSSES, beyond), (Account.DISPUTED, -beyond)]
        ledger.write(TransactionKind.DISPUTE_LOST, f"{dispute.stripe_id} beyond", payment.id, entries)


def _change_amounts(payment: Payment, refunded: int = 0, charged_back: int = 0) -> None:
    changed = (
        update(Payment)
        .where(Payment.id == payment.id)
        .values(
            refunded_minor=Payment.refunded_minor + refunded,
            charged_back_minor=Payment.charged_back_minor + charged_back,
        )
    )
    db.session.execute(changed.execution_options(synchronize_session=False))
    db.session.refresh(payment)
