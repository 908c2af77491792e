"""What the states of a withdrawal are called on the desk."""

from __future__ import annotations

from flask_babel import lazy_gettext

from configurator.preorders.withdrawal.models import WithdrawalState

WITHDRAWAL_LABELS = {
    WithdrawalState.RECEIVED: lazy_gettext("Received"),
    WithdrawalState.DONE: lazy_gettext("Carried out"),
    WithdrawalState.UNMATCHED: lazy_gettext("No such order"),
    WithdrawalState.LATE: lazy_gettext("After the 14 days"),
    WithdrawalState.CLOSED: lazy_gettext("Closed"),
}

WITHDRAWAL_TONES = {
    WithdrawalState.RECEIVED: "waiting",
    WithdrawalState.DONE: "good",
    WithdrawalState.UNMATCHED: "bad",
    WithdrawalState.LATE: "bad",
    WithdrawalState.CLOSED: "neutral",
}
