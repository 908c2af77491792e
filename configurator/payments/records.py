"""Payments and refunds as other rooms see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from configurator.payments.models import Payment, PaymentState, Refund, RefundCause, RefundState
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class PaymentView:
    """A payment at one moment. `url` is where the buyer pays, while they still can."""

    public_id: str
    purpose: str
    reference: str
    amount: Money
    refunded: Money
    state: PaymentState
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
            state=payment.state,
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
        )
