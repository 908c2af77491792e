"""What must be given up for something: the cheapest ways, exactly."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import islice

from configurator.product.engine.solver import RuleSolver

CONSIDERED = 32
"""So many ways are looked at, the cheapest first; more hardly ever touch equally many choices."""
Literals = frozenset[int]


def costs(held: Sequence[int], dearness: Sequence[int]) -> dict[int, int]:
    """What losing each of these literals costs; no two sets of them cost the same.

    The sum counts the dearest first (0 is the least dear), then the next, then places: one digit for each.
    """
    size = len(held)
    digit = size.bit_length()
    return {
        literal: (1 << (size + digit * dear)) + (1 << (size - 1 - place))
        for place, (literal, dear) in enumerate(zip(held, dearness, strict=True))
    }


def ways(
    solver: RuleSolver, goal: int, dearness: Mapping[int, int], limit: int, excluded: Collection[int] = ()
) -> list[Literals]:
    """What can be given up of the literals with a dearness, so that the goal is possible with all the others.

    The goal is known to be impossible with each of `excluded`.

    Of each set of dear ones (above 0) all ways that touch fewest of the others. Nothing is given up for nothing: no
    set of dear ones contains another. At least `limit` such sets, if there are so many, the cheapest first; all ways
    that touch as many as the last one are there too.
    """
    dear = frozenset(literal for literal, degree in dearness.items() if degree)
    sizes: dict[Literals, int] = {}
    found: list[Literals] = []

    def is_refused(lost: Literals) -> bool:
        given = lost & dear
        return any(way <= lost for way in found) or any(
            other < given or (other == given and len(lost) > size) for other, size in sizes.items()
        )

    losses = solver.losses((goal,), costs([*dearness], [*dearness.values()]), is_refused, excluded)
    for lost in islice(losses, CONSIDERED):
        if len(sizes) >= limit and touched(lost, dearness) > touched(found[-1], dearness):
            break
        sizes[lost & dear] = len(lost)
        found.append(lost)
    return found


def touched(lost: Literals, dearness: Mapping[int, int]) -> tuple[int, ...]:
    """How many of the dearest are lost, how many of the next…"""
    dear = [dearness[literal] for literal in lost]
    return tuple(dear.count(degree) for degree in range(max(dearness.values(), default=0), -1, -1))
