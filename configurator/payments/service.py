"""What other rooms may ask of payments; the work is done in checkout, refunds, inbox and ledger."""

from __future__ import annotations

from configurator.payments.balance import book_balance
from configurator.payments.checkout import (
    close_payment,
    look_up_payment,
    open_payment,
    payments_of,
    poll_open_payments,
    settle_payment,
    what_is_left,
)
from configurator.payments.daily import Reconciled, last_reconciliation, reconcile_daily
from configurator.payments.disputes import disputes_of
from configurator.payments.errors import DisputedError, OverRefundError, PaymentRefusedError, PaymentUnavailableError
from configurator.payments.failed_refunds import failed_refunds, note_refund_by_hand, retry_refund
from configurator.payments.followers import Page, register_follower
from configurator.payments.inbox import handle_events, receive_event, webhook_silent_since
from configurator.payments.invariants import Violation, verify
from configurator.payments.ledger import balances
from configurator.payments.mass_refunds.running import run_mass_refunds
from configurator.payments.mass_refunds.sources import Candidate, Choice, register_source
from configurator.payments.models import Account, DisputeState, PaymentState, RefundCause, RefundState
from configurator.payments.records import DisputeView, PaymentView, RefundView
from configurator.payments.refund_record import record_refund
from configurator.payments.refunds import (
    announce_refunds,
    refunds_of,
    request_refund,
    settle_refund,
    settle_refunds,
)
from configurator.payments.twice import MadeTwice, made_twice, stays_overpaid, went_back_once

__all__ = [
    "Account",
    "Candidate",
    "Choice",
    "DisputeState",
    "DisputeView",
    "DisputedError",
    "MadeTwice",
    "OverRefundError",
    "Page",
    "PaymentRefusedError",
    "PaymentState",
    "PaymentUnavailableError",
    "PaymentView",
    "Reconciled",
    "RefundCause",
    "RefundState",
    "RefundView",
    "Violation",
    "announce_refunds",
    "balances",
    "book_balance",
    "close_payment",
    "disputes_of",
    "failed_refunds",
    "handle_events",
    "last_reconciliation",
    "look_up_payment",
    "made_twice",
    "note_refund_by_hand",
    "open_payment",
    "payments_of",
    "poll_open_payments",
    "receive_event",
    "reconcile_daily",
    "record_refund",
    "refunds_of",
    "register_follower",
    "register_source",
    "request_refund",
    "retry_refund",
    "run_mass_refunds",
    "settle_payment",
    "settle_refund",
    "settle_refunds",
    "stays_overpaid",
    "verify",
    "webhook_silent_since",
    "went_back_once",
    "what_is_left",
]
