"""What it breaks to move from one product of a model to a neighbour: for thousands of moves at once, as bits.

A *move* is named by a name: choose it instead of what is chosen in its choose-one set; a name in none of these is
chosen, or dropped if it is chosen. Each set of moves is judged by the clauses that have so few literals left that the
moves can take all of them. Clauses are bits of 64-bit words, so that one operation looks at many clauses and moves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.model import Model
from configurator.product.engine.plain import Clause, plain_clauses

Bits = NDArray[np.uint64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
DEPTH = 7
"""So many moves can be judged together."""
LOWEST = np.array([8, *((octet & -octet).bit_length() - 1 for octet in range(1, 256))])
"""The lowest bit of each octet."""


class Clauses:
    """The clauses of a model as arrays. `is_whole` says whether they are all that the model says."""

    def __init__(self, model: Model) -> None:
        place = model.place
        self.size = len(model.names)
        self.one_of = np.arange(self.size) + len(model.ones)
        """For each name a number of its own, that it shares with the others of its choose-one set."""
        self.in_one = np.zeros(self.size, np.bool_)
        for number, one in enumerate(model.ones):
            for name in one:
                self.one_of[place[name]] = number
                self.in_one[place[name]] = True
        parts = [plain_clauses(body) for body in (*model.always, *(c.body for c in model.constraints))]
        self.is_whole = None not in parts
        numbered = [
            (self._numbered(clause, place), number - len(model.always))
            for number, part in enumerate(parts)
            for clause in part or ()
        ]
        numbered.sort(key=lambda clause: self._ways_out(clause[0]) if clause[0] else 0)
        self.written = kept = [clause for clause, _ in numbered if clause is not None]
        """For each clause the names of which one is not chosen, or one of the others is."""
        self.constraint_of = [number for clause, number in numbered if clause is not None]
        """The place of the constraint that it comes from; negative for what holds always."""
        width = -(-max(len(kept), 1) // 64) * 64
        literals = np.zeros((self.size, width), np.int8)
        for number, (negative, positive) in enumerate(kept):
            literals[negative, number] = -1
            literals[positive, number] = 1
        self.literals = literals
        self.positive, self.negative = packed(literals == 1), packed(literals == -1)
        self.width = width
        self.true_of_nothing = (literals == -1).sum(0, dtype=np.int16)
        self.true_of_nothing[len(kept) :] = 99
        self.menders = self._padded([self._mending(model, *clause) for clause in kept])

    def _numbered(self, clause: Clause, place: dict[str, int]) -> tuple[list[int], list[int]] | None:
        """Places of the names, without what the choose-one sets make superfluous; None for what always holds."""
        negative = sorted(place[name] for name in clause[0])
        taken = [self.one_of[name] for name in negative]
        if len(set(taken)) < len(taken):
            return None
        return negative, sorted(place[name] for name in clause[1] if self.one_of[place[name]] not in taken)

    def _mending(self, model: Model, negative: Sequence[int], positive: Sequence[int]) -> list[int]:
        """The moves that can make the clause true."""
        others = (np.flatnonzero(self.one_of == self.one_of[name]) for name in negative)
        moves = [
            int(o) for name, group in zip(negative, others, strict=True) for o in group if len(group) == 1 or o != name
        ]
        return [*positive, *moves]

    def _ways_out(self, clause: tuple[Sequence[int], Sequence[int]]) -> int:
        """How many moves can mend the clause at least, when one of its names was chosen."""
        groups = [int((self.one_of == self.one_of[name]).sum()) for name in clause[0]]
        return len(clause[1]) + sum(groups) - max(groups, default=0)

    def _padded(self, rows: Sequence[Sequence[int]]) -> Ints:
        padded = np.full((max(len(rows), 1), max(map(len, rows), default=1)), self.size)
        for number, row in enumerate(rows):
            padded[number, : len(row)] = row
        return padded


def packed(flags: Flags) -> Bits:
    """Rows of flags as rows of 64-bit words."""
    words: Bits = np.packbits(flags, axis=-1, bitorder="little").view(np.uint64)
    return words


def lowest(rows: Bits) -> Ints:
    """The number of the lowest bit of each row; every row has one."""
    octets = rows.view(np.uint8)
    first = (octets != 0).argmax(1)
    places: Ints = first * 8 + LOWEST[octets[np.arange(len(rows)), first]]
    return places


@dataclass(frozen=True)
class Sets:
    """Sets of moves, one a row, all of one size."""

    moves: Ints
    taken: tuple[Bits, ...]
    """The clauses of which they take at least one literal, at least two, …"""
    given: Bits
    """The clauses to which they give a literal."""

    def picked(self, rows: Ints) -> Sets:
        """Only these rows."""
        taken = tuple(bits.take(rows, axis=0) for bits in self.taken)
        return Sets(self.moves.take(rows, axis=0), taken, self.given.take(rows, axis=0))


class Neighbourhood:
    """One product of a model, and everything near it."""

    def __init__(self, clauses: Clauses, chosen: Ints) -> None:
        self.clauses = clauses
        self.is_chosen = np.zeros(clauses.size, np.bool_)
        self.is_chosen[chosen] = True
        true = clauses.true_of_nothing + clauses.literals[chosen].sum(0, dtype=np.int16)
        self.left = packed(true == np.arange(1, DEPTH + 1)[:, None])
        """The clauses that have exactly one literal left, exactly two, …"""
        holder = np.zeros(clauses.size + clauses.size, np.int64)
        holder[clauses.one_of[chosen]] = chosen
        self.leaves = np.where(clauses.in_one, holder[clauses.one_of], np.arange(clauses.size))
        """What each move takes away; for a name that is chosen freely itself."""
        self.is_move = np.append(~(clauses.in_one & self.is_chosen), False)
        self.take = clauses.negative | clauses.positive[self.leaves]
        self.give = clauses.positive | clauses.negative[self.leaves]
        for name in np.flatnonzero(~clauses.in_one):
            gains, losses = clauses.positive[name], clauses.negative[name]
            self.take[name], self.give[name] = (gains, losses) if self.is_chosen[name] else (losses, gains)

    def single(self, moves: Ints) -> Sets:
        """Each move by itself."""
        return Sets(moves[:, None], (self.take.take(moves, axis=0),), self.give.take(moves, axis=0))

    def broken(self, sets: Sets) -> Bits:
        """The clauses that each set of moves breaks."""
        found: Bits = self.left[0] & sets.taken[0]
        for left, taken in zip(self.left[1:], sets.taken[1:], strict=False):
            found |= left & taken
        found &= ~sets.given
        return found

    def menders(self, broken: Bits) -> tuple[Ints, Ints]:
        """Every move that mends the first clause that each row breaks: the row's number, and the move."""
        menders = self.clauses.menders.take(lowest(broken), axis=0)
        row, column = self.is_move.take(menders).nonzero()
        return row, menders[row, column]

    def with_more(self, sets: Sets, row: Ints, move: Ints) -> Sets:
        """These sets, each with a move more."""
        take = self.take.take(move, axis=0)
        taken = [bits.take(row, axis=0) for bits in sets.taken]
        more = [taken[0] | take, *(bits | (fewer & take) for fewer, bits in pairwise(taken)), taken[-1] & take]
        given = sets.given.take(row, axis=0) | self.give.take(move, axis=0)
        return Sets(np.column_stack((sets.moves.take(row, axis=0), move)), tuple(more), given)
