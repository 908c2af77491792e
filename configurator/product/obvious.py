"""Outcomes that need no solver, which are most: keep what is wanted, add what it needs, fill up with what is liked.

If that is valid, it is also the best: everything that is added beside is in every product with what is kept, and a
group that is left open gets the first of its options, in the order in which they are liked (wishes.py), that does not
exclude by itself something that is there already. Sets of options are ints here, a bit for each place in the product.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from configurator.product.definition import GroupKind, Product
from configurator.product.engine.model import Constraint, Model
from configurator.product.engine.plain import plain_clauses

Clause = tuple[int, int]
"""Broken by options with all of the first and none of the second."""


NO_CLAUSE: Clause = (0, 0)


class Obvious:
    """The obvious outcomes of one product.

    `apart` has for each name of the model the names that no product has with it, as bits; `indispensable` for each
    option those that no product has without it.
    """

    def __init__(self, product: Product, model: Model, apart: Sequence[int], indispensable: Sequence[int]) -> None:
        self.ids = tuple(product.options)
        self.place = product.order
        self.apart, self.indispensable = apart, indispensable
        defaults = set(product.defaults)
        self.liked: list[tuple[int, list[int]]] = []
        """Each choose-one group: all of its options, and their places, the most liked first."""
        self.own = [1 << place for place in range(len(self.ids))]
        """What each option can take the place of: its choose-one group, or itself."""
        for group in product.groups:
            if group.kind is GroupKind.ONE:
                ids = sorted((option.id for option in group.options), key=lambda option_id: option_id not in defaults)
                every = self.bits(ids)
                self.liked.append((every, [self.place[option_id] for option_id in ids]))
                for option_id in ids:
                    self.own[self.place[option_id]] = every
        self.ones = sum(every for every, _ in self.liked)
        self.givers = [self.bits(product.givers[option_id]) for option_id in self.ids]
        self.gives = [
            sum(1 << other for other, givers in enumerate(self.givers) if givers >> place & 1)
            for place in range(len(self.ids))
        ]
        self.parts = [
            1 << place | sum(1 << other for other, names in enumerate(indispensable) if names >> place & 1)
            for place in range(len(self.ids))
        ]
        """For each option all that every product with it has."""
        self.has_parts = sum(1 << place for place, parts in enumerate(self.parts) if parts != 1 << place)
        self.brings_ones = [bool(parts & ~(1 << place) & self.ones) for place, parts in enumerate(self.parts)]
        self.needed_by = [names & (1 << len(self.ids)) - 1 for names in indispensable]
        """For each option those that no product has without it."""
        self.givers_or_given = sum(
            1 << place for place, givers in enumerate(self.givers) if givers or self.gives[place]
        )
        self.retired = self.bits(option.id for option in product.options.values() if option.retired)
        self.broken_by: list[list[Clause]] = [[] for _ in self.ids]
        """Clauses that each option can break when it is chosen."""
        self.kept_by: list[list[Clause]] = [[] for _ in self.ids]
        """Clauses that each option can break when it is not chosen any more."""
        self.others: list[tuple[int, Constraint]] = []
        """Constraints that are not written as clauses, and all of their options."""
        for constraint in model.constraints:
            self._write(constraint)
        self.market = self.bits(option.id for option in product.market_group.options)
        self.read = [self._read(place) for place in range(len(self.ids))]
        """For each option all others by which its swap is judged and priced; a market's moves every price."""
        self.swaps: list[dict[tuple[int, int], int | None]] = [{} for _ in self.ids]
        """What was found of each option's swaps (standing.py), by what is lost and what they are judged by."""
        self.prices = {
            market.key: [option.price.in_market(market.key).amount_minor for option in product.options.values()]
            for market in product.market_group.options
        }
        self.bases = {
            self.place[market.id]: (market.key, product.base_price.in_market(market.key).amount_minor)
            for market in product.market_group.options
        }

    def bits(self, options: Iterable[str]) -> int:
        """These options as bits."""
        return sum(1 << self.place[option_id] for option_id in options)

    def options(self, bits: int) -> tuple[str, ...]:
        """The options of these bits, in the order of the product."""
        return tuple(self.ids[place] for place in places(bits))

    def _write(self, constraint: Constraint) -> None:
        clauses = plain_clauses(constraint.body)
        if clauses is None:
            self.others.append((self.bits(constraint.names), constraint))
        for negative, positive in clauses or ():
            clause = self.bits(negative), self.bits(positive)
            for name in negative:
                self.broken_by[self.place[name]].append(clause)
            for name in positive:
                self.kept_by[self.place[name]].append(clause)

    def _read(self, place: int) -> int:
        if self.market >> place & 1:
            return -1
        changing = self.own[place]
        found = changing | self.market | self.parts[place]
        for other in places(changing):
            found |= self.givers[other] | self.gives[other]
            for given in places(self.gives[other]):
                found |= self.givers[given]
            for negative, positive in (*self.broken_by[other], *self.kept_by[other]):
                found |= negative | positive
        for names, _ in self.others:
            found |= names if changing & names else 0
        return found

    def price(self, options: int) -> int:
        """What these options cost, in minor units, the product itself included."""
        market, total = self.bases[(options & self.market).bit_length() - 1]
        prices = self.prices[market]
        return total + sum(prices[place] for place in places(options) if not options & self.givers[place])


def places(bits: int) -> Iterator[int]:
    """The places of the bits, from the lowest on."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest
