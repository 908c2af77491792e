"""Who may import whom: the table of the house, held against the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from configurator.config import ROOT

PACKAGE = ROOT / "configurator"
EDGE = {"database", "web", "config", "audit", "daily"}
MAY_IMPORT = {
    "product": set(),
    "imaging": {"product"},
    "database": {"product"},
    "config": {"product"},
    "audit": {"database"},
    "daily": {"database"},
    "web": {"product", "database", "config"},
    "pictures": {"imaging", "product", *EDGE},
    "accounts": {*EDGE, "product"},
    "gallery": {"accounts", "imaging", "pictures", "product", *EDGE},
    "compose": {"gallery", "imaging", "pictures", "product", "web", "config"},
    "payments": {"product", *EDGE},
    "preorders": {"payments", "pictures", "gallery", "accounts", "product", *EDGE},
    "privacy": {"preorders", "payments", "gallery", "accounts", "product", *EDGE},
    "statistics": {"gallery", "preorders", "product", *EDGE},
}
EVERYTHING = {"__init__", "site", "cli", "jobs", "demo", "migrations", "starting"}
ONLY_SERVICES_OF = {"statistics": {"gallery", "preorders"}}
PURE = {
    "product": {"pyganak", "pysat", "numpy"},
    "imaging": {"numpy", "PIL", "font_manrope"},
}
FRAMEWORK = {"flask", "flask_babel", "flask_login", "flask_security", "flask_wtf", "werkzeug"}


def room_of(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


FILES = sorted(PACKAGE.rglob("*.py"))


def named(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", FILES, ids=named)
def test_a_room_imports_only_the_rooms_that_the_table_allows(file: Path) -> None:
    room = room_of(file)
    if room in EVERYTHING:
        return
    ours = {name.split(".")[1] for name in imports(file) if name.startswith("configurator.")}
    assert ours - {room} <= MAY_IMPORT[room]


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) in ONLY_SERVICES_OF], ids=named)
def test_statistics_reads_other_rooms_through_their_services_only(file: Path) -> None:
    for room in ONLY_SERVICES_OF[room_of(file)]:
        used = {n for n in imports(file) if n.startswith(f"configurator.{room}.")}
        assert not {n for n in used if n.split(".")[2] in {"models", "views", "forms"}}


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) in PURE], ids=named)
def test_a_pure_room_uses_only_its_stated_libraries(file: Path) -> None:
    import sys

    outside = {name.split(".")[0] for name in imports(file)} - set(sys.stdlib_module_names) - {"configurator"}
    assert outside <= PURE[room_of(file)]


@pytest.mark.parametrize("file", [f for f in FILES if f.stem in {"models", "service"}], ids=named)
def test_models_and_services_know_nothing_of_the_web(file: Path) -> None:
    mixins = {"flask_security"} if named(file) == "configurator/accounts/models.py" else set()
    assert not {name.split(".")[0] for name in imports(file)} & (FRAMEWORK - mixins)


def test_every_room_has_a_line_in_the_table() -> None:
    assert {room_of(file) for file in FILES} <= MAY_IMPORT.keys() | EVERYTHING


@pytest.mark.parametrize("file", FILES, ids=named)
def test_no_module_hides_behind_a_name_that_says_nothing(file: Path) -> None:
    assert not {"utils", "helpers", "common", "manager", "misc"} & {part.removesuffix(".py") for part in file.parts}


@pytest.mark.parametrize("file", [f for f in FILES if room_of(f) != "migrations"], ids=named)
def test_no_module_grows_beyond_400_lines(file: Path) -> None:
    assert len(file.read_text().splitlines()) <= 400


def test_the_code_knows_no_car() -> None:
    a_car = re.compile(r"\b(piccola|car|cars|wheels?|trims?|roofs?|motors?)\b", re.IGNORECASE)
    telling = {named(file): a_car.findall(file.read_text()) for file in FILES if room_of(file) != "demo"}
    assert {name: found for name, found in telling.items() if found} == {}
