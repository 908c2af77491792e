"""What buyers do with their orders, and the order desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from configurator.database import db
from configurator.payments.desk import refund_part
from configurator.payments.errors import DisputedError, OverRefundError
from configurator.payments.service import (
    failed_refunds,
    made_twice,
    note_refund_by_hand,
    retry_refund,
    stays_overpaid,
    went_back_once,
)
from configurator.preorders.changing import NotChangeableError, change_order
from configurator.preorders.desk_work import NotPossibleNowError, cancel_for_buyer, lead_on
from configurator.preorders.service import NotCancellableError, NotPayableError, cancel_preorder, settle_deposit
from configurator.preorders.states import State
from configurator.product.money import Money as Amount
from tests.payments.conftest import DECLINED, GOOD, REFUND_FAILS_LATE, REFUND_PENDS, pay
from tests.preorders.life.oracle import HELD
from tests.preorders.life.steps import MOST_ORDERS, ORDERS, PICKS, Steps, chosen
from tests.preorders.life.world import CHIEF, CLERK

CARDS = (GOOD, GOOD, REFUND_PENDS, REFUND_FAILS_LATE, DECLINED)


class People(Steps):
    """Each rule is one thing that somebody wants."""

    # The buyer
    @precondition(lambda self: len(self.fates) < MOST_ORDERS)
    @rule(target=ORDERS, which=st.integers(0, 1))
    def reserve(self, which: int) -> object:
        return self.placed(self.place(which))

    @rule(one=ORDERS)
    def open_page(self, one: int) -> None:
        order, is_over = self.look(one), self.fates[one].is_overdue(self.world.clock.now + timedelta(seconds=1))
        refused = self.act(lambda: self.world.open_page(order), NotPayableError)
        if isinstance(refused, NotPayableError):
            assert is_over or self.fates[one].state not in ("reserved", "paid")
        self.follow(lambda order_id, fate: self.news(order_id, fate) if order_id == one else (fate.state,))

    @precondition(lambda self: self.world.pages)
    @rule(page=PICKS, card=st.sampled_from(CARDS))
    def pay(self, page: int, card: str) -> None:
        self.act(lambda: pay(chosen(self.world.pages, page), card))
        self.only(0)

    @rule(one=ORDERS)
    def come_back(self, one: int) -> None:
        order = self.look(one)
        self.act(lambda: settle_deposit(order))
        self.follow(lambda order_id, fate: self.news(order_id, fate) if order_id == one else (fate.state,))

    @rule(one=ORDERS)
    def cancel(self, one: int) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: cancel_preorder(order), NotCancellableError)
        assert (refused is None) is (fate.state in ("reserved", "paid")), refused
        self.only(one, *(fate.after_ending(self.stripe(one)) if refused is None else [fate.state]))

    @rule(one=ORDERS)
    def withdraw(self, one: int) -> None:
        order, fate = self.look(one), self.fates[one]
        self.act(lambda: self.world.withdraw(order))
        fate.withdrawn_at = fate.withdrawn_at or self.world.clock.now
        self.only(one, fate.state)

    @rule(one=ORDERS, which=st.integers(0, 1))
    def change(self, one: int, which: int) -> None:
        fate, order, offer = self.fates[one], self.look(one), self.world.offers[which]
        refused = self.act(lambda: change_order(order, offer), NotChangeableError)
        is_other = offer.design.code != fate.design
        assert (refused is None) is (fate.state == "paid" and is_other), refused
        if refused is None:
            kept = replace(offer.quote, deposit=order.deposit)
            fate.design, fate.quote = offer.design.code, kept.to_json()
        self.only(one, fate.state)

    # The staff
    @rule(one=ORDERS, step=st.sampled_from([State.LOCKED, State.HANDED_OVER]))
    def lead_on(self, one: int, step: State) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: lead_on(order, step, CLERK), NotPossibleNowError)
        before = "paid" if step is State.LOCKED else "locked"
        assert (refused is None) is (fate.state == before and fate.may_be_built)
        if refused is None:
            fate.on_desk.add(step.value)
            fate.handed_over_at = self.world.clock.now if step is State.HANDED_OVER else None
        self.only(one, step.value if refused is None else fate.state)

    @rule(one=ORDERS)
    def cancel_for_buyer(self, one: int) -> None:
        fate, order = self.fates[one], self.look(one)
        refused = self.act(lambda: cancel_for_buyer(order, CLERK, "sold out"), NotPossibleNowError)
        assert (refused is None) is (fate.state == "reserved" or fate.state in HELD), refused
        self.only(one, *(fate.after_ending(self.stripe(one)) if refused is None else [fate.state]))

    @rule(one=ORDERS, amount=st.sampled_from([1, 400, 1000]))
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
    @rule(which=PICKS, by_hand=st.booleans())
    def deal_with_failed_refund(self, which: int, by_hand: bool) -> None:
        failed = chosen(failed_refunds(), which)
        one = next(order_id for order_id, public_id in self.ids.items() if public_id == failed.reference)
        starts = set()
        if by_hand:
            self.act(lambda: note_refund_by_hand(failed.public_id, CHIEF, "by bank"))
            self.fates[one].by_hand += failed.amount.amount_minor
            starts = {"refunded"} if self.fates[one].state == "cancelling" else set()
        else:
            self.act(lambda: retry_refund(failed.public_id, CLERK), DisputedError)
        self.follow(lambda order_id, fate: self.news(order_id, fate, starts) if order_id == one else (fate.state,))

    @precondition(lambda self: self.has_made_twice)
    @rule(which=PICKS, once=st.booleans())
    def say_what_is_true(self, which: int, once: bool) -> None:
        twice = chosen(made_twice(), which).by_hand
        one = next(order_id for order_id, public_id in self.ids.items() if public_id == twice.reference)
        self.act(lambda: (went_back_once if once else stays_overpaid)(twice.public_id, CHIEF, "asked the bank"))
        self.fates[one].by_hand -= twice.amount.amount_minor if once else 0
        self.only(0)

    @property
    def has_failed(self) -> bool:
        return self._waits(failed_refunds)

    @property
    def has_made_twice(self) -> bool:
        return self._waits(made_twice)

    def _waits(self, listed: Callable[[], Sequence[object]]) -> bool:
        found = bool(self.fates) and bool(listed())
        db.session.rollback()
        return found
