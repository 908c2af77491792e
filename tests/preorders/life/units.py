"""What becomes of an edition and of those who wait for it, written down again from the rules and not from the code."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.preorders.life.oracle import HELD, Fate

OFFER_LASTS = timedelta(hours=48)
KEPT = timedelta(days=30)
"""How long the list remembers who is off it."""


@dataclass
class Waiter:
    """One who waits for a unit, or did."""

    who: str
    state: str = "waiting"
    offered_at: datetime | None = None
    until: datetime | None = None
    is_told: bool = False
    """Whether the mail with the offer went out."""
    ended_at: datetime | None = None

    def end(self, state: str, now: datetime) -> None:
        self.state, self.ended_at = state, now

    def offer(self, now: datetime) -> None:
        self.state, self.offered_at, self.until, self.is_told = "offered", now, now + OFFER_LASTS, False

    def is_due(self, now: datetime) -> bool:
        return self.state == "offered" and self.until is not None and self.until <= now

    def extended(self) -> datetime | None:
        """Until when an offer lasts of which its receiver could not know."""
        return None if self.is_told or self.offered_at is None else self.offered_at + 2 * OFFER_LASTS


@dataclass
class Units:
    """An edition, its list by place, and the orders that have a unit of it."""

    capacity: int
    threshold: int
    deadline: datetime
    state: str = "open"
    is_decided: bool = False
    waiters: dict[str, Waiter] = field(default_factory=dict)
    """By the public id of the entry."""

    def is_on_sale(self, now: datetime) -> bool:
        return self.state == "confirmed" or (self.state == "open" and now < self.deadline)

    def taken(self, fates: Collection[Fate]) -> int:
        """Sold, held and offered: an order has its unit until it ends, and for good once it is locked."""
        used = sum(one.edition is self and one.uses_unit for one in fates)
        return used + sum(one.state == "offered" for one in self.waiters.values())

    def sells(self, now: datetime, fates: Collection[Fate]) -> bool:
        """Whether a passer-by gets one: what comes free is first offered to all who wait."""
        is_waited_for = any(one.state == "waiting" for one in self.waiters.values())
        return self.is_on_sale(now) and self.taken(fates) < self.capacity and not is_waited_for

    def holds_for(self, entry: str | None, now: datetime) -> bool:
        """Whether one is kept for this entry of the list."""
        one = self.waiters.get(entry or "")
        return one is not None and one.state == "offered" and self.is_on_sale(now)

    def may_become(self, capacity: int, fates: Collection[Fate]) -> bool:
        """Whether the product team may make it this large."""
        is_ongoing = self.state in ("open", "confirmed")
        return is_ongoing and max(self.taken(fates), self.threshold) <= capacity

    def live_entry(self, who: str) -> str | None:
        live = (entry for entry, one in self.waiters.items() if one.who == who and one.ended_at is None)
        return next(live, None)

    def decide(self, now: datetime, fates: Collection[Fate]) -> None:
        """At the deadline, as soon as no order waits for its deposit: built or not."""
        mine = [one for one in fates if one.edition is self]
        if self.is_decided or now < self.deadline or any(one.state == "reserved" for one in mine):
            return
        self.is_decided = True
        if sum(one.state in HELD for one in mine) < self.threshold:
            self.state = "failed"
            return
        self.state = "closed" if self.state == "closed" else "confirmed"
        for one in mine:
            one.hears_it_is_built = one.state in {*HELD, "disputed"}

    def tell(self) -> None:
        """The mails with the offers go out."""
        for one in self.waiters.values():
            one.is_told = True

    def run_list(self, now: datetime, fates: Collection[Fate]) -> None:
        """Offers end, those who wait are offered what is free, those who are off the list are forgotten."""
        for one in self.waiters.values():
            if one.is_due(now):
                later = one.extended()
                if later is not None and later > now:
                    one.until = later
                else:
                    one.end("missed", now)
            if self.state in ("failed", "closed") and one.ended_at is None:
                one.end("over", now)
        for one in self.waiters.values():
            if one.state == "waiting" and self.is_on_sale(now) and self.taken(fates) < self.capacity:
                one.offer(now)
        gone = [entry for entry, one in self.waiters.items() if one.ended_at and one.ended_at < now - KEPT]
        for entry in gone:
            del self.waiters[entry]
