"""One run: people do things while processes die, everything comes to rest, and the end is looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tests.crash.house import House
from tests.crash.processes import StuckError
from tests.crash.scenarios import MASS_REFUND, MIXED, Deed
from tests.crash.shop import CLERK, Shop
from tests.crash.steps import Death, Step, read_journal
from tests.crash.truth import Fate, Truth, look, what_waits

MINUTES = 60.0
A_WHILE, A_DAY_AND_MORE = 11 * MINUTES, 25 * 60 * MINUTES
"""Longer than anything waits before it is tried again; longer than an order can be paid and Stripe keeps a key."""
MOST_ROUNDS, TROUBLED_ROUNDS = 14, 3


@dataclass(frozen=True)
class Run:
    """What became of one: the steps that were come to, those that were died of, and the truth at its end."""

    steps: list[Step]
    deaths: list[Step]
    truth: Truth | None
    faults: int
    stuck: str = ""


def run(
    shop: Shop, deeds: Sequence[Deed], deaths: dict[str, list[Death]] | None = None, seed: int = 0, faults: float = 0.0
) -> Run:
    """Let people do `deeds`, one after another, while processes die and things go wrong; then let it come to rest."""
    house, truth, stuck = shop.house, None, ""
    with house.open(shop.template, deaths, seed, faults):
        try:
            for deed in deeds:
                deed.do(shop)
            come_to_rest(shop)
            truth = look(house)
        except StuckError as fault:
            stuck = str(fault)
        struck = house.faults_that_struck()
    steps, died = read_journal(house.journal)
    return Run(steps, died, truth, struck, stuck)


def come_to_rest(shop: Shop) -> None:
    """Let the clock strike and time pass until nothing waits; then another day."""
    house: House = shop.house
    for number in range(MOST_ROUNDS):
        house.strike()
        if not any(_looked_after(shop).values()):
            break
        house.let_time_pass(A_WHILE)
        if number == TROUBLED_ROUNDS:
            house.calm()
    house.calm()
    house.let_time_pass(A_DAY_AND_MORE)
    # What the first one finds out (a failure whose news was lost) or books, the second one ends; what that one started
    # in its turn, such as a mail, is done before the third one is.
    for _ in range(3):
        house.strike()
        _looked_after(shop)


def _looked_after(shop: Shop) -> dict[str, int]:
    """What waits; the desk does its part of it."""
    waiting: dict[str, int] = shop.house.aside(what_waits)
    if waiting["failed refunds"]:
        shop.clerk(CLERK).try_failed_refunds_again()
    return waiting


@dataclass(frozen=True)
class Expected:
    """How everybody fares undisturbed, and the accounts then; without accounts only what matters is compared."""

    fates: dict[str, Fate]
    accounts: dict[str, int] | None = None
    has_two_ends: frozenset[str] = frozenset()


class References:
    """Undisturbed runs, from which the end of every mixture of deeds follows: no buyer minds another's deeds."""

    def __init__(self, shop: Shop) -> None:
        self._ends = {
            (has_deeds, has_mass): _fates(run(shop, [*MIXED] * has_deeds + [MASS_REFUND] * has_mass))
            for has_deeds in (False, True)
            for has_mass in (False, True)
        }

    def of(self, deeds: Iterable[Deed]) -> Expected:
        """What these deeds come to, a mass refund being the last if there is one."""
        deeds = list(deeds)
        has_mass = MASS_REFUND in deeds
        fates = dict(self._ends[False, has_mass])
        for deed in deeds:
            if deed is not MASS_REFUND:
                fates |= {name: self._ends[True, has_mass][name] for name in deed.buyers}
        two_ends = frozenset(name for deed in deeds if deed.has_two_ends for name in deed.buyers)
        return Expected(fates, None, two_ends)


def _fates(found: Run) -> dict[str, Fate]:
    if found.truth is None or found.truth.broken:
        raise StuckError(f"not even undisturbed: {found.stuck or (found.truth and found.truth.broken)}")
    return found.truth.fates


def violations(expected: Expected, found: Run) -> list[str]:
    """What of a disturbed run must not be: what is broken, and where its end is not that of the undisturbed one.

    Where only processes died the ends are the same to the letter. Where refunds failed as well and were made again,
    the history and the number of mails tell of that.
    """
    if found.truth is None:
        return [found.stuck]
    told, is_short = list(found.truth.broken), expected.accounts is None
    for name in sorted(expected.fates | found.truth.fates):
        ends = found.truth.fates.get(name), expected.fates.get(name)
        if name in expected.has_two_ends:
            continue
        if is_short:
            ends = tuple(end and _in_short(end) for end in ends)
        if ends[0] != ends[1]:
            told.append(f"{name} fared otherwise: {ends[0]}, not {ends[1]}")
    if expected.accounts is not None and found.truth.accounts != expected.accounts:
        told.append(f"the accounts are {found.truth.accounts}, not {expected.accounts}")
    excuses = len(found.deaths) + found.faults
    if found.truth.repeated_mails > excuses:
        told.append(f"{found.truth.repeated_mails} mails came again, for {excuses} deaths and faults")
    return told


def _in_short(fate: Fate) -> Fate:
    left = fate.charged - fate.given_back
    return replace(
        fate,
        history=(),
        mails=tuple(sorted(set(fate.mails))),
        documents=tuple(sorted(set(fate.documents))),
        charged=left,
        given_back=0,
    )
