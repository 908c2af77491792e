"""The search around one product for what else must change with each of many names: no more choices than must."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from configurator.product.engine.moves import Bits, Flags, Ints, Neighbourhood, Sets

NEVER = 1000
EACH = 1500
"""Of a name with more ways than this to look at in one step a solver must tell."""


class Exclusions:
    """The choices that each name excludes by itself. `apart` says which names no product has together."""

    def __init__(self, apart: Flags, choices: Ints) -> None:
        size, words = len(apart), -(-max(len(choices), 1) // 64)
        rows = np.zeros((64 * words, size), np.bool_)
        rows[: len(choices)] = apart[choices]
        self.apart = apart
        self.of: Bits = np.ascontiguousarray(np.packbits(rows, axis=0, bitorder="little").T).view(np.uint64)
        """A bit for each choice."""
        self._bit = np.zeros((size, words), np.uint64)
        numbers = np.arange(len(choices))
        self._bit[choices, numbers // 64] = np.uint64(1) << (numbers % 64).astype(np.uint64)

    def beside(self, names: Ints, leaves: Ints) -> Bits:
        """Likewise, without the choices that these names take the place of."""
        bits: Bits = self.of[names] & ~self._bit[leaves]
        return bits


class Search:
    """Looks for outcomes of some names, with one change more at each step.

    No outcome gives up fewer choices than its moves exclude, so that moves are dropped which can't be the best.
    """

    def __init__(self, around: Neighbourhood, exclusions: Exclusions, names: Ints, least: Ints, slack: int) -> None:
        """Each name is known to need `least` choices given up at least; more than `slack` beyond is not looked at."""
        self._around, self._exclusions, self.names = around, exclusions, names
        self._row = np.zeros(len(around.leaves), np.int64)
        self._row[names] = np.arange(len(names))
        self._bits_of_own = exclusions.of[names] ^ exclusions.beside(names, around.leaves[names])
        self._least = least.copy()
        self._most = least + slack
        self.given = np.full(len(names), NEVER)
        """So many are given up where least are, of what was found."""
        self._is_left_out = np.zeros(len(names), np.bool_)
        self.found: list[tuple[Ints, Ints]] = []
        """Moves that are outcomes, each begun by its name; and how many choices they give up."""
        sets = around.single(names)
        self._sort_out(sets, exclusions.beside(names, around.leaves[names]))

    def _sort_out(self, sets: Sets, excluded: Bits) -> None:
        """Note what is an outcome, and keep what may become one."""
        broken = self._around.broken(sets)
        is_bad: Flags = np.any(broken, axis=1)
        row = self._row[sets.moves[:, 0]]
        given = counted(excluded)
        good = np.flatnonzero(~is_bad)
        if len(good):
            np.minimum.at(self.given, row[good], given[good])
            best = good[given[good] == self.given[row[good]]]
            self.found.append((sets.moves[best], given[best]))
        is_open = is_bad & (given < self.given[row]) & (self.given[row] > self._least[row])
        many = np.bincount(row[is_open], minlength=len(self.names)) > EACH
        self._is_left_out |= many
        is_open &= ~many[row]
        self._sets, self._excluded, self._broken = sets.picked(is_open), excluded[is_open], broken[is_open]

    @property
    def unsettled(self) -> Ints:
        """Names of which something better may yet be found than what was found."""
        is_open = self._is_left_out | (self.given == NEVER)
        is_open[self._row[self._sets.moves[:, 0]]] = True
        open_: Ints = self.names[is_open & (self.given > self._least)]
        return open_

    @property
    def undecided(self) -> Ints:
        """Names of which nothing was found, and something may be."""
        is_open = self._is_left_out.copy()
        is_open[self._row[self._sets.moves[:, 0]]] = True
        undecided: Ints = self.names[is_open & (self.given == NEVER)]
        return undecided

    def raise_least(self, names: Sequence[int]) -> None:
        """These names are known to need one choice more given up."""
        self._least[self._row[list(names)]] += 1

    def look(self, changes: int) -> None:
        """Look for outcomes with so many other changes at most."""
        while self._sets.moves.shape[1] <= changes and len(self._sets.moves):
            origin, move = self._around.menders(self._broken)
            moves = self._sets.moves[origin]
            excluded = self._excluded[origin] | (self._exclusions.of[move] & ~self._bits_of_own[self._row[moves[:, 0]]])
            given, row = counted(excluded), self._row[moves[:, 0]]
            fits = (given < self.given[row]) & (given <= self._most[row]) & (self.given[row] > self._least[row])
            for column in range(moves.shape[1]):
                fits &= ~self._exclusions.apart[move, moves[:, column]]
            origin, move, excluded = origin[fits], move[fits], excluded[fits]
            self._sort_out(self._around.with_more(self._sets, origin, move), excluded)

    def outcomes(self) -> list[Ints]:
        """The outcomes that give up least, of each name those with fewest changes."""
        return [moves[given == self.given[self._row[moves[:, 0]]]] for moves, given in self.found]


def counted(bits: Bits) -> Ints:
    """How many bits each row has."""
    counts: Ints = np.bitwise_count(bits).sum(1, dtype=np.int64)
    return counts
