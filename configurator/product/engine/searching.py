"""The search around one product for what else must change with each of many names: no more choices than must."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from configurator.product.engine.moves import Bits, Flags, Ints, Neighbourhood, Sets, packed

NEVER = 1000
EACH = 1500
"""Of a name with more ways than this to look at in one step a solver must tell."""


class Exclusions:
    """The choices that each name excludes by itself. `apart` says which names no product has together."""

    def __init__(self, apart: Flags, choices: Ints) -> None:
        size, words = len(apart), -(-max(len(choices), 1) // 64)
        columns = np.zeros((size, 64 * words), np.bool_)
        columns[:, : len(choices)] = apart[choices].T
        self.apart = apart
        self.of: Bits = packed(columns)
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
        excluded = exclusions.beside(names, around.leaves[names])
        self._others = ~(exclusions.of[names] ^ excluded)
        """The choices that each name does not take the place of."""
        self._least = least.copy()
        self._most = least + slack
        self.given = np.full(len(names), NEVER)
        """So many are given up where least are, of what was found."""
        self._is_left_out = np.zeros(len(names), np.bool_)
        self.found: list[tuple[Ints, Ints]] = []
        """Moves that are outcomes, each begun by its name; and how many choices they give up."""
        self._sort_out(around.single(names), np.arange(len(names)), excluded, counted(excluded))

    def _sort_out(self, sets: Sets, row: Ints, excluded: Bits, given: Ints) -> None:
        """Note what is an outcome, and keep what may become one; `row` says of which name, `given` how many it gives

        up, and `excluded` which choices.
        """
        broken = self._around.broken(sets)
        is_bad: Flags = np.bitwise_or.reduce(broken, axis=1) != 0
        good = (~is_bad).nonzero()[0]
        if len(good):
            rows, given_up = row.take(good), given.take(good)
            np.minimum.at(self.given, rows, given_up)
            best = (given_up == self.given.take(rows)).nonzero()[0]
            self.found.append((sets.moves.take(good.take(best), axis=0), given_up.take(best)))
        least = self.given.take(row)
        open_ = (is_bad & (given < least) & (least > self._least.take(row))).nonzero()[0]
        if len(open_) > EACH:
            many = np.bincount(row.take(open_), minlength=len(self.names)) > EACH
            self._is_left_out |= many
            open_ = open_[~many[row.take(open_)]]
        self._sets, self._excluded = sets.picked(open_), excluded.take(open_, axis=0)
        self._broken, self._rows = broken.take(open_, axis=0), row.take(open_)

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
            most = np.where(self.given > self._least, np.minimum(self.given - 1, self._most), -1)
            origin, move = self._around.menders(self._broken)
            row = self._rows.take(origin)
            excluded = self._exclusions.of.take(move, axis=0)
            excluded &= self._others.take(row, axis=0)
            excluded |= self._excluded.take(origin, axis=0)
            given = counted(excluded)
            kept = (given <= most.take(row)).nonzero()[0]
            moves = self._sets.moves.take(origin.take(kept), axis=0)
            apart = self._exclusions.apart[move.take(kept)[:, None], moves]
            kept = kept[~apart.any(1)]
            sets = self._around.with_more(self._sets, origin.take(kept), move.take(kept))
            self._sort_out(sets, row.take(kept), excluded.take(kept, axis=0), given.take(kept))

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
        moves[:, 1:].sort(axis=1)
        names, others = moves[:, 0], moves[:, 1:]
        lost = np.append(leaves, size).take(others)
        moved = np.append(prices - prices[leaves], 0)
        difference = moved.take(moves).sum(1)
        lost_first, others_first = _as_numbers(size - lost, size), _as_numbers(others, size)
        liked = np.lexsort((*others_first, *lost_first, names))
        is_first = _changes(liked, names, *lost_first)
        first = liked[is_first]
        best = first[np.lexsort((np.abs(difference[first]), names[first]))]
        best = best[_changes(best, names)]
        lengths = 1 + (others[best] < size).sum(1)
        rows = zip(moves[best].tolist(), lengths.tolist(), strict=True)
        return names[best], [tuple(row[:length]) for row, length in rows], difference[best]


def _as_numbers(rows: Ints, most: int) -> list[Ints]:
    """Numbers that are in the order of the rows, if the last is compared first; in these nothing is above `most`."""
    digits = 63 // (most + 1).bit_length()
    parts = [rows[:, start : start + digits] for start in range(0, rows.shape[1], digits)]
    return [part @ ((most + 1) ** np.arange(part.shape[1] - 1, -1, -1)) for part in reversed(parts)]


def _changes(order: Ints, *keys: Ints) -> Flags:
    """Whether one in this order is other than the one before by some of these keys."""
    changed = np.zeros(len(order), np.bool_)
    changed[:1] = True
    for key in keys:
        ordered = key.take(order)
        changed[1:] |= ordered[1:] != ordered[:-1]
    return changed


def counted(bits: Bits) -> Ints:
    """How many bits each row has."""
    counts: Ints = np.add.reduce(np.bitwise_count(bits), axis=1, dtype=np.int64)
    return counts
