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
        open_ = np.flatnonzero(is_open & ~many[row])
        self._sets, self._excluded = sets.picked(open_), excluded.take(open_, axis=0)
        self._broken, self._rows = broken.take(open_, axis=0), row[open_]

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
            row = self._rows[origin]
            excluded = self._exclusions.of.take(move, axis=0) & ~self._bits_of_own.take(row, axis=0)
            excluded |= self._excluded.take(origin, axis=0)
            given, best = counted(excluded), self.given[row]
            fits = (given < best) & (given <= self._most[row]) & (best > self._least[row])
            kept = np.flatnonzero(fits)
            origin, move = origin[kept], move[kept]
            moves = self._sets.moves.take(origin, axis=0)
            apart = self._exclusions.apart[move[:, None], moves].any(1)
            together = np.flatnonzero(~apart)
            origin, move = origin[together], move[together]
            self._sort_out(self._around.with_more(self._sets, origin, move), excluded.take(kept[together], axis=0))

    def best(self, prices: Ints) -> tuple[Ints, list[tuple[int, ...]], Ints]:
        """Names that need more changes than their own: the best outcome of each, and what it moves the price by.

        Of outcomes that give up least, those with fewest changes; of these those that move the price least. Of those
        that lose the same the first; of equals those that lose late names.
        """
        found = [(moves, self.given[self._row[moves[:, 0]]] == given) for moves, given in self.found]
        outcomes = [moves[is_best] for moves, is_best in found if moves.shape[1] > 1]
        leaves = self._around.leaves
        size = len(leaves)
        moves = np.full((sum(map(len, outcomes)), max((some.shape[1] for some in outcomes), default=1)), size)
        row = 0
        for some in outcomes:
            moves[row : row + len(some), : some.shape[1]] = some
            row += len(some)
        names, others = moves[:, 0], np.sort(moves[:, 1:], axis=1)
        lost = np.append(leaves, size)[others]
        moved = np.append(prices - prices[leaves], 0)
        difference = moved[names] + moved[others].sum(1)
        is_only = np.bincount(names, minlength=size)[names] == 1
        several = np.flatnonzero(~is_only)
        liked = several[np.lexsort((*others[several].T[::-1], *(-lost[several].T)[::-1], names[several]))]
        first = liked[_changes(np.column_stack((names, lost))[liked])]
        best = first[np.lexsort((np.abs(difference[first]), names[first]))]
        best = np.concatenate((np.flatnonzero(is_only), best[_changes(names[best][:, None])]))
        rows = moves[best].copy()
        rows[:, 1:] = others[best]
        return names[best], [tuple(name for name in row if name < size) for row in rows.tolist()], difference[best]


def _changes(rows: Ints) -> Flags:
    """Whether a row is another one than that before."""
    changed = np.ones(len(rows), np.bool_)
    changed[1:] = (rows[1:] != rows[:-1]).any(1)
    return changed


def counted(bits: Bits) -> Ints:
    """How many bits each row has."""
    counts: Ints = np.add.reduce(np.bitwise_count(bits), axis=1, dtype=np.int64)
    return counts
