"""`python -m tests.crash`: dies at every step of every scenario, or at random moments under random faults."""

from __future__ import annotations

import argparse
import gc
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash.databases import Database, FileInFolder, OnServer
from tests.crash.house import House
from tests.crash.runs import Expected, References, Run, run, violations
from tests.crash.scenarios import MASS_REFUND, MIXED, NUMBERED, Deed
from tests.crash.shop import Shop, prepare
from tests.crash.steps import Death
from tests.crash.truth import NUMBER_OF_CHECKS
from tests.postgresql import started_postgresql

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - the folder in it is made by mkdtemp
FAULTS = (0.0, 0.0, 0.03, 0.1)


@dataclass
class Tally:
    """What all runs so far came to."""

    database: str
    runs: int = 0
    deaths: int = 0
    steps: set[str] = field(default_factory=set)
    faults: int = 0
    repeated_mails: int = 0
    not_met: int = 0
    violations: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def command(self) -> str:
        return f"uv run python -m tests.crash --database {self.database}"

    def add(self, found: Run, told: list[str], again: str, log: Path) -> None:
        """Count a run; what is wrong with it is told at once, with the command that does it again."""
        self.runs += 1
        self.deaths += len(found.deaths)
        self.steps |= {f"{step.process}: {step.name}" for step in found.deaths}
        self.faults += found.faults
        self.repeated_mails += found.truth.repeated_mails if found.truth else 0
        self.violations += bool(told)
        if told:
            print(f"\n{again}", *(f"  {one}" for one in told), f"  log: {_kept(log, self.runs)}", sep="\n", flush=True)
        elif sys.stderr.isatty() or self.runs % 10 == 0:
            end = "" if sys.stderr.isatty() else "\n"
            print(f"\r{self}", end=end, file=sys.stderr, flush=True)

    def __str__(self) -> str:
        return (
            f"{self.runs} runs on {self.database}, {self.deaths} crashes at {len(self.steps)} different steps, "
            f"{self.faults} faults, {self.runs * NUMBER_OF_CHECKS} invariants checked, "
            f"{self.repeated_mails} mails sent again, {self.not_met} steps not met, "
            f"{self.violations} violations, {time.monotonic() - self.began:.0f} s"
        )


def _kept(log: Path, number: int) -> Path:
    kept = Path(tempfile.gettempdir()) / f"crash-{number}.log"
    if log.exists():
        shutil.copy(log, kept)
    return kept


def die_at_every_step(shop: Shop, deeds: list[Deed], every: int, only: int, tally: Tally) -> None:
    """Do each deed undisturbed, then once for each of its steps (or each `every`-th, or `only` one), dying there."""
    log = shop.house.instance / "log"
    for deed in deeds:
        undisturbed = run(shop, [deed])
        reference = undisturbed.truth
        tally.add(undisturbed, list(reference.broken) if reference else [undisturbed.stuck], deed.name, log)
        if reference is None:
            continue
        expected = Expected(reference.fates, reference.accounts)
        for number, step in enumerate(undisturbed.steps, 1):
            if (only and number != only) or (number + len(deed.name)) % every:
                continue
            found = run(shop, [deed], {step.process: [Death(step=step)]})
            tally.not_met += not found.deaths  # threads are not always as fast as they were undisturbed
            again = (
                f"uv run python -m tests.crash --database {tally.database} --steps {deed.name} --at {number}   ({step})"
            )
            tally.add(found, violations(expected, found), again, log)


def die_at_random(shop: Shop, runs: int, seed: int, tally: Tally) -> None:
    """As many runs of random deeds, deaths and faults, drawn from `seed` and those after it."""
    references = References(shop)
    for one in range(seed, seed + runs):
        chance = random.Random(one)
        deeds = chance.sample(MIXED, chance.randint(1, 5))
        if chance.random() < 0.25:
            deeds.append(MASS_REFUND)
        deaths = {process: list(_deaths(chance)) for process in ("site", "worker")}
        found = run(shop, deeds, deaths, one, chance.choice(FAULTS))
        what = ", ".join(deed.name for deed in deeds)
        again = f"{tally.command} --runs 1 --seed {one}   ({what})"
        tally.add(found, violations(references.of(deeds), found), again, shop.house.instance / "log")


def _deaths(chance: random.Random) -> Iterator[Death]:
    for _ in range(chance.choice((0, 1, 1, 2, 3))):
        if chance.random() < 0.5:
            yield Death(number=chance.randint(1, 60))
        else:
            yield Death(seconds=chance.uniform(0.001, 1.5))


def main() -> int:
    words = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    words.add_argument("--runs", type=int, default=0, help="random runs")
    words.add_argument("--seed", type=int, default=1, help="of the first random run; the next one has the next")
    names = [deed.name for deed in NUMBERED]
    words.add_argument("--steps", nargs="*", choices=names, help="die at every step of these scenarios, or of all")
    words.add_argument("--every", type=int, default=1, help="only at each so-many-th step")
    words.add_argument("--at", type=int, default=0, help="only at this step")
    words.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite", help="what the site is on")
    asked = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="officina-crash-", dir=IN_MEMORY if IN_MEMORY.is_dir() else None))
    try:
        with _database(asked.database) as database:
            shop = prepare(House(folder, database), folder / "template")
            tally = Tally(asked.database)
            if asked.steps is not None:
                deeds = [deed for deed in NUMBERED if deed.name in (asked.steps or names)]
                die_at_every_step(shop, deeds, asked.every, asked.at, tally)
            die_at_random(shop, asked.runs, asked.seed, tally) if asked.runs else None
        print(f"\n{tally}")
        return 1 if tally.violations else 0
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        gc.unfreeze()


@contextmanager
def _database(kind: str) -> Iterator[Database]:
    if kind == "sqlite":
        yield FileInFolder()
        return
    with started_postgresql() as server:
        yield OnServer(server)


if __name__ == "__main__":
    sys.exit(main())
