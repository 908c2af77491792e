"""Sweeps over a decision diagram that ask of all names at once what the best path through each of them costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from configurator.product.engine.diagram import Diagram
from configurator.product.engine.parts import NOWHERE

Ints = NDArray[np.int64]
Words = NDArray[np.uint64]
ENDLESS = np.int64(1 << 62)
"""The cost of what is impossible; real ones are below."""


@dataclass(frozen=True)
class _Step:
    """One level: its nodes' children, and its edges in the order of the children that they lead to."""

    rows: Ints
    node: Ints
    answer: Ints
    child: Ints
    starts: Ints

    @classmethod
    def of(cls, rows: Ints) -> _Step:
        node, answer = np.nonzero(rows != NOWHERE)
        child = rows[node, answer]
        order = np.argsort(child, kind="stable")
        node, answer, child = node[order], answer[order], child[order]
        starts = np.flatnonzero(np.diff(child, prepend=-1))
        return cls(rows, node, answer, child, starts)

    def onward(self, above: Words, mask: Words) -> Words:
        """The questions that reach each node of the next level, from those that reach the nodes of this one."""
        reached: Words = np.bitwise_or.reduceat(above[self.node] & mask[self.answer], self.starts, axis=0)
        return reached


class Sweeps:
    """A diagram that has some path, ready to be swept from both ends. A cost is given for each answer of each level."""

    def __init__(self, diagram: Diagram) -> None:
        self._steps = [_Step.of(rows) for rows in diagram.children]

    def least(self, costs: Sequence[Ints]) -> list[Ints]:
        """For each answer of each level what the cheapest path through it costs elsewhere, ENDLESS without any path."""
        return [
            (above[:, None] + below[step.rows]).min(axis=0)
            for step, above, below in zip(self._steps, self._above(costs), self._below(costs)[1:], strict=True)
        ]

    def paths(self, costs: Sequence[Ints], places: Ints, answers: Ints) -> Ints:
        """The cheapest paths through each of these answers, an answer for each level; of equals the first."""
        above, below = self._above(costs), self._below(costs)
        found = np.zeros((len(places), len(self._steps)), np.int64)
        found[np.arange(len(places)), places] = answers
        node = np.zeros(len(places), np.int64)
        down = np.zeros(len(places), np.int64)
        for place in np.unique(places).tolist():
            here = np.flatnonzero(places == place)
            step = self._steps[place]
            after = step.rows[:, answers[here]]
            node[here] = (above[place][:, None] + below[place + 1][after]).argmin(axis=0)
            down[here] = step.rows[node[here], answers[here]]
        for place in reversed(range(1, len(self._steps))):
            self._go_up(place, np.flatnonzero(places >= place), node, found, above, costs)
        for place in range(1, len(self._steps)):
            self._go_down(place, np.flatnonzero(places < place), down, found, below, costs)
        return found

    def _go_up(
        self, place: int, here: Ints, node: Ints, found: Ints, above: Sequence[Ints], costs: Sequence[Ints]
    ) -> None:
        step = self._steps[place - 1]
        best = above[place - 1][step.node] + costs[place - 1][step.answer] == above[place][step.child]
        edges = np.flatnonzero(best)[::-1]
        first = np.zeros(len(above[place]), np.int64)
        first[step.child[edges]] = edges
        edge = first[node[here]]
        node[here], found[here, place - 1] = step.node[edge], step.answer[edge]

    def _go_down(
        self, place: int, here: Ints, node: Ints, found: Ints, below: Sequence[Ints], costs: Sequence[Ints]
    ) -> None:
        rows = self._steps[place].rows[node[here]]
        answer = (below[place + 1][rows] + costs[place]).argmin(axis=1)
        found[here, place] = answer
        node[here] = rows[np.arange(len(here)), answer]

    def _above(self, costs: Sequence[Ints]) -> list[Ints]:
        """For each level what the cheapest way from the root to each node costs."""
        above = [np.zeros(1, np.int64)]
        for step, cost in zip(self._steps[:-1], costs, strict=False):
            above.append(np.minimum.reduceat(above[-1][step.node] + cost[step.answer], step.starts))
        return above

    def _below(self, costs: Sequence[Ints]) -> list[Ints]:
        """For each level what the cheapest way from each node to the end costs, and last from nowhere: ENDLESS."""
        below = [np.array([0, ENDLESS])]
        for step, cost in zip(reversed(self._steps), reversed(costs), strict=True):
            here = np.full(len(step.rows) + 1, ENDLESS)
            np.minimum((below[-1][step.rows] + cost).min(axis=1), ENDLESS, out=here[:-1])
            below.append(here)
        return below[::-1]

    def needed(self, kept: Sequence[int | None], places: Ints, answers: Ints) -> NDArray[np.bool_]:
        """Which of the answers `kept`, one a level or None, make each of these answers impossible: minimal together.

        For each question a flag for each level; none where it is possible. An answer kept in its own level is none.
        One sweep up and one down: going down, each kept answer is dropped if that leaves no path with those kept
        before and all that come after.
        """
        asking = _Asking(self._steps, places, answers)
        everybody, nobody = asking.everybody, np.zeros_like(asking.everybody)
        below = self._open_below([asking.mask(p, k, nobody if k is None else everybody) for p, k in enumerate(kept)])
        above = everybody[None]
        found = np.zeros((len(places), len(self._steps)), np.bool_)
        for place, (step, after) in enumerate(zip(self._steps, below[1:], strict=True)):
            keeping = nobody
            if kept[place] is not None:
                freed = np.bitwise_or.reduce(after[step.rows] & asking.mask(place, None, nobody), axis=1)
                keeping = np.bitwise_or.reduce(above & freed, axis=0) & ~asking.here[place]
                found[:, place] = asking.flags(keeping)
            above = step.onward(above, asking.mask(place, kept[place], keeping))
        found[asking.flags(above[0])] = False
        return found

    def together(self, places: Ints, answers: Ints) -> list[NDArray[np.bool_]]:
        """For each answer of each level (a row) with which of these answers (the columns) a path goes through it."""
        asking = _Asking(self._steps, places, answers)
        masks = [asking.mask(place, None, np.zeros_like(asking.everybody)) for place in range(len(self._steps))]
        above, found = asking.everybody[None], []
        for step, mask, after in zip(self._steps, masks, self._open_below(masks)[1:], strict=True):
            ways = np.bitwise_or.reduce(above[:, None] & after[step.rows], axis=0) & mask
            found.append(np.stack([asking.flags(row) for row in ways]))
            above = step.onward(above, mask)
        return found

    def _open_below(self, masks: Sequence[Words]) -> list[Words]:
        """For each level by node the questions for which a way from there to the end is open, and last none."""
        words = masks[0].shape[1]
        below = [np.stack((~np.zeros(words, np.uint64), np.zeros(words, np.uint64)))]
        for step, mask in zip(reversed(self._steps), reversed(masks), strict=True):
            here = np.zeros((len(step.rows) + 1, words), np.uint64)
            np.bitwise_or.reduce(below[-1][step.rows] & mask, axis=1, out=here[:-1])
            below.append(here)
        return below[::-1]


