"""What Stripe and the banks do, what goes wrong on the way, and the time that passes."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from configurator.payments.errors import PaymentUnavailableError
from tests.preorders.life.oracle import Body
from tests.preorders.life.steps import PICKS, Steps, chosen

FAULTS = ("drop_request", "drop_response", "server_error", "server_error_after", "rate_limit")
SPANS = tuple(timedelta(**span) for span in ({"minutes": 3}, {"minutes": 40}, {"hours": 25}, {"days": 4}, {"days": 15}))


class Accidents(Steps):
    """Each rule is one thing that nobody here asked for."""

    @property
    def charges(self) -> list[Body]:
        """What can be disputed, or refunded in the dashboard."""
        found = [one for money in self.money.values() if money.kept > 0 for one in money.charges]
        return [one for one in found if not one["disputed"] and one["amount_refunded"] < one["amount"]]

    @property
    def disputes(self) -> list[Body]:
        found = [one for money in self.money.values() for one in money.disputes]
        return [one for one in found if one["status"] == "needs_response"]

    @property
    def refunds(self) -> list[Body]:
        return [one for money in self.money.values() for one in money.refunds if one["status"] != "failed"]

    @precondition(lambda self: self.charges)
    @rule(which=PICKS)
    def dispute(self, which: int) -> None:
        self.act(lambda: self.world.dispute(chosen(self.charges, which)))
        self.only(0)

    @precondition(lambda self: self.disputes)
    @rule(which=PICKS, outcome=st.sampled_from(["won", "lost"]))
    def decide(self, which: int, outcome: str) -> None:
        self.act(lambda: self.world.decide(chosen(self.disputes, which), outcome))
        self.only(0)

    @precondition(lambda self: self.refunds)
    @rule(which=PICKS)
    def fail_refund(self, which: int) -> None:
        self.act(lambda: self.world.fail_refund(chosen(self.refunds, which)))
        self.only(0)

    @precondition(lambda self: self.charges)
    @rule(which=PICKS, amount=st.sampled_from([300, 1000]))
    def refund_by_dashboard(self, which: int, amount: int) -> None:
        charge = chosen(self.charges, which)
        one = next(order_id for order_id in self.fates if charge in self.stripe(order_id).charges)
        most = min(amount, self.stripe(one).kept, charge["amount"] - charge["amount_refunded"])
        self.act(lambda: self.world.refund_by_dashboard(charge, most))
        self.only(0)

    @rule(kind=st.sampled_from(FAULTS))
    def stumble(self, kind: str) -> None:
        self.world.stumble(kind)
        self.silence = (PaymentUnavailableError,)

    @rule(which=st.lists(PICKS, min_size=1, max_size=4))
    def deliver(self, which: list[int]) -> None:
        """Webhooks in any order, again and again; those that are never chosen are lost."""
        events = self.world.has("event")
        for one in which if events else ():
            self.act(lambda one=one: self.world.deliver(chosen(events, one)))
        self.follow(lambda order_id, fate: self.news(order_id, fate))

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.world.pass_time(span)
        self.only(0)
