"""How benchmarks measure: in turn, several times, as medians and as the ratio of each pair of runs."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def cpu_seconds(work: Callable[[], object]) -> float:
    """Processor time, with that of the programmes that the work runs: fair on a machine that others use, too."""
    before = _cpu_clock()
    work()
    return _cpu_clock() - before


def _cpu_clock() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def compare(ours: Callable[[], object], other: Callable[[], object], runs: int = 5) -> tuple[float, float, float]:
    """Run both in turn after a warm-up; returns the medians of ours, of the other, and of other ÷ ours, in seconds."""
    ours(), other()
    pairs = [(seconds(ours), seconds(other)) for _ in range(runs)]
    return (
        statistics.median(a for a, _ in pairs),
        statistics.median(b for _, b in pairs),
        statistics.median(b / a for a, b in pairs),
    )
