"""What the states of an entry are called on pages."""

from __future__ import annotations

from flask_babel import lazy_gettext

from configurator.preorders.waiting.models import WaitingState

WAITING_LABELS = {
    WaitingState.ASKED: lazy_gettext("Not confirmed yet"),
    WaitingState.WAITING: lazy_gettext("Waiting"),
    WaitingState.OFFERED: lazy_gettext("Unit offered"),
    WaitingState.TAKEN: lazy_gettext("Ordered"),
    WaitingState.LEFT: lazy_gettext("Left the list"),
    WaitingState.MISSED: lazy_gettext("Offer not taken"),
    WaitingState.OVER: lazy_gettext("Edition over"),
}
WAITING_TONES = {
    WaitingState.ASKED: "neutral",
    WaitingState.WAITING: "waiting",
    WaitingState.OFFERED: "waiting",
    WaitingState.TAKEN: "good",
    WaitingState.LEFT: "neutral",
    WaitingState.MISSED: "neutral",
    WaitingState.OVER: "neutral",
}
