"""Counting what has no small decision diagram: by Ganak, where it is installed, in a process that can be ended.

As a program it reads DIMACS from its input and prints the number of solutions, in hexadecimal digits.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from configurator.product.engine.model import Model
from configurator.product.formats.dimacs import formula_of, read_dimacs, write_dimacs

ROOT = Path(__file__).resolve().parents[3]
MOST_MEMORY = 4 * 1024**3


def count_by_solver(model: Model, seconds: float) -> int | None:
    """The number of the model's products; None where Ganak is not installed, or not done in so many seconds."""
    if find_spec("pyganak") is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - ourselves
            [sys.executable, "-m", __name__],
            input=write_dimacs(formula_of(model)),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    return int(answer.stdout, 16) if answer.returncode == 0 else None


def main() -> None:
    """Count the formula on standard input."""
    from pyganak import Counter

    _limit_memory()
    formula = read_dimacs(sys.stdin.read())
    counter = Counter()
    counter.new_vars(len(formula.names))
    counter.add_clauses(formula.clauses)
    print(f"{counter.count():x}")


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    main()
