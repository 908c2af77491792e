"""What may become of an order, written down again from the rules and not from the code.

It knows what people did, and what Stripe itself has; it never asks the site what it thinks of either.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.preorders.life.units import Units

Body = dict[str, Any]
HELD = {"paid", "locked", "handed_over"}
TIME_TO_PAY = timedelta(hours=24)
WITHDRAWAL_DAYS = 14


@dataclass
class Money:
    """What Stripe has about one order, in minor units."""

    charges: list[Body] = field(default_factory=list)
    refunds: list[Body] = field(default_factory=list)
    disputes: list[Body] = field(default_factory=list)

    @property
    def captured(self) -> int:
        return sum(one["amount"] for one in self.charges)

    @property
    def refunded(self) -> int:
        return sum(one["amount"] for one in self.refunds if one["status"] != "failed")

    def has_refund(self, status: str) -> bool:
        return any(one["status"] == status for one in self.refunds)

    def has_dispute(self, *statuses: str) -> bool:
        return any(one["status"] in statuses for one in self.disputes)

    @property
    def kept(self) -> int:
        """What we still have of it."""
        lost = sum(one["amount"] for one in self.disputes if one["status"] != "won")
        return self.captured - self.refunded - lost


@dataclass
class Fate:
    """One order: what its buyer and the desk did that counted."""

    open_until: datetime
    deposit: int
    quote: object
    design: str
    edition: Units | None = None
    """The edition of which it has a unit, or had one."""
    state: str = "reserved"
    handed_over_at: datetime | None = None
    withdrawn_at: datetime | None = None
    """The first withdrawal that nobody has carried out yet."""
    on_desk: set[str] = field(default_factory=set)

    in_mass: bool = False
    """Two people wanted it refunded together with others."""
    by_hand: int = 0
    """Given back outside Stripe, in minor units."""
    hears_it_is_built: bool = False
    """It had paid when its edition was confirmed."""

    @property
    def uses_unit(self) -> bool:
        return self.state in {"reserved", *HELD, "disputed"} or "locked" in self.on_desk

    @property
    def is_for_nothing(self) -> bool:
        """Paid, and its edition is not built: it goes back without anybody asking."""
        return self.state == "paid" and self.edition is not None and self.edition.state == "failed"

    @property
    def may_be_built(self) -> bool:
        """Whether the desk may lead it on: one of an edition only when that is sure to be built."""
        return self.edition is None or (self.edition.is_decided and self.edition.state != "failed")

    def after_news(self, stripe: Money, starts: set[str]) -> set[str]:
        """Where it may be, from any of `starts`, when the site has heard of some of what Stripe has."""
        reached, seen = set(starts), set[str]()
        while reached - seen:
            state = (reached - seen).pop()
            seen.add(state)
            reached |= self._next(state, stripe)
        return reached

    def _next(self, state: str, stripe: Money) -> set[str]:
        following: set[str] = set()
        if state == "reserved" and stripe.captured:
            following.add("paid")
        if state in HELD and stripe.disputes:
            following.add("disputed")
        if state == "disputed" and stripe.has_dispute("won"):
            following.add(self.before_dispute)
        if state in {"disputed", "cancelling"} and stripe.has_dispute("lost"):
            following.add("charged_back")
        if state == "cancelling" and stripe.has_refund("succeeded"):
            following.add("refunded")
        if state in {"cancelling", "refunded"} and stripe.has_refund("failed"):
            following |= {"cancelling"}
        return following

    @property
    def before_dispute(self) -> str:
        if self.handed_over_at:
            return "handed_over"
        return "locked" if "locked" in self.on_desk else "paid"

    def after_ending(self, stripe: Money) -> set[str]:
        """Where somebody who may end it leads it."""
        if self.state == "reserved":
            return {"cancelled"}
        # With nothing left to give back it is over at once.
        return {"cancelling", "refunded"} if stripe.refunds else {"cancelling"}

    def is_withdrawable(self, at: datetime) -> bool:
        """To the end of the 14th day after hand-over, or of the working day after it."""
        if self.state in {"reserved", "paid", "locked"}:
            return True
        if self.state != "handed_over" or self.handed_over_at is None:
            return False
        day = self.handed_over_at.date() + timedelta(days=WITHDRAWAL_DAYS)
        while day.isoweekday() > 5:
            day += timedelta(days=1)
        return at.date() <= day

    def is_overdue(self, now: datetime) -> bool:
        return self.state == "reserved" and now >= self.open_until

    def contradiction(self, stripe: Money) -> str | None:
        """What is wrong when all news has come and all work is done; None when nothing is."""
        failed, is_open = stripe.has_refund("failed"), stripe.has_dispute("needs_response")
        lost = stripe.has_dispute("lost")
        too_much = stripe.kept - self.by_hand
        if self.state in {"reserved", "cancelled", "expired", "refunded"} and too_much > 0 and not (failed or is_open):
            return f"{too_much} of its money was kept"
        if self.state == "cancelling" and not (failed or is_open):
            return "its refund is made, or was never asked for"
        if self.state == "disputed" and not is_open:
            return "no dispute is open"
        if self.state == "charged_back" and not lost:
            return "no dispute was lost"
        if self.state in HELD and (is_open or lost):
            return "its bank has its deposit"
        if self.state in HELD and not stripe.captured:
            return "it never paid"
        if self.is_for_nothing:
            return "its edition failed, and nobody gave its deposit back"
        if stripe.kept < 0:
            return f"{-stripe.kept} too much went back"
        return None
