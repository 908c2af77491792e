"""Stripe's objects as we see them: what we need of each, in our own types."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import stripe

from configurator.payments.units import from_stripe
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class CheckoutOrder:
    """What a Checkout Session is to take, and where it sends the buyer afterwards."""

    reference: str
    amount: Money
    description: str
    success_url: str
    cancel_url: str
    locale: str
    email: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Checkout:
    """A Checkout Session as Stripe sees it now. `url` is None when nobody can pay there any more."""

    id: str
    reference: str | None
    status: str
    is_paid: bool
    amount: Money
    payment_intent: str | None
    url: str | None
    expires_at: datetime
    method: str | None
    """How it was paid, where Stripe was asked."""


@dataclass(frozen=True, slots=True)
class GatewayRefund:
    """A refund as Stripe sees it now."""

    id: str
    reference: str | None
    status: str
    amount: Money
    failure: str | None
    payment_intent: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class GatewayDispute:
    """A dispute as Stripe sees it now; `status` is Stripe's word."""

    id: str
    status: str
    amount: Money
    reason: str
    payment_intent: str | None
    created_at: datetime
    answer_until: datetime | None


@dataclass(frozen=True, slots=True)
class GatewayIntent:
    """A PaymentIntent as Stripe sees it now."""

    id: str
    reference: str | None
    is_paid: bool
    received: Money


@dataclass(frozen=True, slots=True)
class GatewayCharge:
    """A charge as Stripe sees it now."""

    id: str
    payment_intent: str | None
    is_paid: bool
    is_disputed: bool
    amount: Money
    refunded: Money


@dataclass(frozen=True, slots=True)
class BalanceMove:
    """One of Stripe's balance transactions: the balance moves by `amount` less `fee`.

    `about` is what its source was worth in the payment's own currency, and `payment_intent` whose it is, where Stripe
    says so.
    """

    id: str
    type: str
    category: str
    amount: Money
    fee: Money
    about: Money | None
    payment_intent: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """That something happened to an object; what, is asked of Stripe."""

    id: str
    type: str
    object_id: str
    occurred_at: datetime


def checkout_seen(session: stripe.checkout.Session) -> Checkout:
    return Checkout(
        id=session.id,
        reference=session.client_reference_id,
        status=session.status or "",
        is_paid=session.payment_status == "paid",
        amount=from_stripe(session.amount_total or 0, session.currency or ""),
        payment_intent=_id(session.payment_intent),
        url=session.url,
        expires_at=_moment(session.expires_at),
        method=_method(session.payment_intent),
    )


def _method(intent: Any) -> str | None:
    charge = getattr(intent, "latest_charge", None)
    return getattr(getattr(charge, "payment_method_details", None), "type", None)


def refund_seen(refund: stripe.Refund) -> GatewayRefund:
    return GatewayRefund(
        id=refund.id,
        reference=getattr(refund.metadata, "refund", None),
        status=refund.status or "",
        amount=from_stripe(refund.amount, refund.currency),
        failure=getattr(refund, "failure_reason", None),
        payment_intent=_id(refund.payment_intent),
        created_at=_moment(refund.created),
    )


def intent_seen(intent: stripe.PaymentIntent) -> GatewayIntent:
    return GatewayIntent(
        id=intent.id,
        reference=getattr(intent.metadata, "payment", None),
        is_paid=intent.status == "succeeded",
        received=from_stripe(intent.amount_received, intent.currency),
    )


def charge_seen(charge: stripe.Charge) -> GatewayCharge:
    return GatewayCharge(
        id=charge.id,
        payment_intent=_id(charge.payment_intent),
        is_paid=charge.paid,
        is_disputed=charge.disputed,
        amount=from_stripe(charge.amount, charge.currency),
        refunded=from_stripe(charge.amount_refunded, charge.currency),
    )


def dispute_seen(dispute: stripe.Dispute) -> GatewayDispute:
    due_by = getattr(getattr(dispute, "evidence_details", None), "due_by", None)
    return GatewayDispute(
        id=dispute.id,
        status=dispute.status,
        amount=from_stripe(dispute.amount, dispute.currency),
        reason=dispute.reason,
        payment_intent=_id(dispute.payment_intent),
        created_at=_moment(dispute.created),
        answer_until=None if due_by is None else _moment(due_by),
    )


def balance_move_seen(moved: stripe.BalanceTransaction) -> BalanceMove:
    source = moved.source if isinstance(moved.source, stripe.StripeObject) else None
    worth, currency = getattr(source, "amount", None), getattr(source, "currency", None)
    return BalanceMove(
        id=moved.id,
        type=moved.type,
        category=moved.reporting_category,
        amount=from_stripe(moved.amount, moved.currency),
        fee=from_stripe(moved.fee, moved.currency),
        about=None if worth is None or currency is None else from_stripe(worth, currency),
        payment_intent=_id(getattr(source, "payment_intent", None)),
        created_at=_moment(moved.created),
    )


def _id(found: Any) -> str | None:
    """Stripe gives an id, or the object when it was asked to."""
    return found if found is None or isinstance(found, str) else str(found.id)


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def event_seen(event: stripe.Event) -> SeenEvent:
    # Not every object has an id (a balance has none); those events do not concern us.
    return SeenEvent(event.id, event.type, getattr(event.data.object, "id", ""), _moment(event.created))
