"""How long the rule engine takes for one click: every option judged, explained and priced, against other engines.

uv run python -m tests.benchmarks.rules [clicks]

Each click is another set of choices from a random product, two in five groups chosen; Piccola's are whole
configurations, as on its page. The other engines answer less: which options are possible, no reasons, no prices.
Times are of the processor, so that a busy machine makes little difference. The first time that a click is asked about
little is remembered that it needs; after that, the reasons that it has are.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from multiprocessing import Process, Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import clingo
from ortools.sat.python import cp_model

from configurator.config import ROOT
from configurator.product.configuration import Configuration, market_of
from configurator.product.engine.clauses import Clauses
from configurator.product.engine.diagram import Diagram
from configurator.product.engine.judging import Judging
from configurator.product.engine.model import Model
from configurator.product.engine.solver import RuleSolver
from configurator.product.engine.storing import Store
from configurator.product.engine.surveying import Surveying
from configurator.product.impact import impact
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules, State
from configurator.product.translation import KEPT, model_of
from configurator.product.wishes import held
from tests.benchmarks.models import Synthetic, synthetic, table_ruled
from tests.benchmarks.timing import cpu_seconds

PATIENCE = 10.0
"""Seconds after which another engine is not waited for any more."""
Made = TypeVar("Made")
Click = tuple[frozenset[str], frozenset[str]]
"""A product, and the choices of it that were made."""


@dataclass
class Case:
    """A model, the clicks on it, and what is asked at each of them, from little to everything."""

    name: str
    model: Model
    clicks: Sequence[Click]
    asked: dict[str, Callable[[Click], object]]
    possible: Callable[[Click], frozenset[str]]
    visit: Sequence[Click]
    """Clicks that each change one choice of the click before."""
    start: Start
    compared: Callable[[Click], frozenset[str]] | None = None
    """Of which names the others' answers mean the same; without it of all."""


@dataclass
class Start:
    """What it takes until the first click can be answered: seconds, megabytes that stay and at the most, and seconds

    the second time, when the diagram is kept on disk (None without a diagram).
    """

    seconds: float
    megabytes: float
    most: float
    again: float | None = None

    def __str__(self) -> str:
        again = "" if self.again is None else f", in {self.again:.2f} s when the diagram is kept on disk"
        return f"compiled in {self.seconds:.2f} s{again}; {self.megabytes:.0f} MB, meanwhile {self.most:.0f} MB"


class Clingo:
    """Brave consequences: one question for the groups without a choice, and one for each group with one."""

    def __init__(self, model: Model) -> None:
        self.model = model
        clauses = Clauses(model)
        self.control = clingo.Control(["--enum-mode=brave", "0"])
        with self.control.backend() as backend:
            atoms = [backend.add_atom(_atom(place)) for place in range(len(model.names))]
            atoms += [backend.add_atom() for _ in range(clauses.top - len(atoms))]
            backend.add_rule(atoms, choice=True)
            for clause in (*clauses.clauses, *([selector] for selector in clauses.selectors)):
                backend.add_rule([], [-atoms[lit - 1] if lit > 0 else atoms[-lit - 1] for lit in clause])

    def possible(self, choices: frozenset[str]) -> frozenset[str]:
        found = set(self._brave(choices))
        for one in self.model.ones:
            kept = choices - _own(one)
            if kept < choices:
                found |= self._brave(kept).intersection(one)
        return frozenset(found)

    def _brave(self, choices: Iterable[str]) -> frozenset[str]:
        kept = [(_atom(self.model.place[name]), True) for name in choices]
        with self.control.solve(assumptions=kept, yield_=True) as handle:
            last = [model.symbols(atoms=True) for model in handle][-1]
        return frozenset(self.model.names[symbol.arguments[0].number] for symbol in last)


def _atom(place: int) -> clingo.Symbol:
    return clingo.Function("name", [clingo.Number(place)])


def _own(one: Iterable[str]) -> frozenset[str]:
    """The names of a choose-one set, and those that say that one of them is kept (translation.py)."""
    return frozenset(name for option in one for name in (option, KEPT + option))


