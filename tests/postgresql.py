"""A PostgreSQL server that tests and benchmarks start for themselves, from the installed programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOT_INSTALLED = "PostgreSQL's server programs (initdb, postgres) are not installed"


def is_installed() -> bool:
    return _program("initdb") is not None


@contextmanager
def started_postgresql() -> Iterator[str]:
    """A server on a socket of its own that forgets everything in the end; gives its address."""
    initdb = _program("initdb")
    assert initdb is not None
    # Not under pytest's own folder: another run of pytest closes that one to everybody but root again.
    folder = Path(tempfile.mkdtemp(prefix="officina-postgresql-"))
    data, as_owner = folder / "data", []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_owner = ["/usr/sbin/runuser", "-u", "postgres", "--"]
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*as_owner, str(initdb), "-D", str(data), "-U", "officina", "--auth=trust", "-N"], **run)
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [*as_owner, str(initdb.with_name("pg_ctl")), "-D", str(data), "-w"]
    subprocess.run([*control, "-o", options, "-l", str(folder / "log"), "start"], **run)
    try:
        yield f"postgresql://officina@/postgres?host={folder}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **run)
        shutil.rmtree(folder)


def _program(name: str) -> Path | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    on_path = shutil.which(name)
    return installed[0] if installed else Path(on_path).resolve() if on_path else None
