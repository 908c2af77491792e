"""The one table of a preorder's states and of the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    RESERVED = "reserved"
    """Placed; the deposit has not been paid yet."""
    PAID = "paid"
    CANCELLING = "cancelling"
    """Cancelled after the deposit was paid: the refund is due."""
    REFUNDED = "refunded"
    CANCELLED = "cancelled"
    """Cancelled before any money was paid."""
    EXPIRED = "expired"
    """Nobody paid in time."""


class Actor(StrEnum):
    """Who may move a preorder."""

    BUYER = "buyer"
    PAYMENTS = "payments"
    CLOCK = "clock"
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


TRANSITIONS = (
    _way(State.RESERVED, State.PAID, "the deposit arrives", Actor.PAYMENTS),
    _way(State.RESERVED, State.CANCELLED, "cancelled before payment", Actor.BUYER, Actor.DESK),
    _way(State.RESERVED, State.EXPIRED, "not paid in time", Actor.CLOCK),
    _way(State.PAID, State.CANCELLING, "cancelled: the deposit is to go back", Actor.BUYER, Actor.DESK),
    _way(State.CANCELLING, State.REFUNDED, "the deposit is back", Actor.PAYMENTS),
    _way(State.REFUNDED, State.CANCELLING, "the refund came back: it is due again", Actor.PAYMENTS),
)
"""Money that arrives for a preorder that is over moves none of them: it goes back by itself, and the history tells."""

_ALLOWED = {(way.source, way.target): way for way in TRANSITIONS}


def transition(source: State, target: State) -> Transition | None:
    """The way between two states, or None where there is none."""
    return _ALLOWED.get((source, target))


def may_move(source: State, target: State, actor: Actor) -> bool:
    """Whether `actor` may move a preorder from `source` to `target`."""
    way = transition(source, target)
    return way is not None and actor in way.actors