class CpSat:
    """One solution after another, each with an option that was in none before."""

    def __init__(self, model: Model) -> None:
        self.model = model
        clauses = Clauses(model)
        self.cp = cp_model.CpModel()
        self.variables = [self.cp.new_bool_var("") for _ in range(clauses.top)]
        for clause in (*clauses.clauses, *([selector] for selector in clauses.selectors)):
            self.cp.add_bool_or(self._literal(literal) for literal in clause)
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1

    def _literal(self, literal: int) -> cp_model.LiteralT:
        return self.variables[literal - 1] if literal > 0 else ~self.variables[-literal - 1]

    def possible(self, choices: frozenset[str]) -> frozenset[str] | None:
        """None when it takes too long."""
        started, found = time.perf_counter(), set[str]()
        one_of = {name: _own(one) for one in self.model.ones for name in one}
        for name in self.model.names:
            if name in found:
                continue
            if time.perf_counter() - started > PATIENCE:
                return None
            self.cp.clear_assumptions()
            kept = choices.difference(one_of.get(name, ())) | {name}
            self.cp.add_assumptions([self.variables[self.model.place[other]] for other in kept])
            if self.solver.solve(self.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
                there = [n for n, v in zip(self.model.names, self.variables, strict=False) if self.solver.value(v)]
                found.update(n for n in there if choices.difference(one_of.get(n, ())) <= {*there})
        return frozenset(found)


def main(clicks: int) -> None:
    cases: list[Callable[[int], Case]] = [
        piccola,
        lambda number: rule_ruled(30, 150, number),
        lambda number: rule_ruled(100, 500, number),
        lambda number: rule_ruled(300, 1500, max(number // 4, 1)),
        table_case,
    ]
    for make in cases:
        case = make(clicks)
        print(f"\n{case.name}; {len(case.clicks)} clicks; {case.start}")
        everything = list(case.asked.values())[-1]
        asked = {"everything, asked for the first time": everything, **case.asked}
        ours = {
            what: [cpu_seconds(lambda a=ask, c=click: a(c)) for click in case.clicks]  # type: ignore[misc]
            for what, ask in asked.items()
        }
        everything(case.visit[0])
        ours["everything, one choice changed"] = [
            cpu_seconds(lambda a=everything, c=click: a(c))  # type: ignore[misc]
            for click in case.visit[1:]
        ]
        for what, times in ours.items():
            print(f"  {what:37}{_told(times)}")
        compare(case, statistics.median(ours[next(iter(case.asked))]))
        print(f"  {'two processes, everything':37}{rate(everything, case.clicks):10.0f} clicks a second")


def compare(case: Case, ours: float) -> None:
    """Ask the others on the same clicks, and hold our answers against theirs."""
    for engine in (Clingo, CpSat):
        built = time.perf_counter()
        other = engine(case.model)
        built = time.perf_counter() - built
        times: list[float] = []
        started = time.perf_counter()
        for click in case.clicks:
            begun = time.process_time()
            found = other.possible(click[1])
            times.append(time.process_time() - begun)
            if found is not None:
                names = case.compared(click) if case.compared else frozenset(case.model.names)
                assert found & names == case.possible(click) & names, "the engines disagree"
            if time.perf_counter() - started > PATIENCE:
                break
        told = _told(times) if found is not None else f"> {PATIENCE:.0f} s"
        print(
            f"  {engine.__name__ + ', possible only':37}{told}  built in {built:.1f} s, {len(times)} clicks, "
            f"{statistics.median(times) / ours:.0f} × ours"
        )


def _told(times: Sequence[float]) -> str:
    late = sorted(times)[min(len(times) - 1, int(len(times) * 0.99))]
    return f"{statistics.median(times) * 1000:10.3f} ms median {late * 1000:10.3f} ms p99"


def rate(ask: Callable[[Click], object], clicks: Sequence[Click]) -> float:
    """Clicks a second with two processes, both asking for some seconds."""
    answered: Queue[float] = Queue()

    def work(offset: int) -> None:
        done, started = 0, time.perf_counter()
        while time.perf_counter() - started < 3 or not done:
            ask(clicks[(offset + done) % len(clicks)])
            done += 1
        answered.put(done / (time.perf_counter() - started))

    workers = [Process(target=work, args=(number * len(clicks) // 2,)) for number in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return answered.get() + answered.get()


def piccola(number: int) -> Case:
    """The product in the box, as its page asks: whole configurations, with what a visitor holds on to (wishes.py)."""
    product = load_product(ROOT / "designs" / "piccola")

    def make(store: Store) -> ProductRules:
        rules = ProductRules(product, store=store)
        rules.count()
        return rules

    rules, start = _started_twice(make)
    chance = random.Random(1)
    found = [rules.sample(chance) for _ in range(2 * number)]
    for configuration in found[number:]:  # the site has been open for a while
        impact(product, rules, configuration)
    model = model_of(product)
    variable = {name: place + 1 for name, place in model.place.items()}
    asked: dict[frozenset[str], Configuration] = {}
    visited = [found[-1]]
    for _ in range(number // 2):
        judged = rules.judge(visited[-1]).items()
        possible = [option_id for option_id, judgement in judged if judgement.state is State.POSSIBLE]
        visited.append(rules.choose(visited[-1], chance.choice(possible)).after)
    clicks = []
    for configuration in (*found[:number], *visited):
        literals = held(product, variable, configuration.options, market_of(product, configuration.options))
        asked[configuration.options] = configuration
        clicks.append((configuration.options, frozenset(model.names[literal - 1] for literal in literals.values())))

    def fresh(click: Click) -> Configuration:
        rules._judged.cache_clear()
        rules._changes._standing.cache_clear()
        return asked[click[0]]

    return Case(
        f"{product.key}: {len(product.options)} options, {len(product.rules)} rules, whole configurations",
        model,
        clicks[:number],
        {
            "possible, with reasons": lambda click: rules.judge(fresh(click)),
            "everything: and prices": lambda click: impact(product, rules, fresh(click)),
        },
        lambda click: frozenset(
            option_id for option_id, found in rules.judge(asked[click[0]]).items() if found.state is State.POSSIBLE
        ),
        clicks[number:],
        start,
        lambda click: frozenset(product.options) - click[0],
    )


def rule_ruled(groups: int, rules: int, number: int) -> Case:
    """Random rules between random options, as measured before (shared notes of the project)."""
    made = synthetic(groups, 8, rules)
    model, place = made.model, made.model.place
    judging, start = _started(lambda: Judging(model, [made.prices[name] for name in model.names]))

    def places(names: Iterable[str]) -> list[int]:
        return sorted(place[name] for name in names)

    return Case(
        f"{made.name}, {groups * 2 // 5} choices",
        model,
        _clicks(made, judging.solver, number),
        {
            "possible only": lambda click: judging.possible(places(click[0]), places(click[1])),
            "possible, with reasons": lambda click: judging.judge(places(click[0]), places(click[1]), is_priced=False),
            "everything: and prices": lambda click: judging.judge(places(click[0]), places(click[1])),
        },
        lambda click: frozenset(
            name
            for name, is_possible in zip(model.names, judging.possible(places(click[0]), places(click[1])), strict=True)
            if is_possible
        ),
        _visit(made, judging.solver, max(number // 2, 2)),
        start,
    )


def table_case(number: int) -> Case:
    """Tables alone, judged by sweeps over a decision diagram; a solver says which tables are to blame."""
    made = table_ruled()
    model, place = made.model, made.model.place
    solver = RuleSolver(model)

    def make(store: Store) -> tuple[Diagram, Surveying]:
        diagram = store.compiled(model).diagram
        return diagram, Surveying(model, [made.prices[name] for name in model.names], diagram, solver)

    (diagram, surveying), start = _started_twice(make)

    def places(names: Iterable[str]) -> list[int]:
        return sorted(place[name] for name in names)

    return Case(
        f"{made.name}, {len(model.ones) * 2 // 5} choices",
        model,
        _clicks(made, solver, max(number // 5, 1)),
        {
            "possible only": lambda click: diagram.supported(click[1], replacing=True),
            "possible, with reasons": lambda click: surveying.judge(
                places(click[0]), places(click[1]), is_priced=False
            ),
            "everything: and prices": lambda click: surveying.judge(places(click[0]), places(click[1])),
        },
        lambda click: diagram.supported(click[1], replacing=True),
        _visit(made, solver, max(number // 2, 2)),
        start,
    )


def _clicks(made: Synthetic, solver: RuleSolver, number: int) -> list[Click]:
    """Choices that go together, each with the first product that has them."""
    return [_click(made, solver, choices) for choices in made.clicks(number, len(made.model.ones) * 2 // 5)]


def _visit(made: Synthetic, solver: RuleSolver, number: int) -> list[Click]:
    """Likewise, but each with another choice in one set of those made before."""
    chance, place = random.Random(2), made.model.place
    (choices,) = made.clicks(1, len(made.model.ones) * 2 // 5, seed=2)
    clicks = [_click(made, solver, choices)]
    while len(clicks) < number:
        one = chance.choice([one for one in made.model.ones if not choices.isdisjoint(one)])
        changed = choices.difference(one) | {chance.choice(one)}
        if changed != choices and solver.is_possible([place[name] + 1 for name in changed]):
            choices = changed
            clicks.append(_click(made, solver, choices))
    return clicks


def _click(made: Synthetic, solver: RuleSolver, choices: frozenset[str]) -> Click:
    names, place = made.model.names, made.model.place
    wishes = [-place[name] - 1 for one in made.model.ones for name in reversed(one[1:])]
    settled = solver.settle([place[name] + 1 for name in sorted(choices)], wishes) or frozenset()
    return frozenset(names[literal - 1] for literal in settled if literal > 0), choices


def _started(make: Callable[[], Made]) -> tuple[Made, Start]:
    Path("/proc/self/clear_refs").write_text("5")  # forgets the highest mark
    before, started = _megabytes("VmRSS"), time.process_time()
    made = make()
    return made, Start(time.process_time() - started, _megabytes("VmRSS") - before, _megabytes("VmHWM") - before)


def _started_twice(make: Callable[[Store], Made]) -> tuple[Made, Start]:
    with TemporaryDirectory() as folder:
        made, start = _started(lambda: make(Store(Path(folder))))
        start.again = cpu_seconds(lambda: make(Store(Path(folder))))
    return made, start


def _megabytes(mark: str) -> float:
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines[mark].split()[0]) * 1024 / 1e6


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
