"""Each object that Stripe has against our rows: payments, refunds and disputes, a batch at a time."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from configurator.database import db
from configurator.payments.checkout import settle_payment
from configurator.payments.disputes import STATES as DISPUTE_STATES
from configurator.payments.disputes import apply_dispute
from configurator.payments.invariants import RECEIVED
from configurator.payments.models import Dispute, DisputeState, Payment, Refund, RefundState
from configurator.payments.outcomes import WAITING, apply_checkout
from configurator.payments.reconciliation import Reconciliation
from configurator.payments.refund_record import STATES as REFUND_STATES
from configurator.payments.refunds import apply_gateway_refund
from configurator.payments.seen import Checkout, GatewayCharge, GatewayDispute, GatewayIntent, GatewayRefund
from configurator.product.money import Money


def compare_checkouts(found: Reconciliation, batch: list[Checkout]) -> None:
    """What Stripe says was paid or expired, by our reference."""
    payments = _payments(Payment.public_id, (seen.reference for seen in batch))
    for seen in batch:
        payment = payments.get(seen.reference)
        if payment is None:
            if seen.is_paid:
                found.troubles.append(f"checkout session {seen.id} was paid ({seen.amount}) for nothing of ours")
        elif not _agrees(payment, seen):
            public_id = payment.public_id
            found.mend(
                f"payment {public_id} is {payment.state}, Stripe says {'paid' if seen.is_paid else seen.status}",
                partial(apply_checkout, payment, seen),
                partial(_agrees_now, public_id, seen),
            )


def _agrees(payment: Payment | None, seen: Checkout) -> bool:
    if payment is None:
        return False
    if seen.is_paid:
        return payment.state in RECEIVED and seen.amount == Money(payment.amount_minor, payment.currency)
    is_another = payment.checkout_id not in (None, seen.id)
    return is_another or (payment.state not in RECEIVED and (seen.status != "expired" or payment.state not in WAITING))


def _agrees_now(public_id: str, seen: Checkout) -> bool:
    return _agrees(_payment(Payment.public_id == public_id), seen)


def compare_intents(found: Reconciliation, batch: list[GatewayIntent]) -> None:
    """Whether we know of each that was paid."""
    payments = _payments(Payment.public_id, (seen.reference for seen in batch))
    for seen in batch:
        if not seen.is_paid:
            continue
        payment = payments.get(seen.reference)
        if payment is None:
            found.troubles.append(f"payment intent {seen.id} was paid ({seen.received}) for nothing of ours")
        elif payment.payment_intent_id != seen.id or payment.state not in RECEIVED:
            public_id = payment.public_id
            found.mend(
                f"payment {public_id} does not know that intent {seen.id} was paid",
                partial(settle_payment, public_id),
                partial(_is_known, seen),
            )


def _is_known(seen: GatewayIntent) -> bool:
    return _payment(Payment.payment_intent_id == seen.id) is not None


def compare_refunds(found: Reconciliation, batch: list[GatewayRefund]) -> None:
    """Those that were made elsewhere included."""
    rows = db.session.scalars(select(Refund).where(Refund.stripe_id.in_([seen.id for seen in batch])))
    known = {row.stripe_id: (row.state, row.amount_minor) for row in rows}
    for seen in batch:
        state = REFUND_STATES[seen.status]
        if seen.id in known or state is not RefundState.FAILED:
            if _refund_agrees(known.get(seen.id), seen):
                continue
            if _payment(Payment.payment_intent_id == seen.payment_intent) is None:
                found.troubles.append(f"refund {seen.id} ({seen.amount}) is of a payment that is not ours")
                continue
            found.mend(
                f"refund {seen.id} is {seen.status} at Stripe and {known.get(seen.id, ('unknown',))[0]} here",
                partial(apply_gateway_refund, seen),
                partial(_refund_agrees_now, seen),
            )


def _refund_row(stripe_id: str) -> tuple[RefundState, int] | None:
    row = db.session.execute(select(Refund.state, Refund.amount_minor).where(Refund.stripe_id == stripe_id)).first()
    return None if row is None else (row.state, row.amount_minor)


def _refund_agrees(known: tuple[RefundState, int] | None, seen: GatewayRefund) -> bool:
    """A refund that failed may have been dealt with since: replaced, given back by hand, or not due any more."""
    if known is None:
        return False
    state, amount_minor = known
    expected = REFUND_STATES[seen.status]
    if expected is RefundState.FAILED:
        return state not in (RefundState.REQUESTED, RefundState.PENDING, RefundState.SUCCEEDED)
    return state is expected and amount_minor == seen.amount.amount_minor


def _refund_agrees_now(seen: GatewayRefund) -> bool:
    return _refund_agrees(_refund_row(seen.id), seen)


def compare_disputes(found: Reconciliation, batch: list[GatewayDispute]) -> None:
    """Whether each is where Stripe says."""
    for seen in batch:
        if _dispute_agrees(seen):
            continue
        if _payment(Payment.payment_intent_id == seen.payment_intent) is None:
            found.troubles.append(f"dispute {seen.id} ({seen.amount}) is of a payment that is not ours")
            continue
        found.mend(
            f"dispute {seen.id} is {seen.status} at Stripe and {_dispute_state(seen.id) or 'unknown'} here",
            partial(apply_dispute, seen),
            partial(_dispute_agrees, seen),
        )


def _dispute_agrees(seen: GatewayDispute) -> bool:
    return _dispute_state(seen.id) is DISPUTE_STATES[seen.status]


def _dispute_state(stripe_id: str) -> DisputeState | None:
    return db.session.scalar(select(Dispute.state).where(Dispute.stripe_id == stripe_id))


def compare_charges(found: Reconciliation, batch: list[GatewayCharge]) -> None:
    """After refunds and disputes: what a charge says of them has to be what the rows say."""
    payments = _payments(Payment.payment_intent_id, (seen.payment_intent for seen in batch))
    returned = _returned(payments.values())
    for seen in batch:
        if not seen.is_paid:
            continue
        payment = payments.get(seen.payment_intent)
        if payment is None:
            found.troubles.append(f"charge {seen.id} ({seen.amount}) is of nothing of ours")
            continue
        refunded = Money(returned.get(payment.id, 0), payment.currency)
        if seen.amount != Money(payment.amount_minor, payment.currency):
            found.troubles.append(f"charge {seen.id} took {seen.amount}, payment {payment.public_id} is another amount")
        if seen.refunded != refunded:
            found.troubles.append(f"charge {seen.id}: Stripe gave back {seen.refunded}, we know of {refunded}")
        if seen.is_disputed and payment.dispute is None:
            found.troubles.append(f"charge {seen.id} is disputed and payment {payment.public_id} does not say so")


def _payment(*is_it: object) -> Payment | None:
    wanted = select(Payment).where(*is_it).execution_options(populate_existing=True)  # type: ignore[arg-type]  # conditions of any kind
    return db.session.scalar(wanted)


def _payments(named: InstrumentedAttribute[Any], names: Iterable[str | None]) -> dict[str | None, Payment]:
    """The payments of a batch by what Stripe calls them: one question for all of them."""
    wanted = select(Payment).where(named.in_([name for name in names if name is not None]))
    return {getattr(row, named.key): row for row in db.session.scalars(wanted)}


def _returned(payments: Iterable[Payment]) -> dict[int, int]:
    """What has gone back of payments, by their ids."""
    made = Refund.state.in_((RefundState.SUCCEEDED, RefundState.PENDING))
    of_them = Refund.payment_id.in_([payment.id for payment in payments])
    sums = select(Refund.payment_id, func.sum(Refund.amount_minor)).where(made, of_them).group_by(Refund.payment_id)
    return {payment_id: int(minor) for payment_id, minor in db.session.execute(sums)}
