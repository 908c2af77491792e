"""One site with its worker and the world around it: opened for a run, restarted when it dies, its clock moved."""

from __future__ import annotations

import faulthandler
import gc
import shutil
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import waitress
from aiosmtpd.controller import Controller
from waitress import wasyncore

from configurator import jobs
from configurator.database import db, work_waiting
from configurator.jobs import queue_of
from configurator.payments.sandbox import Chance, RunningSandbox, serve_sandbox
from tests.conftest import free_port
from tests.crash.databases import Database
from tests.crash.processes import PATIENCE_SECONDS, Processes, StuckError
from tests.crash.site import HOST, KEY, WEBHOOK_SECRET, make_site, spare_time
from tests.crash.steps import Death, Journal, count_steps
from tests.crash.world import PostOffice, SharedNumbers, move_the_sites_clock, wall_clock

RUNG = "rung"
"""Work that only the crash test knows: when it is done, everything that was waiting before it is done as well."""
MOST_DEATHS = 25


class House:
    """One site with its worker and the world around it. One run after another happens in it."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder, self._database = folder, database
        self.instance = folder / "instance"
        self.numbers = SharedNumbers("ahead", "rung", "faults", "mail faults", "ready")
        self._ports = {name: free_port() for name in ("site", "stripe", "mail")}
        self.address, self.stripe = (f"http://{HOST}:{self._ports[name]}" for name in ("site", "stripe"))
        move_the_sites_clock(self.numbers)
        spare_time()
        self.app = make_site(self.instance, database.address, self.address, self.stripe, self._ports["mail"])
        jobs.WORK[RUNG] = self._ring
        self._processes = Processes(self.instance / "log")
        faulthandler.register(signal.SIGUSR2, all_threads=True)
        self._deaths: dict[str, list[Death]] = {}
        self._is_rehearsing = False

    def _ring(self) -> None:
        self.numbers["rung"] += 1

    @property
    def journal(self) -> Path:
        return self.instance / "journal"

    @property
    def mails(self) -> Path:
        return self.instance / "mails"

    @property
    def stripe_file(self) -> Path:
        return self.instance / "stripe.sqlite"

    @contextmanager
    def rehearse(self, template: Path | None = None) -> Iterator[None]:
        """Everything runs as in `open`, but site and worker in threads of this process, and nothing dies.

        What they have to load and to prepare at their first time is then there for every process that is forked.
        """
        self._furnish(template)
        self._is_rehearsing = True
        if template is None:
            queue_of(self.app).storage.initialize_schema()
            self.aside(db.create_all)
        sockets: dict[int, Any] = {}
        server = waitress.create_server(self.app, map=sockets, host=HOST, port=self._ports["site"], threads=4)
        serving = threading.Thread(target=server.run)
        consumer = self._consumer()
        handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
        with self._world(Chance(), 0):
            serving.start()
            consumer.start()
            yield
            consumer.stop(graceful=True)
        server.trigger.pull_trigger(lambda: wasyncore.close_all(sockets))  # in its thread, whose loop then ends
        serving.join()
        server.task_dispatcher.shutdown()
        with self.app.app_context():
            db.engine.dispose()
        queue_of(self.app).storage.close()
        self._is_rehearsing = False
        for each, handler in handlers.items():  # the consumer has put its own in their place
            signal.signal(each, handler)
        while threading.active_count() > 1:
            time.sleep(0.01)
        gc.collect()
        gc.freeze()

    @contextmanager
    def open(
        self, template: Path, deaths: dict[str, list[Death]] | None = None, seed: int = 0, faults: float = 0.0
    ) -> Iterator[None]:
        """Everything runs, from a copy of `template`, until the end of the block.

        Each process dies the deaths that it is given, one after each of its starts; of what can go wrong at Stripe and
        with mail a share of `faults` does.
        """
        self._furnish(template)
        self._deaths = {name: list(each) for name, each in (deaths or {}).items()}
        self.numbers["faults"] = faults
        try:
            self._start("world", lambda: self._turn(Chance(seed, faults), seed))
            self.revive()
            yield
        finally:
            self._processes.kill_all()

    def _furnish(self, template: Path | None) -> None:
        shutil.rmtree(self.instance, ignore_errors=True)
        if template is not None:
            shutil.copytree(template, self.instance)
        else:
            self.instance.mkdir(parents=True)
        self._database.furnish(is_first=template is None)
        kept_at = template.stat().st_mtime if template else time.time()
        self.numbers["ahead"] = kept_at - time.time()  # each run begins when its template was kept
        self.numbers["faults"], self.numbers["mail faults"] = 0, 0

    def keep(self, template: Path) -> None:
        """Keep the state as a template; nothing may be running."""
        shutil.copytree(self.instance, template)
        self._database.keep()

    def revive(self) -> int:
        """Start what is not running; returns how many had died."""
        dead = (
            [] if self._is_rehearsing else [name for name in ("site", "worker") if not self._processes.is_alive(name)]
        )
        for name in dead:
            deaths = self._deaths.get(name, [])
            death = deaths.pop(0) if deaths else None
            self._start(name, lambda name=name, death=death: self._serve(name, death))  # type: ignore[misc]
        return len(dead)

    def strike(self) -> None:
        """Let the clock strike, as it does each minute, and wait until all that it started is done."""
        for _ in range(MOST_DEATHS):
            before, until = self.numbers["rung"], time.monotonic() + PATIENCE_SECONDS
            for name in jobs.WORK:
                work_waiting.send(name)
            queue_of(self.app).storage.close()
            while (self._is_rehearsing or self._processes.is_alive("worker")) and time.monotonic() < until:
                if self.numbers["rung"] > before:
                    return
                time.sleep(0.003)
            if time.monotonic() >= until:
                for name in ("worker", "world"):
                    self._processes.signal(name, signal.SIGUSR2)
                time.sleep(1)  # they write into the log what they are doing
                raise StuckError("the worker does not come to an end")
            self.revive()
        raise StuckError("the worker dies again and again")

    def faults_that_struck(self) -> int:
        """How often something went wrong at Stripe or with mail, beside the deaths."""
        with sqlite3.connect(self.stripe_file, timeout=30) as file:
            ((at_stripe,),) = file.execute("SELECT count(*) FROM struck").fetchall()
        file.close()
        return int(at_stripe + self.numbers["mail faults"])

    def let_time_pass(self, seconds: float) -> None:
        """Put the clocks of the site and of the world ahead."""
        self.numbers["ahead"] += seconds

    def calm(self) -> None:
        """From now on nothing goes wrong by itself."""
        self.numbers["faults"] = 0
        self._processes.signal("world", signal.SIGUSR1)

    def aside(self, work: Callable[[], Any]) -> Any:
        """The result of `work` in a site's application context, in a process of its own."""

        def in_context() -> Any:
            with self.app.app_context():
                return work()

        return in_context() if self._is_rehearsing else self._processes.aside(in_context)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        self.numbers["ready"] = 0
        self._processes.start(name, work, lambda: self.numbers["ready"] > 0)

    def _serve(self, name: str, death: Death | None) -> None:
        count_steps(Journal(self.journal, name, death))
        if name == "worker":
            consumer = self._consumer()
            self.numbers["ready"] = 1
            consumer.run()
            return
        server = waitress.create_server(self.app, host=HOST, port=self._ports["site"], threads=4)
        self.numbers["ready"] = 1
        server.run()

    def _consumer(self) -> Any:
        return queue_of(self.app).create_consumer(workers=1, worker_type="thread", initial_delay=0.005, max_delay=0.02)

    @contextmanager
    def _world(self, chance: Chance, seed: int) -> Iterator[RunningSandbox]:
        post = PostOffice(self.mails, self.numbers, seed)
        receiver = Controller(post, hostname=HOST, port=self._ports["mail"], ready_timeout=30)
        receiver.start()
        with serve_sandbox(
            self.stripe_file,
            KEY,
            f"{self.address}/payments/webhook",
            WEBHOOK_SECRET,
            port=self._ports["stripe"],
            now=lambda: wall_clock(self.numbers),
            chance=chance,
        ) as sandbox:
            yield sandbox
        receiver.stop()

    def _turn(self, chance: Chance, seed: int) -> None:
        with self._world(chance, seed) as sandbox:
            signal.signal(signal.SIGUSR1, lambda *_: setattr(sandbox.sandbox, "chance", Chance()))
            self.numbers["ready"] = 1
            while True:
                signal.pause()
