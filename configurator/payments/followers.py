"""What follows a payment is decided elsewhere: other rooms register it here by purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from configurator.database import work_waiting
from configurator.payments.records import PaymentView, RefundView


@dataclass(frozen=True, slots=True)
class Follower:
    """What a purpose does when its money moves; see `register_follower`."""

    on_paid: Callable[[PaymentView], bool]
    on_expired: Callable[[PaymentView], None]
    on_refunded: Callable[[RefundView], None]
    on_refund_failed: Callable[[RefundView], None]
    work: str | None

    def announce(self) -> None:
        """After the commit: wake the work that these calls may have left behind."""
        if self.work is not None:
            work_waiting.send(self.work)


_followers: dict[str, Follower] = {}


def register_follower(
    purpose: str,
    *,
    on_paid: Callable[[PaymentView], bool],
    on_expired: Callable[[PaymentView], None],
    on_refunded: Callable[[RefundView], None],
    on_refund_failed: Callable[[RefundView], None],
    work: str | None = None,
) -> None:
    """Say what follows the payments of a purpose; done while the site is created.

    Each is called exactly once per change, inside the transaction that records it: they use `db.session`, never
    commit, never call Stripe, and an exception undoes the change (it is tried again later).

    - `on_paid(payment)`: the money is here. Returns whether it is wanted; on False all of it goes back by itself.
    - `on_expired(payment)`: the payment came to nothing (time over, closed, or refused by Stripe); nothing was charged.
    - `on_refunded(refund)`: money has gone back. `refund.cause` tells a refund that somebody asked for from one of a
      payment that came `late` (its `on_paid` was never called) or was `unwanted`.
    - `on_refund_failed(refund)`: it did not arrive, perhaps after it first seemed to; people must look into it.

    `work` names a job that is woken after the commit of each of them (to send mails, for example).
    """
    _followers[purpose] = Follower(on_paid, on_expired, on_refunded, on_refund_failed, work)


def follower_of(purpose: str) -> Follower:
    return _followers[purpose]
