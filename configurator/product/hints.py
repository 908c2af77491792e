"""What is no fault of a product, and may yet be a mistake: rules without effect, choices that are none, and pairs of
options that only several rules together forbid.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from configurator.product.definition import GroupKind, Product, RuleKind
from configurator.product.engine.clauses import TooLargeError
from configurator.product.engine.conditions import Chosen, Condition, Not, Some, equal
from configurator.product.engine.examining import Examination, settled_names
from configurator.product.engine.model import Model
from configurator.product.engine.solver import RuleSolver
from configurator.product.pairs import impossible_pairs
from configurator.product.translation import model_of

SECONDS = 10.0
MOST_PAIRS = 20
"""So many pairs are named; the others are counted."""


@dataclass(frozen=True)
class Hint:
    """One thing to look at: in which file, at which key, and what it is."""

    file: str
    key: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}: {self.key}: {self.reason}"


@dataclass(frozen=True)
class Hints:
    """`is_whole` is whether the time was enough to look at everything."""

    hints: tuple[Hint, ...]
    is_whole: bool


class _TimeIsUpError(Exception):
    pass


def hints_for(product: Product, seconds: float = SECONDS) -> Hints:
    """The hints for a product without faults, found within about so many seconds."""
    deadline = time.monotonic() + seconds
    found: list[Hint] = []
    try:
        looking = _Looking(product, deadline)
        found += looking.idle_rules()
        found += looking.forced_choices()
        found += looking.contradictory_pairs()
    except (_TimeIsUpError, TooLargeError):
        return Hints(tuple(found), is_whole=False)
    return Hints(tuple(found), looking.is_whole)


class _Looking:
    def __init__(self, product: Product, deadline: float) -> None:
        self.product = product
        self.rules = product.rules
        self.deadline = deadline
        self.is_whole = True
        self.places = tuple(range(len(self.rules)))
        model = model_of(product)
        self.groups_known = [
            {product.options[name].group for name in constraint.names} for constraint in model.constraints
        ]
        self.solver = RuleSolver(model)
        self.examination = Examination(_with_causes(model))
        self.settled = settled_names(self.solver, tuple(product.options))

    def _watch_the_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise _TimeIsUpError

    def idle_rules(self) -> Iterator[Hint]:
        """Rules that could all be left out together: that never apply, or say nothing that the others don't.

        Of rules that say the same the first is needed. One that includes is needed wherever it applies: it says what
        costs nothing.
        """
        needed = list(self.places)
        idle: list[int] = []
        for place in reversed(self.places):
            self._watch_the_time()
            without, others = self._without(place), [other for other in needed if other != place]
            if without is not None and not self.examination.is_possible([without], others):
                needed, idle = others, [place, *idle]
        for place in idle:
            self._watch_the_time()
            without = self._without(place)
            why = (without and self.examination.blame([without], needed)) or ()
            if self._applies(place, needed):
                reason = f"says nothing that {self._named(why)} {'do' if len(why) > 1 else 'does'} not say"
            else:
                reason = f"never applies, because of {self._named(why)}"
            yield Hint(self.rules[place].file, f"rule {self.rules[place].key}", reason)

    def _without(self, place: int) -> int | None:
        """What can't be, among the other rules, if this one is idle; None where nobody can tell."""
        if self.rules[place].kind is RuleKind.INCLUDES:
            return self.examination.literal(_cause_name(place))
        return self.examination.broken(place)

    def _applies(self, place: int, needed: Sequence[int]) -> bool:
        name = _cause_name(place)
        known = self.examination.model.place
        return name not in known or self.examination.is_possible([self.examination.literal(name)], needed)

    def forced_choices(self) -> Iterator[Hint]:
        """Options of choose-any groups that every product has."""
        for option_id in self.settled.core if self.settled else ():
            option = self.product.options[option_id]
            if self.product.group_by_key[option.group].kind is GroupKind.ANY:
                self._watch_the_time()
                why = self.examination.blame([-self.examination.literal(option_id)], self.places) or ()
                reason = f"every product has it, because of {self._named(why)}: there is nothing to choose"
                yield Hint("options.toml", f"{option.group}.options.{option.key}", reason)

    def contradictory_pairs(self) -> Iterator[Hint]:
        """Pairs of options that are possible apart and not together, though no rule or group by itself says so."""
        dead = set(self.settled.dead if self.settled else self.product.options)
        options = [option_id for option_id in self.product.options if option_id not in dead]
        shown = number = 0
        for one, other in impossible_pairs(self.solver, options):
            try:
                self._watch_the_time()
            except _TimeIsUpError:
                self.is_whole = False
                break
            if self._is_said(one, other):
                continue
            number += 1
            if shown < MOST_PAIRS:
                shown += 1
                why = self.examination.blame(self._both(one, other), self.places) or ()
                reason = f"no product has both, because of {self._named(why)} together"
                yield Hint("rules.toml", f"{one} and {other}", reason)
        if number > shown:
            yield Hint("rules.toml", "pairs", f"{number - shown} more pairs of options are forbidden by several rules")

    def _is_said(self, one: str, other: str) -> bool:
        """Whether the groups or a single rule forbid both: one that knows an option of both groups."""
        both = self._both(one, other)
        if not self.examination.is_possible(both, ()):
            return True
        groups = {self.product.options[one].group, self.product.options[other].group}
        return any(
            groups <= known and not self.examination.is_possible(both, (place,))
            for place, known in enumerate(self.groups_known)
        )

    def _both(self, one: str, other: str) -> list[int]:
        return [self.examination.literal(one), self.examination.literal(other)]

    def _named(self, places: Iterable[int]) -> str:
        keys = [f"rule {self.rules[place].key}" for place in places]
        return f"{', '.join(keys[:-1])} and {keys[-1]}" if len(keys) > 1 else "".join(keys) or "the groups themselves"


def _with_causes(model: Model) -> Model:
    """The model with a name for what makes each rule apply, where it does not always."""
    causes: dict[str, Condition] = {}
    for place, constraint in enumerate(model.constraints):
        match constraint.body:
            case Some((Not(cause), _)):
                causes[_cause_name(place)] = cause
    always = (*model.always, *(equal(Chosen(name), cause) for name, cause in causes.items()))
    return Model((*model.names, *causes), model.ones, model.constraints, always)


def _cause_name(place: int) -> str:
    return f"cause\n{place}"
