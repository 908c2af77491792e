"""The synthetic campaign: who designed what and when, who remixed whom, and who preordered."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from configurator.demo.choosing import Chooser
from configurator.demo.tastes import BY_PRODUCT, Tastes
from configurator.demo.words import Address, Tongue, address, design_name, email_of, person_name, story, tongue_of
from configurator.preorders.service import TIME_TO_PAY
from configurator.preorders.states import State
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.product.texts import misfits, worded_options

REMIX_CHANCE = 0.25
PUBLISH_CHANCE = 0.62
LAUNCH_PEAK, LAUNCH_DAYS = 7.0, 5.0
"""The first day sees `1 + LAUNCH_PEAK` times an ordinary day; that fades by a factor e in LAUNCH_DAYS days."""
WEEKDAYS = (0.9, 0.85, 0.9, 0.95, 0.9, 1.2, 1.5)
HOURS = (2, 1, 1, 0, 0, 1, 2, 4, 6, 7, 8, 8, 9, 8, 7, 7, 8, 9, 11, 14, 17, 16, 11, 6)


OUTCOMES = {State.PAID: 70, State.REFUNDED: 18, State.CANCELLED: 5, State.EXPIRED: 7}
"""How preorders come to stand, by weight."""


@dataclass(frozen=True)
class SyntheticPerson:
    number: int
    name: str
    email: str
    market: str


@dataclass(frozen=True)
class SyntheticPreorder:
    """An order and its address; `paid_at` is when its deposit was, `over_at` when it ended before production."""

    state: State
    placed_at: datetime
    paid_at: datetime | None
    over_at: datetime | None
    address: Address


@dataclass(frozen=True)
class SyntheticDesign:
    """`parent` is the number of an earlier, published design; times are UTC.

    A suggestion (see `Tastes.suggestions`) was saved as it is; it says nothing about its author's other tastes.
    """

    number: int
    person: SyntheticPerson
    configuration: Configuration
    name: str
    story: str
    parent: int | None
    is_suggestion: bool
    created_at: datetime
    is_published: bool
    preorder: SyntheticPreorder | None = None


def campaign(
    product: Product,
    rules: ProductRules,
    seed: int,
    designs: int,
    people: int,
    days: int,
    preorders: int,
    now: datetime,
    tastes: Tastes | None = None,
) -> Iterator[SyntheticDesign]:
    """`designs` designs in the order of time, by `people` people, in the `days` whole days (UTC) before that of `now`.

    Every one is valid. Equal arguments give equal designs. `tastes` are by default those written down for the product.
    """
    chance = random.Random(seed)  # noqa: S311 - a synthetic crowd needs no secrets
    chooser = Chooser(product, rules, tastes or BY_PRODUCT.get(product.key, Tastes({})))
    authors = _authors(chance, [_person(chance, chooser, number) for number in range(people)], designs)
    ordered = set(chance.sample(range(designs), min(preorders, designs)))
    remixable = _Remixable()
    for number, created_at in enumerate(_moments(chance, designs, days, now)):
        person = authors[number]
        parent = remixable.pick(chance, person.market) if chance.random() < REMIX_CHANCE else None
        suggested = chooser.suggestion(chance, person.market) if parent is None else None
        if parent is not None:
            options = chooser.vary(chance, parent.configuration.options, person.market)
        else:
            options = suggested or chooser.choose(chance, person.market)
        tongue = tongue_of(person.market)
        design = SyntheticDesign(
            number=number,
            person=person,
            configuration=_worded(chance, product, rules, options, tongue),
            name=design_name(chance, tongue),
            story=story(chance, tongue),
            parent=None if parent is None else parent.number,
            is_suggestion=suggested is not None,
            created_at=created_at,
            is_published=chance.random() < PUBLISH_CHANCE,
            preorder=_preorder(chance, tongue, created_at, now) if number in ordered else None,
        )
        remixable.add(design, parent)
        yield design


def _worded(
    chance: random.Random, product: Product, rules: ProductRules, options: frozenset[str], tongue: Tongue
) -> Configuration:
    """These options with somebody's name on those that take words; without those that take no names."""
    texts = {option.id: chance.choice(tongue.given) for option in worded_options(product, options)}
    bare = options.difference(misfits(product, options, texts))
    return Configuration(product.key, bare if rules.is_valid(bare) else options).with_texts(product, texts)


class _Remixable:
    """The published designs, each once and once more for each of its remixes, so that the popular get more popular."""

    def __init__(self) -> None:
        self._urns: dict[str, list[SyntheticDesign]] = {}

    def add(self, design: SyntheticDesign, parent: SyntheticDesign | None) -> None:
        for seen in (design, parent):
            if seen is not None and seen.is_published:
                self._urns.setdefault(seen.person.market, []).append(seen)

    def pick(self, chance: random.Random, market: str) -> SyntheticDesign | None:
        """A design from the same market: people remix what they find on their own front page."""
        urn = self._urns.get(market)
        return chance.choice(urn) if urn else None


def _person(chance: random.Random, chooser: Chooser, number: int) -> SyntheticPerson:
    market = chooser.market(chance)
    name = person_name(chance, tongue_of(market))
    return SyntheticPerson(number, name, email_of(name, number), market)


def _authors(chance: random.Random, people: Sequence[SyntheticPerson], designs: int) -> list[SyntheticPerson]:
    """An author for each design: everybody has one as far as they go round, a few have very many."""
    eagerness = [1 / (1 + person.number) ** 0.6 for person in people]
    more = chance.choices(people, eagerness, k=max(0, designs - len(people)))
    authors = [*people, *more][:designs]
    chance.shuffle(authors)
    return authors


def _moments(chance: random.Random, designs: int, days: int, now: datetime) -> list[datetime]:
    """Times in order, with a peak at the launch, a weekly rhythm and quiet nights."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    starts = [midnight - timedelta(days=days - day) for day in range(days)]
    busy = [(1 + LAUNCH_PEAK * math.exp(-day / LAUNCH_DAYS)) * WEEKDAYS[at.weekday()] for day, at in enumerate(starts)]
    on = chance.choices(starts, busy, k=designs)
    hours = chance.choices(range(24), HOURS, k=designs)
    return sorted(
        day + timedelta(hours=hour, seconds=chance.randrange(3600)) for day, hour in zip(on, hours, strict=True)
    )


def _preorder(chance: random.Random, tongue: Tongue, created_at: datetime, now: datetime) -> SyntheticPreorder:
    """Placed between the design and now, most within a few days; some think better of it, some never pay."""
    placed_at = min(created_at + timedelta(hours=chance.expovariate(1 / 36)), _between(chance, created_at, now))
    state = chance.choices(list(OUTCOMES), list(OUTCOMES.values()))[0]
    soon = placed_at + timedelta(minutes=chance.uniform(2, 15))
    if soon >= now or (state is State.EXPIRED and placed_at + TIME_TO_PAY > now):
        state, soon = State.PAID, min(soon, now)
    over_at = {
        State.PAID: None,
        State.REFUNDED: _between(chance, soon, now),
        State.CANCELLED: soon,
        State.EXPIRED: placed_at + TIME_TO_PAY,
    }[state]
    paid_at = soon if state in (State.PAID, State.REFUNDED) else None
    return SyntheticPreorder(state, placed_at, paid_at, over_at, address(chance, tongue))


def _between(chance: random.Random, start: datetime, end: datetime) -> datetime:
    return start + (end - start) * chance.random()
