"""What happens to an edition: it sells out, people wait, it grows, its time comes."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from configurator.preorders.editions.making import FixedTermsError
from configurator.preorders.waiting.service import leave
from tests.preorders.life.steps import MOST_ORDERS, ORDERS, Steps
from tests.preorders.life.units import Waiter

NAMES = ("ann@example.org", "bob@example.org", "cem@example.org")


class Sale(Steps):
    """One edition in each life, and three people who may wait for a unit of it."""

    @precondition(lambda self: len(self.fates) < MOST_ORDERS)
    @rule(target=ORDERS, which=st.integers(0, 1))
    def order_unit(self, which: int) -> object:
        return self.placed(self.place(which, self.edition))

    @rule(who=st.sampled_from(NAMES))
    def wait(self, who: str) -> None:
        """Whoever is on the list already stays where they are."""
        entries: list[str] = []
        self.act(lambda: entries.append(self.world.join(who)))
        if self.edition.live_entry(who) is None:
            self.edition.waiters[entries[0]] = Waiter(who)
        assert entries == [self.edition.live_entry(who)]
        self.only(0)

    @precondition(lambda self: self.edition.live_entry(NAMES[0]))
    @rule()
    def leave_list(self) -> None:
        """One of them never stays for long."""
        entry = self.edition.live_entry(NAMES[0])
        assert entry is not None
        self.act(lambda: leave(entry))
        self.edition.waiters[entry].end("left", self.world.clock.now)
        self.only(0)

    @precondition(lambda self: self.edition.waiters and len(self.fates) < MOST_ORDERS)
    @rule(target=ORDERS, which=st.integers(0, 1), who=st.sampled_from(NAMES))
    def take_offer(self, which: int, who: str) -> object:
        """By the link of the last mail, whether it still holds or not."""
        theirs = [entry for entry, one in self.edition.waiters.items() if one.who == who]
        entry = theirs[-1] if theirs else None
        is_kept = self.edition.holds_for(entry, self.world.clock.now + timedelta(seconds=1))
        order_id = self.place(which, self.edition, entry)
        if entry is not None and is_kept:
            self.edition.waiters[entry].end("taken", self.world.clock.now)
        return self.placed(order_id)

    # The product team
    @rule(capacity=st.integers(0, 3))
    def resize(self, capacity: int) -> None:
        """More units or fewer; none at all ends the sale."""
        if not capacity:
            self.close_sale()
            return
        refused = self.act(lambda: self.world.resize(capacity), FixedTermsError)
        is_same = capacity == self.edition.capacity
        assert (refused is None) is (is_same or self.edition.may_become(capacity, self.fates.values()))
        if refused is None:
            self.edition.capacity = capacity
        self.only(0)

    def close_sale(self) -> None:
        refused = self.act(self.world.close_sale, FixedTermsError)
        assert (refused is None) is (self.edition.state in ("open", "confirmed"))
        if refused is None:
            self.edition.state = "closed"
        self.only(0)

    # The time
    @rule()
    def the_minute_is_full(self) -> None:
        for name in ("preorders", "editions", "waiting lists", "waiting mails"):
            self.work(name)

    @precondition(lambda self: not self.edition.is_decided)
    @rule()
    def the_deadline_comes(self) -> None:
        self.wait_until(self.edition.deadline)

    @precondition(lambda self: self.offers_end)
    @rule()
    def an_offer_runs_out(self) -> None:
        self.wait_until(min(self.offers_end))

    @property
    def offers_end(self) -> list[datetime]:
        waiters = self.edition.waiters.values()
        return [one.until for one in waiters if one.state == "offered" and one.until is not None]
