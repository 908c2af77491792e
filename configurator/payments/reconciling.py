"""Reconciliation: every object that Stripe has against our rows and ledger; what differs is mended or told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import islice
from typing import TypeVar

from configurator.database import db
from configurator.payments import comparing
from configurator.payments.balance import BEGINNING
from configurator.payments.comparing_balance import balance_differs, compare_moves, more_than_stripe_has, stuck_between
from configurator.payments.gateway import gateway
from configurator.payments.invariants import verify
from configurator.payments.reconciliation import Reconciliation

T = TypeVar("T")
AT_ONCE = 100


def reconcile(
    since: datetime = BEGINNING, progress: Callable[[str, int], None] = lambda _kind, _count: None
) -> Reconciliation:
    """Compare everything that Stripe has since a moment, mend by the paths of every day, and tell the rest.

    `progress` is called with the kind of object and how many of it have been compared. Raises
    PaymentUnavailableError when Stripe stops answering: what was mended until then stays.
    """
    found, stripe = Reconciliation(), gateway()
    _compare(found, "checkout sessions", stripe.every_checkout(since), comparing.compare_checkouts, progress)
    _compare(found, "payment intents", stripe.every_intent(since), comparing.compare_intents, progress)
    _compare(found, "refunds", stripe.every_refund(since), comparing.compare_refunds, progress)
    _compare(found, "disputes", stripe.every_dispute(since), comparing.compare_disputes, progress)
    _compare(found, "charges", stripe.every_charge(since), comparing.compare_charges, progress)
    _compare(found, "balance transactions", stripe.balance_moves(since), compare_moves, progress)
    if since <= BEGINNING:
        more_than_stripe_has(found)
    balance_differs(found)
    found.troubles += stuck_between()
    found.troubles += [str(violation) for violation in verify()]
    return found


def _compare(
    found: Reconciliation,
    kind: str,
    objects: Iterable[T],
    compare: Callable[[Reconciliation, list[T]], None],
    progress: Callable[[str, int], None],
) -> None:
    stream = iter(objects)
    while batch := list(islice(stream, AT_ONCE)):
        compare(found, batch)
        db.session.rollback()
        db.session.expunge_all()
        found.checked[kind] += len(batch)
        progress(kind, found.checked[kind])
