"""What every step of a life has in common: something is done, nothing moves but what may, and all is well after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule

from configurator.database import db
from configurator.preorders.order import Order
from configurator.preorders.service import NotOnSaleError
from tests.preorders.life import invariants
from tests.preorders.life.oracle import HELD, TIME_TO_PAY, Fate, Money
from tests.preorders.life.units import Units
from tests.preorders.life.world import WORK, World

ORDERS: Bundle[int] = Bundle("orders")
PICKS = st.integers(0, 999)
MOST_ORDERS = 4
UNTIL_NOTHING_WAITS = tuple(timedelta(minutes=minutes) for minutes in (11, 11, 24 * 60, 11))
"""Over midnight: some of the work is done once a day."""
T = TypeVar("T")


def chosen(among: Sequence[T], which: int) -> T:
    return among[which % len(among)]


class Steps(RuleBasedStateMachine):
    """What is known of a life: each order's fate and what Stripe has of it, and what became of the edition."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.edition = Units(1, 1, world.clock.now)
        self.fates: dict[int, Fate] = {}
        self.ids: dict[int, str] = {}
        self.money: dict[str, Money] = {}
        self.silence: tuple[type[Exception], ...] = ()
        self.checked = -1

    def stripe(self, order_id: int) -> Money:
        return self.money.get(self.ids[order_id], Money())

    def act(self, deed: Callable[[], object], *refusals: type[Exception]) -> Exception | None:
        """Do something; returns how it was refused, if it was. Stripe's silence needs a fault that was planned."""
        self.world.pass_time(timedelta(seconds=1))
        try:
            deed()
        except (*refusals, *self.silence) as refusal:
            db.session.rollback()
            return refusal
        finally:
            if self.world.stripe_has_news():
                self.money = invariants.money_by_order(self.world)
        return None

    def follow(self, allowed: Callable[[int, Fate], Iterable[str]]) -> None:
        """Each order is where the oracle says it may be."""
        states = self.world.states()
        for order_id, fate in self.fates.items():
            state = states[order_id]
            expected = set(allowed(order_id, fate))
            assert state in expected, (self.ids[order_id], fate.state, state, expected)
            fate.state = state
            if state not in {*HELD, "reserved", "disputed"}:
                fate.withdrawn_at = None

    def only(self, target: int, *states: str) -> None:
        """Nobody but the target has moved, and that to one of these."""
        self.follow(lambda order_id, fate: states if order_id == target else (fate.state,))

    def news(self, order_id: int, fate: Fate, starts: Iterable[str] = ()) -> set[str]:
        return fate.after_news(self.stripe(order_id), {fate.state, *starts})

    def look(self, one: int) -> Order:
        return self.world.look(one)

    def place(self, which: int, edition: Units | None = None, entry: str | None = None) -> int | None:
        """Somebody orders a design, maybe as a unit of the edition; None when there is none for them."""
        self.world.pass_time(timedelta(seconds=1))
        now, fates = self.world.clock.now, self.fates.values()
        can_have_one = edition is None or edition.sells(now, fates) or edition.holds_for(entry, now)
        try:
            order = self.world.reserve(which, edition is not None, entry)
        except NotOnSaleError:
            assert not can_have_one, edition
            return None
        assert can_have_one, edition
        until = now + TIME_TO_PAY
        if edition is not None and edition.state == "open":
            until = min(until, edition.deadline)
        deposit, quote = order.deposit.amount_minor, order.quote.to_json()
        self.fates[order.id] = Fate(until, deposit, quote, order.design_code, edition)
        self.ids[order.id] = order.public_id
        return order.id

    def wait_until(self, moment: datetime) -> None:
        """Until then nothing happens; it may be over already."""
        self.world.pass_time(max(moment - self.world.clock.now, timedelta()))
        self.only(0)

    def placed(self, order_id: int | None) -> object:
        """What a rule gives that wanted an order."""
        return multiple() if order_id is None else order_id

    @rule(name=st.sampled_from(sorted(WORK)))
    def work(self, name: str) -> None:
        self.act(lambda: self.world.work(name))
        now, fates = self.world.clock.now, self.fates.values()
        if name == "editions":
            self.edition.decide(now, fates)
        elif name == "waiting lists":
            self.edition.run_list(now, fates)
        elif name == "waiting mails":
            self.edition.tell()
        self.follow(lambda order_id, fate: self.after_work(name, order_id, fate))

    def after_work(self, name: str, order_id: int, fate: Fate) -> set[str]:
        ended = fate.after_ending(self.stripe(order_id)) if fate.state in {*HELD, "reserved"} else set()
        is_withdrawn = fate.withdrawn_at is not None and fate.is_withdrawable(fate.withdrawn_at)
        if (name == "withdrawals" and is_withdrawn) or (name == "editions" and fate.is_for_nothing):
            return ended
        starts: set[str] = set()
        if name == "preorders" and fate.is_overdue(self.world.clock.now):
            starts = {"expired"}
        elif name == "mass refunds" and fate.in_mass:
            starts = ended
        return self.news(order_id, fate, starts)

    @invariant()
    def all_is_well(self) -> None:
        invariants.check_books(self.world)
        invariants.check_withdrawals(self.world)
        invariants.check_work(self.world)
        version = self.world.version()
        if version != self.checked:
            invariants.check_orders(self.world, self.fates)
            invariants.check_units(self.edition, self.fates)
            invariants.check_commands(self.world)
            self.checked = version
        db.session.rollback()

    def teardown(self) -> None:
        """Nothing goes wrong any more, the edition's time comes, every clock ticks until nothing waits: all agrees."""
        if not self.fates:
            return
        self.world.lift_faults()
        self.silence = ()
        self.wait_until(self.edition.deadline)
        for span in UNTIL_NOTHING_WAITS:
            self.world.pass_time(span)
            for name in WORK:
                self.work(name)
        self.all_is_well()
        invariants.check_the_end(self.world, self.fates)
        db.session.rollback()
