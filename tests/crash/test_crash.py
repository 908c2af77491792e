"""A short set of the crash test; `python -m tests.crash` does all steps and as many random runs as it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

from configurator.config import ROOT
from tests.postgresql import NOT_INSTALLED, is_installed


def crash(*words: str) -> str:
    """What the command says, in a process of its own: its forks must not inherit what pytest has open."""
    command = [sys.executable, "-m", "tests.crash", *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=1800)
    assert done.returncode == 0, done.stdout + done.stderr[-5000:]
    return done.stdout


def test_killed_at_its_steps_and_at_random_moments_the_site_ends_where_it_would_have_undisturbed() -> None:
    told = crash("--steps", "--every", "60", "--runs", "3", "--seed", "1")
    assert " 0 violations" in told


@pytest.mark.postgresql
@pytest.mark.skipif(not is_installed(), reason=NOT_INSTALLED)
def test_on_postgresql_too_and_the_server_goes_on_when_the_site_is_killed() -> None:
    told = crash("--database", "postgresql", "--steps", "cancel", "--every", "40")
    assert " 0 violations" in told
