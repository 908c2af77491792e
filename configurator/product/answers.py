"""What the rules answer: the state of an option, the change a choice makes, and contradictions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from configurator.product.configuration import Configuration
from configurator.product.definition import Rule
from configurator.product.errors import OfficinaError


class State(StrEnum):
    """How an option stands from a configuration."""

    CHOSEN = "chosen"
    FORCED = "forced"
    """Chosen in a choose-any group, and can't be dropped without changing another choice."""
    POSSIBLE = "possible"
    """Can be chosen; nothing else is replaced or dropped (it may bring others with it)."""
    CONFLICTING = "conflicting"
    """Can be chosen if other choices give way; `Judgement.reasons` says why."""
    IMPOSSIBLE = "impossible"
    """Retired: in no product any more."""


@dataclass(frozen=True)
class Reason:
    """Choices (ids of options) and rules that together make something impossible; none could be left out."""

    choices: tuple[str, ...]
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class Judgement:
    """State of one option and, of a conflict or of being forced, a `Reason`: the rules and the choices to blame."""

    state: State
    reasons: tuple[Rule, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """What happens when an option is chosen or dropped: the valid outcome and how it differs.

    `replaced` are the options that must go and `added` those that come along, the option itself and, in a
    choose-one group, the one it takes the place of, not counted. A change with nothing replaced needs no asking.
    `released` are consequences of what goes: they leave silently with the option that brought them (wishes.py).
    `reasons` are the rules to blame, in the product's order: of what is replaced, else of what comes along.
    """

    before: Configuration
    after: Configuration
    replaced: tuple[str, ...]
    added: tuple[str, ...]
    reasons: tuple[Rule, ...]
    released: tuple[str, ...] = ()

    @property
    def needs_asking(self) -> bool:
        return bool(self.replaced)


class ContradictionError(OfficinaError):
    """The choices can't go together; `reasons` is a minimal set of rules that says why."""

    def __init__(self, choices: tuple[str, ...], reasons: tuple[Rule, ...]) -> None:
        super().__init__(f"contradictory choices {choices}")
        self.choices = choices
        self.reasons = reasons
