"""What follows a payment is decided elsewhere: other rooms register it here by purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from configurator.database import work_waiting
from configurator.payments.records import DisputeView, PaymentView, RefundView


@dataclass(frozen=True, slots=True)
class Page:
    """Where staff read about what a payment was for."""

    label: str
    address: str


@dataclass(frozen=True, slots=True)
class Follower:
    """What a purpose does when its money moves; see `register_follower`."""

    on_paid: Callable[[PaymentView], bool]
    on_expired: Callable[[PaymentView], None]
    on_refunded: Callable[[RefundView], None]
    on_refund_failed: Callable[[RefundView], None]
    on_disputed: Callable[[DisputeView], None]
    on_dispute_closed: Callable[[DisputeView], None]
    page: Callable[[str], Page | None]
    work: str | None

    def announce(self) -> None:
        """After the commit: wake the work that these calls may have left behind."""
        if self.work is not None:
            work_waiting.send(self.work)


def _nothing_follows(_dispute: DisputeView) -> None:
    """A purpose that has nothing to do about disputes."""


def _no_page(_reference: str) -> None:
    """A purpose whose references have no pages."""


_followers: dict[str, Follower] = {}


def register_follower(
    purpose: str,
    *,
    on_paid: Callable[[PaymentView], bool],
    on_expired: Callable[[PaymentView], None],
    on_refunded: Callable[[RefundView], None],
    on_refund_failed: Callable[[RefundView], None],
    on_disputed: Callable[[DisputeView], None] = _nothing_follows,
    on_dispute_closed: Callable[[DisputeView], None] = _nothing_follows,
    page: Callable[[str], Page | None] = _no_page,
    work: str | None = None,
) -> None:
    """Say what follows the payments of a purpose; done while the site is created.

    Each is called exactly once per change, inside the transaction that records it: they use `db.session`, never
    commit, never call Stripe, and an exception undoes the change (it is tried again later).

    - `on_paid(payment)`: the money is here. Returns whether it is wanted; on False all of it goes back by itself.
    - `on_expired(payment)`: the payment came to nothing (time over, closed, or refused by Stripe); nothing was charged.
    - `on_refunded(refund)`: money has gone back. `refund.cause` tells a refund that somebody asked for from one of a
      payment that came `late` (its `on_paid` was never called) or was `unwanted`, and from money that went back while
      what it was paid for goes on: given by the `desk`, or by somebody in Stripe's `dashboard`.
    - `on_refund_failed(refund)`: it did not arrive, perhaps after it first seemed to; people must look into it.

    - `on_disputed(dispute)`: the buyer's bank wants the money back; refunds are refused until that is decided.
    - `on_dispute_closed(dispute)`: it is decided, `dispute.state` is `won` (all is as before) or `lost` (the money is
      gone; refunds that were asked for and not made are void).

    `page(reference)` is where staff read about a reference. `work` names a job that is woken after the commit of each
    of them (to send mails, for example).
    """
    _followers[purpose] = Follower(
        on_paid, on_expired, on_refunded, on_refund_failed, on_disputed, on_dispute_closed, page, work
    )


def follower_of(purpose: str) -> Follower:
    return _followers[purpose]
