"""What is said of an edition on pages, in the language of the moment."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask_babel import LazyString, gettext, lazy_gettext, ngettext

from configurator.preorders.editions.models import EditionState
from configurator.preorders.editions.reading import EditionView
from configurator.web.filters import moment, number

LABELS: dict[EditionState, tuple[LazyString, str]] = {
    EditionState.OPEN: (lazy_gettext("On sale"), "good"),
    EditionState.CONFIRMED: (lazy_gettext("Confirmed: it will be built"), "good"),
    EditionState.FAILED: (lazy_gettext("Not built"), "neutral"),
    EditionState.CLOSED: (lazy_gettext("Sale over"), "neutral"),
}
"""State → what it is called, and the tone of its badge."""
TERM_LABELS = {
    "name": lazy_gettext("Name"),
    "words": lazy_gettext("What is special about it"),
    "translations": lazy_gettext("Name and words in other languages"),
    "options": lazy_gettext("What every one of them has"),
    "capacity": lazy_gettext("Built at most"),
    "threshold": lazy_gettext("Paid deposits that it needs"),
    "deadline": lazy_gettext("Decided on (UTC)"),
    "deposit_minor": lazy_gettext("Deposit"),
    "delivery_from": lazy_gettext("Delivered from"),
    "delivery_until": lazy_gettext("Delivered until"),
}
"""What the team changed of an edition, as its page says it."""
SOLD_OUT = (lazy_gettext("Sold out"), "neutral")
COUNTED = (lazy_gettext("Being counted"), "waiting")


def badge(edition: EditionView, now: datetime) -> tuple[LazyString, str]:
    """How an edition stands, in two words, and the tone of them."""
    if edition.is_on_sale(now) and not edition.left:
        return SOLD_OUT
    if edition.state is EditionState.OPEN and not edition.is_on_sale(now):
        return COUNTED
    return LABELS[edition.state]


def progress_words(edition: EditionView) -> str:
    """How many deposits are paid, against how many it needs."""
    paid, threshold = number(edition.counted), number(edition.threshold)
    if edition.state is EditionState.FAILED:
        return str(
            gettext("Deposits paid: %(paid)s of the %(threshold)s that it needed", paid=paid, threshold=threshold)
        )
    if edition.is_built:
        return str(gettext("Deposits paid: %(paid)s; it needed %(threshold)s", paid=paid, threshold=threshold))
    if edition.paid >= edition.threshold:
        return str(
            gettext("Deposits paid: %(paid)s; it needs %(threshold)s and has them", paid=paid, threshold=threshold)
        )
    return str(gettext("Deposits paid: %(paid)s of the %(threshold)s that it needs", paid=paid, threshold=threshold))


def units_words(edition: EditionView, now: datetime) -> str:
    """How many units can still be had."""
    if not edition.is_on_sale(now):
        return ""
    if not edition.left:
        capacity = number(edition.capacity)
        return str(ngettext("The only one is taken", "All %(capacity)s are taken", edition.capacity, capacity=capacity))
    return str(gettext("%(left)s of %(capacity)s left", left=number(edition.left), capacity=number(edition.capacity)))


def deadline_words(edition: EditionView, now: datetime) -> str:
    """Until when deposits count, and how long that is from now."""
    at = moment(edition.deadline)
    if edition.decided_at is not None:
        return str(gettext("Decided on %(moment)s (UTC)", moment=moment(edition.decided_at)))
    left = edition.deadline - now
    if left <= timedelta(0):
        return str(gettext("Deposits counted until %(moment)s (UTC); we are counting", moment=at))
    return str(gettext("Decided on %(moment)s (UTC), in %(time)s", moment=at, time=time_left(left)))


def time_left(left: timedelta) -> str:
    """How long something lasts yet, in its largest whole unit; never less than a minute."""
    if left >= timedelta(days=2):
        return str(ngettext("%(num)s day", "%(num)s days", left.days))
    hours = left // timedelta(hours=1)
    if hours >= 2:
        return str(ngettext("%(num)s hour", "%(num)s hours", hours))
    return str(ngettext("%(num)s minute", "%(num)s minutes", max(1, left // timedelta(minutes=1))))
