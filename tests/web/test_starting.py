"""What whoever runs the site sees when it can't start, has no database, or is told to stop."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from configurator.config import ROOT, Settings, load_settings
from configurator.site import create_app
from configurator.starting import start
from tests.conftest import DESIGNS

COMMANDS = Path(sys.executable).parent


@pytest.fixture
def bare_settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """A site on a database without tables."""
    return load_settings(instance_path=tmp_path / "instance", designs_path=DESIGNS, database_url=sqlite_url)


def run(folder: Path, *command: str, **variables: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "INSTANCE_PATH": str(folder), "DESIGNS_PATH": str(DESIGNS), **variables}
    program = [str(COMMANDS / command[0]), *command[1:]]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(program, cwd=ROOT, env=environment, **pipes)


def said_by(running: subprocess.Popen[str]) -> str:
    said, _ = running.communicate(timeout=60)
    return said


def wait_until_it_catches(process: int, wanted: signal.Signals) -> None:
    for _ in range(600):
        caught = re.search(r"^SigCgt:\s*(\w+)", Path(f"/proc/{process}/status").read_text(), re.MULTILINE)
        if caught and int(caught[1], 16) >> (wanted - 1) & 1:
            return
        time.sleep(0.05)
    pytest.fail(f"the process never caught {wanted.name}")


@pytest.mark.parametrize(
    "command",
    [("flask", "worker"), ("gunicorn", "--preload", "--workers", "2", "--bind", "127.0.0.1:0", "wsgi:app")],
    ids=lambda command: command[0],
)
def test_unsafe_production_is_refused_with_a_list_and_no_stack_trace(tmp_path: Path, command: tuple[str, ...]) -> None:
    running = run(tmp_path, *command, SITE_URL="https://design.example", SECRET_KEY="changeme")
    said = said_by(running)
    assert running.returncode == 1
    assert "- SECRET_KEY needs at least 32 random characters" in said
    assert said.count("- STRIPE_SECRET_KEY is not set") == 1
    assert "Traceback" not in said
    assert "changeme" not in said


def test_a_faulty_product_stops_the_start_with_its_fault(tmp_path: Path) -> None:
    shutil.copytree(DESIGNS, tmp_path / "designs")
    rules = next((tmp_path / "designs").glob("*/rules.toml"))
    rules.write_text(rules.read_text() + '\n[[rule]]\nkey = "odd"\nwhen = ["no.such"]\nexcludes = ["no.thing"]\n')
    faulty = load_settings(instance_path=tmp_path / "instance", designs_path=tmp_path / "designs")
    with pytest.raises(SystemExit, match=r"rules\.toml: .*no\.such"):
        start(lambda: faulty)


def test_a_malformed_setting_is_named_without_its_value(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INSTANCE_PATH", str(tmp_path))
    monkeypatch.setenv("SMTP_PORT", "hunter2")
    with pytest.raises(SystemExit, match=r"- SMTP_PORT: .*integer") as refused:
        start()
    assert "hunter2" not in str(refused.value)


def test_without_tables_each_page_is_503_and_the_watching_machine_reads_what_to_do(bare_settings: Settings) -> None:
    visitor = create_app(bare_settings).test_client()
    assert visitor.get("/gallery").status_code == 503
    health = visitor.get("/healthz")
    assert health.status_code == 503
    assert "flask db upgrade" in health.json["status"]


@pytest.mark.parametrize("command", [["worker"], ["staff", "list"]], ids=" ".join)
def test_without_tables_a_command_says_what_to_do(bare_settings: Settings, command: list[str]) -> None:
    result = create_app(bare_settings).test_cli_runner().invoke(args=command)
    assert result.exit_code == 1
    assert "flask db upgrade" in result.output
    assert "Traceback" not in result.output


def test_an_invitation_that_no_mail_server_takes_says_so(bare_settings: Settings) -> None:
    app = create_app(bare_settings.model_copy(update={"smtp_port": 1}))
    app.test_cli_runner().invoke(args=["db", "upgrade"])
    result = app.test_cli_runner().invoke(args=["staff", "invite", "ada@example.org", "administrator"])
    assert result.exit_code == 1
    assert "no mail was sent" in result.output


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=lambda told: told.name)
def test_the_worker_stops_when_it_is_told_to(tmp_path: Path, told: signal.Signals) -> None:
    said_by(run(tmp_path, "flask", "db", "upgrade"))
    worker = run(tmp_path, "flask", "worker", PYTHONUNBUFFERED="1")
    assert worker.stdout is not None
    assert "running" in worker.stdout.readline()
    wait_until_it_catches(worker.pid, signal.SIGHUP)  # the last of huey's handlers
    worker.send_signal(told)
    said = said_by(worker)
    assert worker.returncode == 0
    assert "The worker has stopped." in said
    assert "Traceback" not in said
