"""What people do in a run. Every run begins in the same prepared shop, and each deed has buyers of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

import requests

from tests.crash.house import House
from tests.crash.people import DECLINED
from tests.crash.shop import BUILT, CHIEF, CLERK, DEADLINE_SECONDS, NOT_BUILT, Shop
from tests.crash.site import KEY


@dataclass(frozen=True)
class Deed:
    """Something that happens in a shop, and to whom.

    Some have two ends that are as good, and who is faster decides: how those fare only the invariants say.
    """

    name: str
    buyers: tuple[str, ...]
    do: Callable[[Shop], None]
    has_two_ends: bool = False


def _order(shop: Shop) -> None:
    shop.buyer("orders").order(shop.designs[0])


def _hesitate(shop: Shop) -> None:
    """A card that is declined, and then a good one."""
    buyer = shop.buyer("hesitates")
    buyer.pay(buyer.pay(buyer.go_to_pay(shop.designs[0]), DECLINED))


def _abandon(shop: Shop) -> None:
    shop.buyer("abandons").go_to_pay(shop.designs[0])


def _hurry(shop: Shop) -> None:
    """Pay, never come back from the payment page, and cancel."""
    buyer = shop.buyer("hurries")
    buyer.pay_and_leave(buyer.go_to_pay(shop.designs[0]))
    buyer.order_page = shop.order_page("hurries")
    buyer.cancel()


def _cancel(shop: Shop) -> None:
    shop.buyer("cancels").cancel()


def _withdraw(shop: Shop) -> None:
    shop.buyer("withdraws").withdraw()


def _change(shop: Shop) -> None:
    shop.buyer("changes").change(shop.designs[1])


def _lock(shop: Shop) -> None:
    shop.clerk(CLERK).lock(shop.buyer("locked").number())


def _dispute_won(shop: Shop) -> None:
    _dispute(shop.house, "wins", "won")


def _dispute_lost(shop: Shop) -> None:
    _dispute(shop.house, "loses", "lost")


def _dispute(house: House, buyer: str, outcome: str) -> None:
    """Somebody's bank disputes their payment, and decides it: won or lost by us."""
    with sqlite3.connect(house.stripe_file, timeout=30) as file:
        ((intent,),) = file.execute(
            "SELECT json_extract(body, '$.payment_intent') FROM objects WHERE kind = 'checkout.session'"
            " AND json_extract(body, '$.customer_email') = ?",
            (f"{buyer}@example.com",),
        ).fetchall()
    file.close()
    opened = _ask_the_stand_in(house, "disputes", payment_intent=intent)
    house.strike()
    _ask_the_stand_in(house, f"disputes/{opened['id']}/{outcome}")
    house.strike()


def _ask_the_stand_in(house: House, path: str, **form: str) -> dict[str, str]:
    headers = {"Authorization": f"Bearer {KEY}"}
    answer = requests.post(f"{house.stripe}/_stand-in/{path}", data=form, headers=headers, timeout=30)
    answer.raise_for_status()
    told: dict[str, str] = answer.json()
    return told


def _edition_deadline(shop: Shop) -> None:
    """Of two editions one has enough deposits and one has not."""
    shop.house.let_time_pass(DEADLINE_SECONDS)
    shop.house.strike()


def _mass_refund(shop: Shop) -> None:
    """One person counts when nothing else is under way, another approves."""
    shop.house.strike()
    address = shop.clerk(CLERK).count_mass_refund("the tool broke")
    shop.clerk(CHIEF).approve_mass_refund(address)


ORDER = Deed("order", ("orders",), _order)
CANCEL = Deed("cancel", ("cancels",), _cancel)
WITHDRAW = Deed("withdraw", ("withdraws",), _withdraw)
CHANGE = Deed("change", ("changes",), _change)
EDITION_DEADLINE = Deed("edition-deadline", (*BUILT, *NOT_BUILT), _edition_deadline)
MASS_REFUND = Deed("mass-refund", ("waits-one", "waits-two", "waits-three"), _mass_refund)

NUMBERED = (ORDER, CANCEL, WITHDRAW, CHANGE, EDITION_DEADLINE, MASS_REFUND)
"""Each of their steps is died at."""
MIXED = (
    ORDER,
    CANCEL,
    WITHDRAW,
    CHANGE,
    EDITION_DEADLINE,
    Deed("hesitate", ("hesitates",), _hesitate),
    Deed("abandon", ("abandons",), _abandon),
    Deed("hurry", ("hurries",), _hurry, has_two_ends=True),
    Deed("lock", ("locked",), _lock),
    Deed("dispute-won", ("wins",), _dispute_won, has_two_ends=True),
    Deed("dispute-lost", ("loses",), _dispute_lost),
)
"""What random runs draw from; a mass refund may come last, and gives back what is paid and not locked."""
