"""`flask products` on the command line: what it says, how it ends, and that it needs no site where none is needed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from configurator.accounts.visitors import Visitor
from configurator.cli.products import products
from configurator.gallery.service import Presentation, save_design
from configurator.product.formats.uvl import read_uvl
from configurator.web.catalogue import catalogue
from tests.conftest import DESIGNS

LAMP = DESIGNS / "lamp"
SERVER = """features
	Server {price 500}
		mandatory
			System
				alternative
					Linux
					BSD {price 10.5}
		optional
			Disk cardinality [1..4] {price 80}
			Mirror
			Fax
constraints
	Mirror => Disk
	Fax => Mirror & !Disk
"""
RULE = '\n[[rule]]\nkey = "no-red"\nexcludes = ["colour.red"]\ntext.en = "No red."\ntext.nl = "Geen rood."\n'


def flask(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as people give it, in an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "flask", *words],
        env={"PATH": os.environ["PATH"], **environment},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )


def run(app: Flask, *words: str) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(products, words)


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """The lamp without red, and with a retired shade."""
    folder = Path(shutil.copytree(LAMP, tmp_path / "newer" / "lamp"))
    with (folder / "rules.toml").open("a") as file:
        file.write(RULE)
    options = folder / "options.toml"
    options.write_text(options.read_text().replace("[colour.options.red]\n", "[colour.options.red]\nretired = true\n"))
    return folder


def test_inspecting_a_folder_needs_neither_settings_nor_a_database(tmp_path: Path) -> None:
    unsafe = {"SITE_URL": "https://example.org", "DATABASE_URL": "nonsense://", "INSTANCE_PATH": str(tmp_path)}
    answer = flask("products", "inspect", str(LAMP), "--json", **unsafe)
    assert answer.stderr == ""
    told = json.loads(answer.stdout)
    assert told["format"] == "product"
    assert told["features"]["number"] == 22
    assert told["retired"] == ["shade.disc"]
    assert told["core"]["number"] == told["dead"]["number"] == 0
    assert all(told[key]["seconds"] >= 0 for key in ("features", "core", "dead", "configurations"))


@pytest.mark.parametrize("what", ["/nowhere.uvl", "/etc/hostname", "/usr", "nothing"])
def test_what_is_no_model_is_refused_in_words(what: str) -> None:
    answer = flask("products", "inspect", what)
    assert answer.returncode == 1
    assert answer.stdout == ""
    assert "a product folder, a UVL file or a DIMACS file" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_model_is_imported_checked_and_exported_with_its_configurations(tmp_path: Path) -> None:
    model, designs = tmp_path / "server.uvl", tmp_path / "designs"
    designs.mkdir()
    model.write_text(SERVER)
    answer = flask("products", "import", str(model), str(designs / "server"))
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "10 options in 4 groups, 2 rules\nRetired, as no configuration has them: server.fax" in answer.stdout
    environment = {"DESIGNS_PATH": str(designs), "INSTANCE_PATH": str(tmp_path / "instance")}
    checked = flask("products", "check", **environment)
    assert checked.returncode == 0, checked.stderr
    assert "server: 10 options, 2 rules, no fault" in checked.stdout
    exported = flask("products", "export", "server", **environment)
    assert read_uvl(exported.stdout).root.attributes["price"].text == "500.00"
    assert flask("products", "import", str(model), str(designs / "server")).returncode == 1
    counts = []
    for form in ("uvl", "dimacs"):
        out = tmp_path / f"again.{form}"
        assert flask("products", "export", str(model), "--format", form, "--out", str(out)).returncode == 0
        told = json.loads(flask("products", "inspect", str(out), "--json").stdout)
        counts.append((told["core"]["names"], told["dead"]["names"]))
    assert counts[0] == counts[1] == (["Server", "System"], ["Fax"])


def test_check_names_hints_and_succeeds(app: Flask) -> None:
    answer = run(app, "check")
    assert answer.exit_code == 0
    assert "lamp: 23 options, 8 rules, no fault" in answer.output
    assert "hint" not in run(app, "check", "--no-hints").output


def test_differences_between_folders_are_told_without_a_site(newer: Path) -> None:
    answer = flask("products", "diff", str(LAMP), str(newer), "--no-designs")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert answer.stdout.splitlines() == ["Options retired: 1: colour.red", "Rules added: 1: no-red"]


def test_a_version_that_designs_were_saved_with_is_compared_and_its_designs_are_counted(
    app: Flask, newer: Path
) -> None:
    lamp, rules = catalogue().product("lamp"), catalogue().rules("lamp")
    for choice in ("colour.red", "colour.cream"):
        design = rules.complete((choice,)).options
        save_design(lamp, rules, design, Presentation("Mine"), Visitor(None, "a" * 64))
    answer = run(app, "diff", f"lamp@{lamp.version}", str(newer))
    assert answer.exit_code == 0, answer.output
    assert "Of 2 saved designs 1 would no longer be valid, of 0 open preorders 0." in answer.output
    answer = run(app, "diff", f"lamp@{lamp.version}", str(newer), "--json")
    assert answer.exit_code == 0, answer.output + repr(answer.exception)
    told = json.loads(answer.output)
    assert told["options_retired"] == ["colour.red"]
    assert told["designs"]["designs_hit"] == 1


def test_an_unknown_version_is_refused_and_the_known_ones_are_named(app: Flask, newer: Path) -> None:
    answer = run(app, "diff", "lamp@0000000000000000", str(newer))
    assert answer.exit_code == 1
    assert "no version 0000000000000000 of 'lamp' has designs; the last ones that have: none" in answer.output


def test_a_faulty_new_version_is_refused_with_its_faults(newer: Path) -> None:
    (newer / "rules.toml").write_text("nonsense")
    answer = flask("products", "diff", str(LAMP), str(newer), "--no-designs")
    assert answer.returncode == 1
    assert "rules.toml: file: is not TOML" in answer.stderr
