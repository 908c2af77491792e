"""What holds of a whole model: names that are always or never chosen, and which constraints say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from pysat.solvers import Cadical153

from configurator.product.engine.clauses import Clauses
from configurator.product.engine.conditions import ALWAYS, NEVER, Chosen, Condition, Every, Not, Some, implies
from configurator.product.engine.effort import Effort
from configurator.product.engine.model import Constraint, Model, Table
from configurator.product.engine.simplifying import replaced
from configurator.product.engine.solver import RuleSolver
from configurator.product.errors import OfficinaError
from configurator.product.limits import CONFLICTS, LITERALS

MOST_CELLS = 20_000
"""Of a table whose opposite is asked for."""
Progress = Callable[[int, int], None]
"""Told now and then how much of how much is done."""


def unheard(done: int, whole: int) -> None:
    """Progress that nobody wants to hear of."""


class TooHardToTellError(OfficinaError):
    """A model that takes more effort than we make."""

    def __init__(self) -> None:
        super().__init__("the rules are too many or too hard to tell what is always or never chosen")


@dataclass(frozen=True)
class Settled:
    """The names that every product has, and those that none has, in the model's order."""

    core: tuple[str, ...]
    dead: tuple[str, ...]


def without_blame(model: Model) -> Model:
    """The same products, with constraints that can't be blamed: quicker for a solver to work with."""
    tables = tuple(constraint for constraint in model.constraints if isinstance(constraint.body, Table))
    rest = (constraint.body for constraint in model.constraints if not isinstance(constraint.body, Table))
    return replace(model, constraints=tables, always=(*model.always, *rest))


def solver_within_effort(model: Model, names: Sequence[str]) -> RuleSolver:
    """A solver of a model that nobody checked, with constraints that can't be blamed.

    Raises TooHardToTellError, after a stated effort, where it takes more to tell which of the names are settled.
    """
    model = without_blame(model)
    if not Effort(LITERALS, CONFLICTS).is_enough_for(model, names, both=True):
        raise TooHardToTellError
    return RuleSolver(model)


def without_settled(model: Model, settled: Settled) -> Model:
    """As many products, without the names that are settled; a model with tables is left as it is."""
    if any(isinstance(constraint.body, Table) for constraint in model.constraints):
        return model
    values: dict[str, Condition] = {**dict.fromkeys(settled.core, ALWAYS), **dict.fromkeys(settled.dead, NEVER)}

    def left(condition: Condition) -> Condition:
        return replaced(condition, lambda name: values.get(name, Chosen(name)))

    bodies = (constraint.body for constraint in model.constraints if not isinstance(constraint.body, Table))
    conditions = (left(condition) for condition in (*model.always, *bodies))
    ones = (one for one in model.ones if not any(values.get(name) == ALWAYS for name in one))
    return Model(
        names=tuple(name for name in model.names if name not in values),
        ones=tuple(tuple(name for name in one if name not in values) for one in ones),
        always=tuple(condition for condition in conditions if condition != ALWAYS),
    )


def settled_names(solver: RuleSolver, names: Sequence[str], progress: Progress = unheard) -> Settled | None:
    """Which of the names every product has, and which none; None when there is no product at all. Exact."""
    literals = [solver.variable[name] for name in names]
    first = solver.witness(())
    if first is None:
        return None
    core, dead = first.intersection(literals), frozenset(literals) - first
    solver.lean_to([*(-literal for literal in core), *dead])  # so that each witness settles as many as it can
    for done, literal in enumerate(literals):
        progress(done, len(literals))
        if literal not in core and literal not in dead:
            continue
        witness = solver.witness([-literal if literal in core else literal])
        if witness is not None:
            core, dead = core & witness, dead - witness
    progress(len(literals), len(literals))
    return Settled(
        tuple(name for name, literal in zip(names, literals, strict=True) if literal in core),
        tuple(name for name, literal in zip(names, literals, strict=True) if literal in dead),
    )


class Examination:
    """Questions about a model of which any of the constraints hold: a set of places in it. Deterministic.

    Not for several threads at once. Raises TooLargeError.
    """

    def __init__(self, model: Model) -> None:
        self.model = model
        opposites = {place: opposite for place, each in enumerate(model.constraints) if (opposite := _opposite(each))}
        names = {place: f"broken\n{place}" for place in opposites}
        broken = (implies(Chosen(names[place]), opposite) for place, opposite in opposites.items())
        clauses = Clauses(
            replace(model, names=(*model.names, *names.values()), always=(*model.always, *broken)),
        )
        self._variable, self._selectors = clauses.variable, clauses.selectors
        self._broken = {place: clauses.variable[name] for place, name in names.items()}
        self._solver = Cadical153(bootstrap_with=clauses.clauses)

    def literal(self, name: str) -> int:
        """What stands for "this name is chosen"; less than nought, for the opposite."""
        return self._variable[name]

    def broken(self, place: int) -> int | None:
        """What stands for "this constraint is broken"; None for a table too large to be turned round."""
        return self._broken.get(place)

    def is_possible(self, literals: Iterable[int], places: Iterable[int]) -> bool:
        """Whether a product of these constraints has all of the literals."""
        return bool(self._solver.solve([*(self._selectors[place] for place in places), *literals]))

    def blame(self, literals: Sequence[int], places: Sequence[int]) -> tuple[int, ...] | None:
        """A minimal part of these constraints that makes the literals impossible; None when they are possible.

        Of several such parts one of early constraints. Divides and asks, so that long lists need few questions.
        """
        if self.is_possible(literals, places):
            return None
        if not self.is_possible(literals, ()):
            return ()
        return tuple(sorted(self._minimal(literals, [], list(places), is_new=False)))

    def _minimal(self, literals: Sequence[int], held: list[int], places: list[int], *, is_new: bool) -> list[int]:
        """What of `places` must be added to `held` to make the literals impossible, as all of them do (QuickXplain).

        `is_new` says that `held` has grown since it was known to be too little.
        """
        if is_new and not self.is_possible(literals, held):
            return []
        if len(places) == 1:
            return places
        early, late = places[: len(places) // 2], places[len(places) // 2 :]
        late = self._minimal(literals, [*held, *early], late, is_new=True)
        early = self._minimal(literals, [*held, *late], early, is_new=bool(late))
        return [*early, *late]


def _opposite(constraint: Constraint) -> Condition | None:
    body = constraint.body
    if not isinstance(body, Table):
        return Not(body)
    rows = dict.fromkeys(body.rows)
    if len(rows) * len(body.columns) > MOST_CELLS:
        return None
    return Not(Some(tuple(Every(tuple(Chosen(name) for name in row if name is not None)) for row in rows)))
