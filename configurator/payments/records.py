"""Payments and refunds as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from configurator.payments.models import (
    Dispute,
    DisputeState,
    Payment,
    PaymentState,
    Refund,
    RefundCause,
    RefundState,
)
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment at one moment. `url` is where the buyer pays, while they still can.

    `left` is what can be asked back: neither asked back yet nor lost to the buyer's bank.
    """

    public_id: str
    purpose: str
    reference: str
    amount: Money
    refunded: Money
    charged_back: Money
    left: Money
    state: PaymentState
    dispute: DisputeState | None
    vat_rate: Decimal
    """The percentage of VAT in it; 0 where deposits are not taxed."""
    method: str | None
    """How it was paid, in Stripe's word."""
    url: str | None
    created_at: datetime
    expires_at: datetime
    paid_at: datetime | None

    @classmethod
    def of(cls, payment: Payment) -> PaymentView:
        return cls(
            public_id=payment.public_id,
            purpose=payment.purpose,
            reference=payment.reference,
            amount=Money(payment.amount_minor, payment.currency),
            refunded=Money(payment.refunded_minor, payment.currency),
            charged_back=Money(payment.charged_back_minor, payment.currency),
            left=Money(payment.held_minor, payment.currency),
            state=payment.state,
            dispute=payment.dispute,
            vat_rate=Decimal(payment.vat_basis_points) / 100,
            method=payment.method,
            url=payment.checkout_url if payment.state is PaymentState.OPEN else None,
            created_at=payment.created_at,
            expires_at=payment.expires_at,
            paid_at=payment.paid_at,
        )


@dataclass(frozen=True, slots=True)
class RefundView:
    """A refund at one moment; `purpose` and `reference` are those of its payment."""

    public_id: str
    payment_public_id: str
    purpose: str
    reference: str
    amount: Money
    cause: RefundCause
    state: RefundState
    created_at: datetime
    settled_at: datetime | None
    stripe_id: str | None
    failure: str | None
    """Why it failed, in Stripe's words."""
    note: str | None

    @classmethod
    def of(cls, refund: Refund) -> RefundView:
        return cls(
            public_id=refund.public_id,
            payment_public_id=refund.payment.public_id,
            purpose=refund.payment.purpose,
            reference=refund.payment.reference,
            amount=Money(refund.amount_minor, refund.payment.currency),
            cause=refund.cause,
            state=refund.state,
            created_at=refund.created_at,
            settled_at=refund.settled_at,
            stripe_id=refund.stripe_id,
            failure=refund.last_error,
            note=refund.note,
        )


@dataclass(frozen=True, slots=True)
class DisputeView:
    """A dispute at one moment; `purpose` and `reference` are those of its payment."""

    stripe_id: str
    payment_public_id: str
    purpose: str
    reference: str
    amount: Money
    reason: str
    """Stripe's word for what the bank says."""
    state: DisputeState
    opened_at: datetime
    answer_until: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, dispute: Dispute) -> DisputeView:
        return cls(
            stripe_id=dispute.stripe_id,
            payment_public_id=dispute.payment.public_id,
            purpose=dispute.payment.purpose,
            reference=dispute.payment.reference,
            amount=Money(dispute.amount_minor, dispute.payment.currency),
            reason=dispute.reason,
            state=dispute.state,
            opened_at=dispute.opened_at,
            answer_until=dispute.answer_until,
            closed_at=dispute.closed_at,
        )
