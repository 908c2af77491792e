"""What goes together: exact answers from a SAT solver, one per product and process, guarded by a lock."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from configurator.product.configuration import Configuration
from configurator.product.definition import Product, Rule
from configurator.product.errors import OfficinaError


class State(StrEnum):
    """How an option stands from a configuration."""

    CHOSEN = "chosen"
    FORCED = "forced"
    """Chosen, and can't be dropped without changing another choice."""
    POSSIBLE = "possible"
    """Can be chosen; nothing else is replaced or dropped (it may bring others with it)."""
    CONFLICTING = "conflicting"
    """Can be chosen if other choices give way; `Judgement.reasons` says why."""
    IMPOSSIBLE = "impossible"
    """Retired: in no product any more."""


@dataclass(frozen=True)
class Judgement:
    """State of one option, with the rules to blame (of a conflict, or of being forced) in the product's order."""

    state: State
    reasons: tuple[Rule, ...] = ()


@dataclass(frozen=True)
class Change:
    """What happens when an option is chosen or dropped: the valid outcome and how it differs.

    `replaced` are the options that must go and `added` those that come along, the option itself and, in a
    choose-one group, the one it takes the place of, not counted. A change with nothing replaced needs no asking.
    """

    before: Configuration
    after: Configuration
    replaced: tuple[str, ...]
    added: tuple[str, ...]
    reasons: tuple[Rule, ...]

    @property
    def needs_asking(self) -> bool:
        return bool(self.replaced)


class ContradictionError(OfficinaError):
    """The choices can't go together; `reasons` is a minimal set of rules that says why."""

    def __init__(self, choices: tuple[str, ...], reasons: tuple[Rule, ...]) -> None:
        super().__init__(f"contradictory choices {choices}")
        self.choices = choices
        self.reasons = reasons


class ProductRules:
    """Every question about what goes together in one product. Safe to share between threads.

    All answers are deterministic: equal in each process and for each order of the same choices.
    """

    def __init__(self, product: Product) -> None:
        self.product = product

    def is_valid(self, options: Iterable[str]) -> bool:
        """Whether these ids are a complete, valid product without retired options."""
        raise NotImplementedError

    def broken(self, options: Iterable[str]) -> tuple[Rule, ...]:
        """The rules that a set of choices breaks by itself."""
        raise NotImplementedError

    def complete(self, choices: Iterable[str]) -> Configuration:
        """All of `choices`, and for the rest the product's defaults as far as the rules allow.

        Raises ContradictionError when the choices can't all be kept.
        """
        raise NotImplementedError

    def nearest(self, choices: Iterable[str]) -> Configuration:
        """The valid configuration that keeps as many of `choices` as possible; unknown and retired ids are dropped."""
        raise NotImplementedError

    def judge(self, configuration: Configuration) -> Mapping[str, Judgement]:
        """The state of every option from here, by id, under the meaning "I may replace my choice in this group"."""
        raise NotImplementedError

    def choose(self, configuration: Configuration, option_id: str) -> Change:
        """Choose an option, keeping as many of the other choices as possible.

        Raises ContradictionError for an option that no product can have.
        """
        raise NotImplementedError

    def drop(self, configuration: Configuration, option_id: str) -> Change:
        """Drop an option of a choose-any group, keeping as many of the other choices as possible."""
        raise NotImplementedError

    def sample(self, chance: random.Random) -> Configuration:
        """A random valid configuration in `configuration`'s sense; equal for equal states of `chance`."""
        raise NotImplementedError

    def forced_pairs(self) -> frozenset[tuple[str, str]]:
        """Pairs of option ids (in the product's order) that rules force together or forbid together.

        Statistics leave them out: their lift says nothing about taste.
        """
        raise NotImplementedError
