"""The lives that orders may lead: people, accidents and the sale of an edition, mixed as they will."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize

from tests.payments.conftest import GOOD
from tests.preorders.life.accidents import Accidents
from tests.preorders.life.people import People
from tests.preorders.life.sale import NAMES, Sale
from tests.preorders.life.steps import ORDERS
from tests.preorders.life.units import Units

EDITIONS = ((1, 1), (2, 1), (2, 2))
"""Capacity and threshold."""
ON_SALE_FOR = timedelta(days=5)


class Lives(People, Accidents, Sale):
    """A few orders at once, whose steps and news mix as they will."""

    @initialize(
        target=ORDERS,
        skew=st.sampled_from([0, -200, 200]),
        edition=st.sampled_from(EDITIONS),
        in_edition=st.sampled_from([True, True, False]),
        waiting=st.integers(0, 2),
    )
    def begin(
        self, skew: int = 0, edition: tuple[int, int] = EDITIONS[0], in_edition: bool = False, waiting: int = 0
    ) -> int:
        """An order that is paid: so it is with most of which anything can be told."""
        self.world.begin()
        self.world.clock.skew = skew
        self.edition = Units(*edition, self.world.clock.now + ON_SALE_FOR)
        self.world.put_on_sale(*edition, self.edition.deadline)
        one = self.place(0, self.edition if in_edition else None)
        assert one is not None
        self.open_page(one)
        self.pay(0, GOOD)
        for who in NAMES[:waiting]:
            self.wait(who)
        return one
