"""What the states and happenings of an order and of its money are called on pages and in mails."""

from __future__ import annotations

from babel import Locale
from flask_babel import get_locale, lazy_gettext

from configurator.preorders.alerts import AlertKind
from configurator.preorders.models import Happening, MailKind
from configurator.preorders.states import Actor, State

STATE_LABELS = {
    State.RESERVED: lazy_gettext("Waiting for the deposit"),
    State.PAID: lazy_gettext("Deposit paid"),
    State.LOCKED: lazy_gettext("In production"),
    State.HANDED_OVER: lazy_gettext("Handed over"),
    State.CANCELLING: lazy_gettext("Cancelled, refund under way"),
    State.REFUNDED: lazy_gettext("Refunded"),
    State.CANCELLED: lazy_gettext("Cancelled"),
    State.EXPIRED: lazy_gettext("Expired"),
    State.DISPUTED: lazy_gettext("Disputed by the bank"),
    State.CHARGED_BACK: lazy_gettext("Taken back by the bank"),
}

STATE_TONES = {
    State.RESERVED: "waiting",
    State.PAID: "good",
    State.LOCKED: "good",
    State.HANDED_OVER: "good",
    State.CANCELLING: "waiting",
    State.REFUNDED: "neutral",
    State.CANCELLED: "neutral",
    State.EXPIRED: "neutral",
    State.DISPUTED: "bad",
    State.CHARGED_BACK: "bad",
}

HAPPENING_LABELS = {
    Happening.PLACED: lazy_gettext("Order placed"),
    Happening.DETAILS_CHANGED: lazy_gettext("Name or address changed"),
    Happening.PAID: lazy_gettext("Deposit received"),
    Happening.EDITION_CONFIRMED: lazy_gettext("The edition is confirmed"),
    Happening.EDITION_FAILED: lazy_gettext("The edition is not built"),
    Happening.CHANGED: lazy_gettext("Configuration changed"),
    Happening.LOCKED: lazy_gettext("Locked for production"),
    Happening.HANDED_OVER: lazy_gettext("Handed over"),
    Happening.DISPUTED: lazy_gettext("The bank disputes the deposit"),
    Happening.DISPUTE_WON: lazy_gettext("The dispute was decided for us"),
    Happening.CHARGED_BACK: lazy_gettext("The bank took the deposit back"),
    Happening.NOTED: lazy_gettext("Note"),
    Happening.MAIL_RESENT: lazy_gettext("Mail sent again"),
    Happening.CANCELLED: lazy_gettext("Order cancelled"),
    Happening.WITHDRAWN: lazy_gettext("Withdrawal received"),
    Happening.EXPIRED: lazy_gettext("Not paid in time"),
    Happening.REFUND_FAILED: lazy_gettext("Refund failed; we are looking into it"),
    Happening.REFUNDED: lazy_gettext("Deposit refunded"),
    Happening.LATE_DEPOSIT_REFUNDED: lazy_gettext("A payment that came too late was refunded"),
    Happening.FORGOTTEN: lazy_gettext("Personal data deleted"),
    Happening.PARTLY_REFUNDED: lazy_gettext("Money was given back; the order goes on"),
    Happening.REFUNDED_TWICE: lazy_gettext("Money was given back by Stripe after it had gone back another way"),
}

ACTOR_LABELS = {
    Actor.BUYER: lazy_gettext("Buyer"),
    Actor.PAYMENTS: lazy_gettext("Payment"),
    Actor.CLOCK: lazy_gettext("Clock"),
    Actor.DESK: lazy_gettext("Order desk"),
}

MAIL_LABELS = {
    MailKind.CONFIRMATION: lazy_gettext("Confirmation"),
    MailKind.CANCELLATION: lazy_gettext("Cancellation received"),
    MailKind.WITHDRAWAL: lazy_gettext("Withdrawal acknowledged"),
    MailKind.CHANGE: lazy_gettext("Change confirmed"),
    MailKind.EDITION_CONFIRMED: lazy_gettext("Edition confirmed"),
    MailKind.EDITION_FAILED: lazy_gettext("Edition not built"),
    MailKind.REFUND: lazy_gettext("Refund made"),
    MailKind.LATE_REFUND: lazy_gettext("Late payment refunded"),
    MailKind.PART_REFUND: lazy_gettext("Part of the deposit given back"),
    MailKind.NEW_LINK: lazy_gettext("New link"),
}

ALERT_LABELS = {
    AlertKind.REFUND_LATE: lazy_gettext("Refund not made since"),
    AlertKind.REFUND_TWICE: lazy_gettext(
        "Given back another way and by Stripe; say on the page “Money” what is true. Noted on"
    ),
    AlertKind.WITHDRAWAL_NEAR: lazy_gettext("Withdrawal not refunded; its last day is"),
    AlertKind.WITHDRAWAL_OVERDUE: lazy_gettext("Withdrawal not refunded; its last day was"),
    AlertKind.ORDERS_UNSOUND: lazy_gettext("Orders or books are not as they should be. Verified on"),
    AlertKind.LEDGER_OFF: lazy_gettext("The ledger and Stripe do not agree. Compared on"),
    AlertKind.WEBHOOK_SILENT: lazy_gettext("Stripe's webhook does not reach us; everything comes later. Since"),
    AlertKind.WITHDRAWAL_TO_MATCH: lazy_gettext("Withdrawal that belongs to no order; its last day is"),
}


def country_name(code: str) -> str:
    """A country's name in the language of the moment."""
    names = (get_locale() or Locale("en")).territories
    return str(names.get(code, code))
