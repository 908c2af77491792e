"""What the states of money are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext

from configurator.payments.models import Account, DisputeState, PaymentState, RefundCause, RefundState, TransactionKind

PAYMENT_LABELS = {
    PaymentState.CREATED: lazy_gettext("Prepared"),
    PaymentState.OPEN: lazy_gettext("Under way"),
    PaymentState.PAID: lazy_gettext("Received"),
    PaymentState.EXPIRED: lazy_gettext("Expired"),
    PaymentState.FAILED: lazy_gettext("Failed"),
    PaymentState.LATE: lazy_gettext("Came too late"),
}

REFUND_LABELS = {
    RefundState.REQUESTED: lazy_gettext("Requested"),
    RefundState.PENDING: lazy_gettext("Under way"),
    RefundState.SUCCEEDED: lazy_gettext("Made"),
    RefundState.FAILED: lazy_gettext("Failed"),
    RefundState.REPLACED: lazy_gettext("Failed, and tried again"),
    RefundState.BY_HAND: lazy_gettext("Given back another way"),
    RefundState.TWICE: lazy_gettext("Given back another way and by Stripe"),
    RefundState.OVERPAID: lazy_gettext("Given back twice, for good"),
    RefundState.VOID: lazy_gettext("Not due any more: the bank took the money"),
}

REFUND_TONES = {
    RefundState.REQUESTED: "waiting",
    RefundState.PENDING: "waiting",
    RefundState.SUCCEEDED: "good",
    RefundState.FAILED: "bad",
    RefundState.REPLACED: "neutral",
    RefundState.BY_HAND: "good",
    RefundState.TWICE: "bad",
    RefundState.OVERPAID: "neutral",
    RefundState.VOID: "neutral",
}

CAUSE_LABELS = {
    RefundCause.ASKED: lazy_gettext("Cancelled"),
    RefundCause.LATE: lazy_gettext("Paid too late"),
    RefundCause.UNWANTED: lazy_gettext("No longer wanted"),
    RefundCause.DESK: lazy_gettext("Part, by the order desk"),
    RefundCause.DASHBOARD: lazy_gettext("Made in Stripe's dashboard"),
    RefundCause.TWICE: lazy_gettext("Made in Stripe's dashboard, after it had gone back another way"),
}

DISPUTE_LABELS = {
    DisputeState.INQUIRY: lazy_gettext("The bank asks"),
    DisputeState.OPEN: lazy_gettext("Open"),
    DisputeState.WON: lazy_gettext("Won"),
    DisputeState.LOST: lazy_gettext("Lost"),
    DisputeState.CLOSED: lazy_gettext("Closed"),
}

DISPUTE_TONES = {
    DisputeState.INQUIRY: "waiting",
    DisputeState.OPEN: "bad",
    DisputeState.WON: "good",
    DisputeState.LOST: "bad",
    DisputeState.CLOSED: "neutral",
}

ACCOUNT_LABELS = {
    Account.STRIPE_BALANCE: lazy_gettext("Stripe balance"),
    Account.IN_TRANSIT: lazy_gettext("In transit at Stripe"),
    Account.DEPOSITS_HELD: lazy_gettext("Deposits held"),
    Account.VAT_DUE: lazy_gettext("VAT due on deposits"),
    Account.REFUNDS_DUE: lazy_gettext("Refunds due"),
    Account.DISPUTED: lazy_gettext("Disputed"),
    Account.DISPUTE_LOSSES: lazy_gettext("Lost in disputes beyond deposits"),
    Account.STRIPE_FEES: lazy_gettext("Stripe fees"),
    Account.DISPUTE_FEES: lazy_gettext("Dispute fees"),
    Account.PAID_BY_HAND: lazy_gettext("Refunds paid another way"),
    Account.OVERPAID: lazy_gettext("Refunds paid twice"),
    Account.BANK: lazy_gettext("Paid out to the bank"),
    Account.EXCHANGE: lazy_gettext("Currency exchange"),
    Account.UNEXPLAINED: lazy_gettext("Unexplained"),
    Account.SYNTHETIC: lazy_gettext("Synthetic, no real money"),
}

KIND_LABELS = {
    TransactionKind.PAYMENT: lazy_gettext("Deposit paid"),
    TransactionKind.REFUND_REQUESTED: lazy_gettext("Refund due"),
    TransactionKind.REFUND_PAID: lazy_gettext("Refund made"),
    TransactionKind.REFUND_RETURNED: lazy_gettext("Refund came back"),
    TransactionKind.REFUND_VOIDED: lazy_gettext("Refund no longer due"),
    TransactionKind.REFUND_BY_HAND: lazy_gettext("Refund paid another way"),
    TransactionKind.REFUND_TWICE: lazy_gettext("Refund paid another way and by Stripe"),
    TransactionKind.REFUND_ONCE: lazy_gettext("Refund paid once after all"),
    TransactionKind.DISPUTE_LOST: lazy_gettext("Dispute lost"),
    TransactionKind.BALANCE: lazy_gettext("Stripe's balance moved"),
    TransactionKind.SYNTHETIC_PAYMENT: lazy_gettext("Synthetic deposit"),
    TransactionKind.SYNTHETIC_REFUND: lazy_gettext("Synthetic refund"),
}
