"""The table of states as a picture: a Mermaid diagram, and the same as a table in words."""

from __future__ import annotations

from collections.abc import Iterator

from configurator.preorders.states import TRANSITIONS, State


def mermaid() -> str:
    """A Mermaid state diagram of every state and transition, each with its meaning and who may go it."""
    return "\n".join(_diagram()) + "\n"


def markdown() -> str:
    """A page for the docs: the picture, and the table that it is drawn from."""
    rows = [f"| {way.source} | {way.target} | {', '.join(sorted(way.actors))} | {way.meaning} |" for way in TRANSITIONS]
    table = ["| from | to | who | when |", "|---|---|---|---|", *rows]
    return "\n".join(
        [
            "# The life of a preorder",
            "",
            "Drawn from the table of states (`configurator/preorders/states.py`) by `flask preorders draw`.",
            "",
            "```mermaid",
            *_diagram(),
            "```",
            "",
            *table,
            "",
        ]
    )


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield f"    [*] --> {State.RESERVED}: the order is placed"
    for way in TRANSITIONS:
        yield f"    {way.source} --> {way.target}: {way.meaning} ({', '.join(sorted(way.actors))})"
    left = {way.source for way in TRANSITIONS}
    for state in State:
        if state not in left or state is State.REFUNDED:
            yield f"    {state} --> [*]"