class _Asking:
    """Questions about answers, a bit for each."""

    def __init__(self, steps: Sequence[_Step], places: Ints, answers: Ints) -> None:
        self._many = len(places)
        self._sizes = [step.rows.shape[1] for step in steps]
        self.everybody = self._words(np.ones(self._many, np.bool_))
        self.here = [self._words(places == place) for place in range(len(steps))]
        """The questions about each level."""
        self._exact = [
            {
                int(answer): self._words((places == place) & (answers == answer))
                for answer in set(answers[places == place])
            }
            for place in range(len(steps))
        ]

    def mask(self, place: int, kept: int | None, keeping: Words) -> Words:
        """For each answer of a level the questions that may take it; those of `keeping` keep to the answer `kept`."""
        rows = np.repeat((self.everybody & ~(self.here[place] | keeping))[None], self._sizes[place], axis=0)
        if kept is not None:
            rows[kept] |= keeping & ~self.here[place]
        for answer, questions in self._exact[place].items():
            rows[answer] |= questions
        return rows

    def flags(self, words: Words) -> NDArray[np.bool_]:
        """The bits of all questions."""
        return np.unpackbits(words.view(np.uint8), count=self._many, bitorder="little").astype(np.bool_)

    def _words(self, flags: NDArray[np.bool_]) -> Words:
        bits = np.zeros(-(-max(self._many, 1) // 64) * 64, np.bool_)
        bits[: self._many] = flags
        words: Words = np.packbits(bits, bitorder="little").view(np.uint64)
        return words
