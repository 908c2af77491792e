"""Huge and hostile models from elsewhere get a clear refusal, or an answer, soon and in little memory."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

LOOK = """
import sys
from pathlib import Path
from configurator.product.errors import OfficinaError
from configurator.product.formats.inspecting import inspect
try:
    found = inspect(Path(sys.argv[1]), seconds=0)
except OfficinaError as refusal:
    print("refused:", refusal)
else:
    print("told:", len(found.names), found.log10 and round(found.log10, 2))
"""
SECONDS, MEMORY = 60, 2 * 1024**3
"""Of processor time; most take less than three."""


def children(lines: list[str], group: str = "optional") -> str:
    return f"features\n\tR\n\t\t{group}\n" + "".join(f"\t\t\t{line}\n" for line in lines)


def pigeons(holes: int) -> str:
    """Nobody can keep these clauses, and a solver needs an age to find out."""
    at = [[bird * holes + hole + 1 for hole in range(holes)] for bird in range(holes + 1)]
    pairs = [(-at[a][h], -at[b][h]) for h in range(holes) for b in range(holes + 1) for a in range(b)]
    clauses = [*map(tuple, at), *pairs]
    rows = "".join(f"{' '.join(map(str, clause))} 0\n" for clause in clauses)
    return f"p cnf {holes * (holes + 1)} {len(clauses)}\n{rows}"


def features(many: int) -> list[str]:
    return [f"F{number}" for number in range(many)]


MODELS = {
    "too many features.uvl": (lambda: children(features(100_001)), "more than 100,000 features"),
    "large quantities.uvl": (
        lambda: children([f"F{number} cardinality [1..1000]" for number in range(30_000)]),
        "line 103: more than 100,000 features, each number of a quantity counted",
    ),
    "a large cardinality.uvl": (lambda: children(features(5000), "[2500..2500]"), "the rules are too large"),
    "many features.uvl": (lambda: children(features(20_000)), "told: 20001 6020.6"),
    "a wide alternative.uvl": (lambda: children(features(20_000), "alternative"), "the rules are too many or too hard"),
    "doubling constraints.uvl": (
        lambda: children(["A"]) + "constraints\n" + ("\t" + " <=> ".join("A" * 16) + "\n") * 1000,
        "the constraints have more than 1,000,000 parts together",
    ),
    "long constraints.uvl": (
        lambda: children(["A"]) + "constraints\n" + ("\t" + " | ".join("A" * 1000) + "\n") * 3000,
        "the constraints have more than 1,000,000 parts together",
    ),
    "a large file.uvl": (lambda: "features\n\tR {" + "a 1, " * 4_000_000, "is larger than 16 MB"),
    "a large header.cnf": (lambda: "p cnf 999999999 1\n1 0\n", "more than 100,000 variables"),
    "many variables.cnf": (lambda: "p cnf 100000 1\n1 2 0\n", "told: 100000 30102.87"),
    "many clauses.cnf": (lambda: "p cnf 9 200000\n" + "1 0\n" * 200_000, "told: 9 2.41"),
    "a hard question.cnf": (lambda: pigeons(14), "the rules are too many or too hard"),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_hostile_model_is_refused_or_told_soon(name: str, tmp_path: Path) -> None:
    content, answer = MODELS[name]
    (tmp_path / name).write_text(content())

    def little() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    command = [sys.executable, "-c", LOOK, str(tmp_path / name)]
    told = subprocess.run(command, preexec_fn=little, capture_output=True, text=True, check=False)
    assert answer in told.stdout, (told.returncode, told.stdout, told.stderr[-500:])
