"""The lives that orders may lead: each rule is one thing that somebody does, an accident, or the time that passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from configurator.database import db
from configurator.payments.desk import refund_part
from configurator.payments.elsewhere import NoRoomError
from configurator.payments.errors import DisputedError, OverRefundError, PaymentUnavailableError
from configurator.payments.service import failed_refunds, note_refund_by_hand, retry_refund
from configurator.preorders.changing import NotChangeableError, change_order
from configurator.preorders.desk_work import NotPossibleNowError, cancel_for_buyer, lead_on
from configurator.preorders.order import Order
from configurator.preorders.service import NotCancellableError, NotPayableError, cancel_preorder, settle_deposit
from configurator.preorders.states import State
from configurator.product.money import Money as Amount
from tests.payments.conftest import DECLINED, GOOD, REFUND_FAILS_LATE, REFUND_PENDS, pay
from tests.preorders.life import invariants
from tests.preorders.life.oracle import HELD, Body, Fate, Money
from tests.preorders.life.world import CHIEF, CLERK, WORK, World

CARDS = (GOOD, GOOD, REFUND_PENDS, REFUND_FAILS_LATE, DECLINED)
FAULTS = ("drop_request", "drop_response", "server_error", "server_error_after", "rate_limit")
SPANS = tuple(timedelta(**span) for span in ({"minutes": 3}, {"minutes": 40}, {"hours": 25}, {"days": 4}, {"days": 15}))
picks = st.integers(0, 999)
MOST_ORDERS = 3
T = TypeVar("T")


def chosen(among: Sequence[T], which: int) -> T:
    return among[which % len(among)]


class Lives(RuleBasedStateMachine):
    """Up to three orders at once, whose steps and news mix as they will."""

    orders = Bundle("orders")

    def __init__(self, world: World) -> None:
        super().__init__()
        self.world = world
        self.fates: dict[int, Fate] = {}
        self.ids: dict[int, str] = {}
        self.money: dict[str, Money] = {}
        self.silence: tuple[type[Exception], ...] = ()
        self.checked = -1

    @initialize(target=orders, skew=st.sampled_from([0, -200, 200]))
    def begin(self, skew: int) -> int:
        """An order that is paid: so it is with most of which anything can be told."""
        self.world.begin()
        self.world.clock.skew = skew
        one = self.reserve_one(0)
        self.open_page(one)
        self.pay(0, GOOD)
        return one

    # What is checked
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
            self.money = invariants.money_by_order(self.world)
        return None

    def follow(self, allowed: Callable[[int, Fate], Iterable[str]]) -> None:
        """Each order is where the oracle says it may be."""
        for order_id, fate in self.fates.items():
            state = self.world.look(order_id).state.value
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

    # The buyer
    @precondition(lambda self: len(self.fates) < MOST_ORDERS)
    @rule(target=orders, which=st.integers(0, 1))
    def reserve(self, which: int) -> object:
        return self.reserve_one(which)

    def reserve_one(self, which: int) -> int:
        self.world.pass_time(timedelta(seconds=1))
        order = self.world.reserve(which)
        quote = order.quote.to_json()
        self.fates[order.id] = Fate(self.world.clock.now, order.deposit.amount_minor, quote, order.design_code)
        self.ids[order.id] = order.public_id
        return order.id

    @rule(one=orders)
    def open_page(self, one: int) -> None:
        order, is_over = self.look(one), self.fates[one].is_overdue(self.world.clock.now + timedelta(seconds=1))
        refused = self.act(lambda: self.world.open_page(order), NotPayableError)
        if isinstance(refused, NotPayableError):
            assert is_over or self.fates[one].state not in ("reserved", "paid")
        self.follow(lambda order_id, fate: self.news(order_id, fate) if order_id == one else (fate.state,))

    @precondition(lambda self: self.world.pages)
    @rule(page=picks, card=st.sampled_from(CARDS))
    def pay(self, page: int, card: str) -> None:
        self.act(lambda: pay(chosen(self.world.pages, page), card))
        self.only(0)

    @rule(one=orders)
    def come_back(self, one: int) -> None:
        order = self.look(one)
        self.act(lambda: settle_deposit(order))
        self.follow(lambda order_id, fate: self.news(order_id, fate) if order_id == one else (fate.state,))

    @rule(one=orders)
    def cancel(self, one: int) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: cancel_preorder(order), NotCancellableError)
        assert (refused is None) is (fate.state in ("reserved", "paid")), refused
        self.only(one, *(fate.after_ending(self.stripe(one)) if refused is None else [fate.state]))

    @rule(one=orders)
    def withdraw(self, one: int) -> None:
        order, fate = self.look(one), self.fates[one]
        self.act(lambda: self.world.withdraw(order))
        fate.withdrawn_at = fate.withdrawn_at or self.world.clock.now
        self.only(one, fate.state)

    @rule(one=orders, which=st.integers(0, 1))
    def change(self, one: int, which: int) -> None:
        fate, order, offer = self.fates[one], self.look(one), self.world.offers[which]
        refused = self.act(lambda: change_order(order, offer), NotChangeableError)
        is_other = offer.design.code != fate.design
        assert (refused is None) is (fate.state == "paid" and is_other), refused
        if refused is None:
            fate.design, fate.quote = offer.design.code, offer.quote.to_json()
        self.only(one, fate.state)

    # The staff
    @rule(one=orders, step=st.sampled_from([State.LOCKED, State.HANDED_OVER]))
    def lead_on(self, one: int, step: State) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: lead_on(order, step, CLERK), NotPossibleNowError)
        before = "paid" if step is State.LOCKED else "locked"
        assert (refused is None) is (fate.state == before)
        if refused is None:
            fate.on_desk.add(step.value)
            fate.handed_over_at = self.world.clock.now if step is State.HANDED_OVER else None
        self.only(one, step.value if refused is None else fate.state)

    @rule(one=orders)
    def cancel_for_buyer(self, one: int) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: cancel_for_buyer(order, CLERK, "sold out"), NotPossibleNowError)
        assert (refused is None) is (fate.state == "reserved" or fate.state in HELD), refused
        self.only(one, *(fate.after_ending(self.stripe(one)) if refused is None else [fate.state]))

    @rule(one=orders, amount=st.sampled_from([1, 400, 1000]))
    def refund_part(self, one: int, amount: int) -> None:
        payment_id = self.look(one).payment_id
        if payment_id is not None:
            refusals = OverRefundError, DisputedError
            self.act(lambda: refund_part(payment_id, Amount(amount, "EUR"), "scratched", CLERK), *refusals)
        self.only(one, self.fates[one].state)

    @rule()
    def refund_all(self) -> None:
        self.act(self.world.refund_all)
        for fate in self.fates.values():
            fate.in_mass = fate.in_mass or fate.state == "paid"
        self.work("mass refunds")

    @precondition(lambda self: self.has_failed)
    @rule(which=picks, by_hand=st.booleans())
    def deal_with_failed_refund(self, which: int, by_hand: bool) -> None:
        failed = chosen(failed_refunds(), which)
        one = next(order_id for order_id, public_id in self.ids.items() if public_id == failed.reference)
        if by_hand and self.left(one) >= failed.amount.amount_minor:
            refused = self.act(lambda: note_refund_by_hand(failed.public_id, CHIEF, "by bank"), DisputedError)
            self.fates[one].by_hand += failed.amount.amount_minor if refused is None else 0
        else:
            self.act(lambda: retry_refund(failed.public_id, CLERK), DisputedError)
        self.follow(lambda order_id, fate: self.news(order_id, fate) if order_id == one else (fate.state,))

    @property
    def has_failed(self) -> bool:
        found = bool(self.fates) and bool(failed_refunds())
        db.session.rollback()
        return found

    # Stripe, the banks and the time
    @property
    def charges(self) -> list[Body]:
        """What can be disputed, or refunded in the dashboard."""
        found = [one for order_id in self.fates if self.left(order_id) > 0 for one in self.stripe(order_id).charges]
        return [one for one in found if not one["disputed"] and one["amount_refunded"] < one["amount"]]

    def left(self, order_id: int) -> int:
        """What can still go back without giving the buyer more than they paid; nobody in the dashboard gives more."""
        return self.stripe(order_id).kept - self.fates[order_id].by_hand

    @property
    def disputes(self) -> list[Body]:
        found = [one for money in self.money.values() for one in money.disputes]
        return [one for one in found if one["status"] == "needs_response"]

    @property
    def refunds(self) -> list[Body]:
        return [one for money in self.money.values() for one in money.refunds if one["status"] != "failed"]

    @precondition(lambda self: self.charges)
    @rule(which=picks)
    def dispute(self, which: int) -> None:
        self.act(lambda: self.world.dispute(chosen(self.charges, which)))
        self.only(0)

    @precondition(lambda self: self.disputes)
    @rule(which=picks, outcome=st.sampled_from(["won", "lost"]))
    def decide(self, which: int, outcome: str) -> None:
        self.act(lambda: self.world.decide(chosen(self.disputes, which), outcome))
        self.only(0)

    @precondition(lambda self: self.refunds)
    @rule(which=picks)
    def fail_refund(self, which: int) -> None:
        self.act(lambda: self.world.fail_refund(chosen(self.refunds, which)))
        self.only(0)

    @precondition(lambda self: self.charges)
    @rule(which=picks, amount=st.sampled_from([300, 1000]))
    def refund_by_dashboard(self, which: int, amount: int) -> None:
        charge = chosen(self.charges, which)
        one = next(order_id for order_id in self.fates if charge in self.stripe(order_id).charges)
        most = min(amount, self.left(one), charge["amount"] - charge["amount_refunded"])
        self.act(lambda: self.world.refund_by_dashboard(charge, most))
        self.only(0)

    @rule(kind=st.sampled_from(FAULTS))
    def stumble(self, kind: str) -> None:
        self.world.stumble(kind)
        self.silence = (PaymentUnavailableError,)

    @rule(which=st.lists(picks, min_size=1, max_size=4))
    def deliver(self, which: list[int]) -> None:
        """Webhooks in any order, again and again; those that are never chosen are lost."""
        events = self.world.has("event")
        for one in which if events else ():
            self.act(lambda one=one: self.world.deliver(chosen(events, one)), NoRoomError)
        self.follow(lambda order_id, fate: self.news(order_id, fate))

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.world.pass_time(span)
        self.only(0)

    @rule(name=st.sampled_from(sorted(WORK)))
    def work(self, name: str) -> None:
        self.act(lambda: self.world.work(name))
        self.follow(lambda order_id, fate: self.after_work(name, order_id, fate))

    def after_work(self, name: str, order_id: int, fate: Fate) -> set[str]:
        ended = fate.after_ending(self.stripe(order_id)) if fate.state in {*HELD, "reserved"} else set()
        starts: set[str] = set()
        if name == "preorders" and fate.is_overdue(self.world.clock.now):
            starts = {"expired"}
        elif name == "withdrawals" and fate.withdrawn_at and fate.is_withdrawable(fate.withdrawn_at):
            return ended
        elif name == "mass refunds" and fate.in_mass:
            starts = ended
        return self.news(order_id, fate, starts)

    def look(self, one: int) -> Order:
        return self.world.look(one)

    @invariant()
    def all_is_well(self) -> None:
        invariants.check_books(self.world)
        invariants.check_withdrawals(self.world)
        invariants.check_work(self.world)
        version = self.world.version()
        if version != self.checked:
            invariants.check_orders(self.world, self.fates)
            invariants.check_commands(self.world)
            self.checked = version
        db.session.rollback()

    def teardown(self) -> None:
        """What was left undone is done in the end, and all accounts agree."""
        if not self.fates:
            return
        self.world.calm_down()
        self.money = invariants.money_by_order(self.world)
        self.follow(lambda order_id, fate: self.in_the_end(order_id, fate))
        self.all_is_well()
        invariants.check_the_end(self.world, self.fates)
        db.session.rollback()

    def in_the_end(self, order_id: int, fate: Fate) -> set[str]:
        starts = {"expired"} if fate.is_overdue(self.world.clock.now) else set()
        if fate.state in {*HELD, "reserved", "disputed"} and (fate.withdrawn_at or fate.in_mass):
            starts |= {"cancelled", "cancelling", "refunded"}
        return self.news(order_id, fate, starts)
