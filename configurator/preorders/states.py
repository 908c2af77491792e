"""The one table of a preorder's states and of the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    RESERVED = "reserved"
    """Placed; the deposit has not been paid yet."""
    PAID = "paid"
    """In the queue; until it is locked, the buyer may change what was ordered."""
    LOCKED = "locked"
    """What was ordered is fixed, for it goes into production."""
    HANDED_OVER = "handed_over"
    """The buyer has it; withdrawal stays possible for 14 days."""
    CANCELLING = "cancelling"
    """A refund is due; the preorder's `reason` says why."""
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    """Cancelled before any money was paid."""
    EXPIRED = "expired"
    """Nobody paid in time."""
    DISPUTED = "disputed"
    """The buyer's bank wants the deposit back, and nothing moves until that is decided."""
    CHARGED_BACK = "charged_back"
    """The bank has taken the deposit back."""


class Actor(StrEnum):
    """Who may move a preorder."""

    BUYER = "buyer"
    PAYMENTS = "payments"
    CLOCK = "clock"
    """What the site does by itself when a time has come."""
    DESK = "desk"


@dataclass(frozen=True)
class Transition:
    """One allowed way from state to state, who may go it, and what it means."""

    source: State
    target: State
    actors: frozenset[Actor]
    meaning: str


def _way(source: State, target: State, meaning: str, *actors: Actor) -> Transition:
    return Transition(source, target, frozenset(actors), meaning)


_ENDERS = (Actor.BUYER, Actor.DESK, Actor.CLOCK)

TRANSITIONS = (
    _way(State.RESERVED, State.PAID, "the deposit arrives", Actor.PAYMENTS),
    _way(State.RESERVED, State.CANCELLED, "cancelled before payment", Actor.BUYER, Actor.DESK),
    _way(State.RESERVED, State.EXPIRED, "not paid in time", Actor.CLOCK),
    _way(State.PAID, State.LOCKED, "locked for production", Actor.DESK),
    _way(State.LOCKED, State.HANDED_OVER, "handed over to the buyer", Actor.DESK),
    _way(State.PAID, State.CANCELLING, "cancelled, withdrawn, or its edition failed", *_ENDERS),
    _way(State.LOCKED, State.CANCELLING, "withdrawn, or cancelled by the desk", Actor.BUYER, Actor.DESK),
    _way(State.HANDED_OVER, State.CANCELLING, "withdrawn within 14 days, or taken back", Actor.BUYER, Actor.DESK),
    _way(State.CANCELLING, State.REFUNDED, "the deposit is back", Actor.PAYMENTS),
    _way(State.REFUNDED, State.CANCELLING, "the refund came back, so it is due again", Actor.PAYMENTS),
    _way(State.PAID, State.DISPUTED, "the bank disputes the deposit", Actor.PAYMENTS),
    _way(State.LOCKED, State.DISPUTED, "the bank disputes the deposit", Actor.PAYMENTS),
    _way(State.HANDED_OVER, State.DISPUTED, "the bank disputes the deposit", Actor.PAYMENTS),
    _way(State.DISPUTED, State.PAID, "the dispute is won", Actor.PAYMENTS),
    _way(State.DISPUTED, State.LOCKED, "the dispute is won", Actor.PAYMENTS),
    _way(State.DISPUTED, State.HANDED_OVER, "the dispute is won", Actor.PAYMENTS),
    _way(State.DISPUTED, State.CHARGED_BACK, "the dispute is lost", Actor.PAYMENTS),
    _way(State.CANCELLING, State.CHARGED_BACK, "the bank was faster than the refund", Actor.PAYMENTS),
)
"""Money that arrives for a preorder that is over moves none of them: it goes back by itself, and the history tells.

A dispute that is won leads back to where it came from. A change of what was ordered, in `paid` only, is no way: the
preorder stays where it is.
"""

HELD = (State.PAID, State.LOCKED, State.HANDED_OVER)
"""The deposit is ours, and nobody wants it back yet."""

HOLDING = (State.RESERVED, *HELD, State.DISPUTED)
"""A preorder of an edition holds a unit while it is in one of these; whichever way leads out of them gives it back.

No way leads back in. Once locked it is built, and its unit stays used however it ends.
"""

_ALLOWED = {(way.source, way.target): way for way in TRANSITIONS}


def transition(source: State, target: State) -> Transition | None:
    """The way between two states, or None where there is none."""
    return _ALLOWED.get((source, target))


def may_move(source: State, target: State, actor: Actor) -> bool:
    """Whether `actor` may move a preorder from `source` to `target`."""
    way = transition(source, target)
    return way is not None and actor in way.actors
