"""Where a visitor stands: a valid product, what is held on to, and the obvious outcomes of changing an option."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from configurator.product.obvious import NO_CLAUSE, Clause, Obvious, places

REMEMBERED = 1024
"""Swaps kept of each option: some 16 MB at most for a hundred options."""


class Standing:
    """A valid product, and the obvious outcomes around it. `held` are options with their literals (wishes.py)."""

    def __init__(self, obvious: Obvious, before: AbstractSet[str], held: Mapping[str, int]) -> None:
        self._obvious, self.held = obvious, held
        self.before = obvious.bits(before)
        self.literal = [0] * len(obvious.ids)
        """For each held option the bit of the literal that says that it is kept."""
        self.literals = 0
        self._kept, self._if_free = 0, list[int]()
        for option_id, literal in held.items():
            place, bit = obvious.place[option_id], 1 << literal - 1
            self.literal[place] = bit
            self.literals |= bit
            if literal == place + 1:
                self._kept |= bit
            else:
                self._if_free.append(place)
        self._with_parts: dict[int, int] = {}
        self.held_for = {bit: place for place, bit in enumerate(self.literal) if bit}
        self._best: dict[int, tuple[int, int] | None] = {}
        self._price = obvious.price(self.before)
        self._fragile = self._bringing()
        market = obvious.market & self.before
        self._prices = obvious.prices[obvious.bases[market.bit_length() - 1][0]]

    @cached_property
    def excluded(self) -> list[int]:
        """The literals to hold on to that can't be kept when each option changes, whatever becomes of the others."""
        obvious, before = self._obvious, self.before
        return [
            (obvious.indispensable if before >> place & 1 else obvious.apart)[place] & self.others(place)
            for place in range(len(obvious.own))
        ]

    @cached_property
    def swaps(self) -> dict[int, tuple[int, int]]:
        """Options (by place) that change nothing but their own group and what they exclude: what is lost, and how

        much the price moves.
        """
        obvious, before = self._obvious, self.before
        settled, fragile = before & obvious.ones, before & self._fragile
        found: dict[int, tuple[int, int]] = {}
        for place, (own, excluded) in enumerate(zip(obvious.own, self.excluded, strict=True)):
            lost, read = 0, obvious.read[place]
            for bit in places(excluded):
                other = self.held_for[1 << bit]
                lost |= 1 << other
                read |= obvious.read[other]
            if settled >> place & 1 or (own | lost) & fragile or lost & obvious.ones:
                continue
            known, key = obvious.swaps[place], (lost, before & read)
            if key not in known:
                if len(known) >= REMEMBERED:
                    known.clear()
                after = self._swapped(place, lost)
                known[key] = None if after is None else self.moved(after)
            moved = known.get(key)
            if moved is not None:
                found[place] = lost, moved
        return found

    def _swapped(self, place: int, lost: int) -> int | None:
        """The options without an option's own group and what is lost, and with the option unless it is there."""
        is_dropped = self.before >> place & 1
        after = self.before & ~self._obvious.own[place] & ~lost | (0 if is_dropped else 1 << place)
        if not is_dropped and self._obvious.parts[place] & ~after:
            return None
        return after if self._broken(after) is None else None

    def outcome(self, place: int, lost: int = 0) -> int | None:
        """The valid options when this one is chosen (or dropped, if it is there), with all that is held but `lost`.

        None when the obvious is not valid.
        """
        obvious = self._obvious
        gone = obvious.own[place] | lost
        is_dropped = self.before >> place & 1
        if not gone & self.before & self._fragile and not lost & obvious.ones:
            swapped = self._swapped(place, lost)
            if swapped is not None:
                return swapped
        after = self._all_parts(self._kept & ~gone)
        if not is_dropped:
            after |= obvious.parts[place]
        asked = [other for other in self._if_free if not gone >> other & 1]
        for other in asked:
            if after & obvious.givers[other]:
                after |= obvious.parts[other]
        if (after & obvious.ones).bit_count() != len(obvious.liked) or (obvious.brings_ones[place] and not is_dropped):
            after = self._filled(after, asked, obvious.needed_by[place] if is_dropped else 0)
            for every, _ in obvious.liked:
                if (after & every).bit_count() != 1:
                    return None
        if is_dropped and after >> place & 1:
            return None
        for other in asked:
            if not after >> other & 1 and after & obvious.givers[other]:
                return None
        if after & obvious.retired:
            return None
        broken = self._broken(after)
        if broken is not None:
            after |= self._mending(broken, after, place, asked)
            broken = self._broken(after)
        return after if broken is None else None

    def others(self, place: int) -> int:
        """The literals to hold on to when this option changes: all but that of what it takes the place of."""
        left = self._obvious.own[place] & self.before
        return self.literals & ~self.literal[left.bit_length() - 1] if left else self.literals

    def best(self, place: int) -> tuple[int, int] | None:
        """The outcome of the only good way to change an option, and what is lost by it, where that is obvious.

        What is excluded must be lost, so that no other way is better when nothing else must.
        """
        if place not in self._best:
            lost = 0
            for bit in places(self.excluded[place]):
                lost |= 1 << self.held_for[1 << bit]
            after = self.outcome(place, lost)
            self._best[place] = None if after is None else (after, lost)
        return self._best[place]

    def moved(self, after: int) -> int:
        """The price of these options less that of those before, in minor units."""
        obvious, before = self._obvious, self.before
        changed = after ^ before
        if not changed & (obvious.market | obvious.givers_or_given):
            moved = 0
            while changed:
                bit = changed & -changed
                changed ^= bit
                price = self._prices[bit.bit_length() - 1]
                moved += price if after & bit else -price
            return moved
        if changed & obvious.market:
            return obvious.price(after) - self._price
        both, prices, givers, moved = after & before, self._prices, obvious.givers, 0
        touched = 0
        for place in places(changed):
            touched |= obvious.gives[place]
            if after >> place & 1:
                moved += 0 if after & givers[place] else prices[place]
            elif not before & givers[place]:
                moved -= prices[place]
        for place in places(touched & both):
            moved += prices[place] * (bool(before & givers[place]) - bool(after & givers[place]))
        return moved

    def _bringing(self) -> int:
        """What brings or makes free something that is not held on to by itself; all, if something comes otherwise."""
        obvious = self._obvious
        brought = self.before & ~self._kept
        free = sum(1 << place for place in self._if_free)
        found, explained = 0, free
        for place in places((self._kept | free) & obvious.has_parts):
            parts = obvious.parts[place] & brought & ~(1 << place)
            explained |= parts
            found |= bool(parts) << place
        for place in self._if_free:
            found |= obvious.givers[place]
        return self.before if brought & ~explained else found

    def _mending(self, broken: Clause, after: int, place: int, asked: Iterable[int]) -> int:
        """The earliest option of a choose-any group that mends a clause and brings nothing else; 0 if there is none.

        The earliest is liked best, as nothing later comes along.
        """
        obvious = self._obvious
        there = after | sum(self.literal[other] for other in asked)
        for other in places(broken[1] & ~obvious.ones & ~self.before & ~(1 << place)):
            if not obvious.apart[other] & there:
                return 0 if obvious.parts[other] & ~after & ~(1 << other) else 1 << other
        return 0

    def _all_parts(self, options: int) -> int:
        found = self._with_parts.get(options)
        if found is None:
            found = options
            for place in places(options & self._obvious.has_parts):
                found |= self._obvious.parts[place]
            self._with_parts[options] = found
        return found

    def _filled(self, options: int, asked: Iterable[int], refused: int) -> int:
        """One option for each open group: the most liked of those that exclude nothing by themselves."""
        obvious = self._obvious
        literals = sum(self.literal[other] for other in asked)
        for every, liked in obvious.liked:
            if not options & every:
                there = options | literals
                fitting = (o for o in liked if not obvious.apart[o] & there and not refused >> o & 1)
                first = next(fitting, liked[0])
                options |= obvious.parts[first]
        return options

    def _broken(self, after: int) -> Clause | None:
        """A broken clause, if there is one; only what touches a difference is asked."""
        obvious, changed = self._obvious, after ^ self.before
        left = changed
        while left:
            bit = left & -left
            left ^= bit
            clauses = obvious.broken_by if after & bit else obvious.kept_by
            for clause in clauses[bit.bit_length() - 1]:
                if after & clause[0] == clause[0] and not after & clause[1]:
                    return clause
        for names, constraint in obvious.others:
            if changed & names and not constraint.allows(frozenset(obvious.options(after & names))):
                return NO_CLAUSE
        return None
