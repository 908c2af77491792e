"""The files that define a product: its own three, the rules that it shares with others, and tables beside them."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from configurator.product.faults import Fault
from configurator.product.limits import FILE_BYTES, FILES_READ, TABLE_BYTES, TOML_DEPTH

FILES = ("product.toml", "options.toml", "rules.toml")
SHARED = "_shared/"
"""Before a file's name: it is in the folder beside the product's own, for rules of several products."""
SHARED_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
CSV_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}\.csv")

Read = Callable[[str], str | None]
"""The text of a file by its name; None when there is none. Raises UnreadableError."""


class UnreadableError(Exception):
    """The file is there, but it is no text of a size that we read; the message says why."""


def csv_beside(file: str, name: str) -> str:
    """The name of a CSV file that a rule in `file` names."""
    folder, slash, _ = file.rpartition("/")
    return f"{folder}{slash}{name}"


def in_folder(folder: Path) -> Read:
    """Reads the files of the product in `folder`."""

    def read(file: str) -> str | None:
        path = folder.parent / file if file.startswith(SHARED) else folder / file
        most = TABLE_BYTES if file.endswith(".csv") else FILE_BYTES
        try:
            if not path.is_file():
                return None
            with path.open("rb") as opened:
                content = opened.read(most + 1)
        except OSError as error:
            raise UnreadableError(f"can't be read: {error.strerror}") from None
        if len(content) > most:
            raise UnreadableError(f"is larger than {most:,} bytes")
        try:
            return content.decode("utf-8").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise UnreadableError("is not UTF-8 text") from None

    return read


def gather(read: Read, faults: list[Fault]) -> tuple[dict[str, str], dict[str, Mapping[str, Any]]]:
    """The text of every file that a product is made of, and the TOML files parsed; `faults` grows by what can't be.

    What the files name that is no file is left out; who reads them says so.
    """
    sources: dict[str, str] = {}
    tables: dict[str, Mapping[str, Any]] = {}

    def take(file: str, *, needed: bool) -> None:
        if file in sources:
            return
        if len(sources) == FILES_READ:
            faults.append(Fault(file, "file", f"is one too many: a product has at most {FILES_READ} files"))
            return
        try:
            text = read(file)
        except UnreadableError as error:
            faults.append(Fault(file, "file", str(error)))
            return
        if text is not None:
            sources[file] = text
        elif needed:
            faults.append(Fault(file, "file", "is missing"))
        if text is not None and file.endswith(".toml"):
            tables[file] = _parsed(file, text, faults)

    for file in FILES:
        take(file, needed=True)
    for name in _strings(tables.get("product.toml", {}).get("shared")):
        if SHARED_NAME.fullmatch(name):
            take(f"{SHARED}{name}.toml", needed=True)
    for file, table in [*tables.items()]:
        for name in _tables_named(table) if file not in FILES[:2] else ():
            take(csv_beside(file, name), needed=False)
    return sources, tables


def version_of(sources: Mapping[str, str]) -> str:
    """16 hexadecimal digits that differ when any of the product's files does."""
    digest = hashlib.blake2b(digest_size=8)
    for file in (*FILES, *sorted(sources.keys() - set(FILES))):
        digest.update(f"{file}\0{sources[file]}\0".encode())
    return digest.hexdigest()


def _parsed(file: str, text: str, faults: list[Fault]) -> Mapping[str, Any]:
    try:
        table = tomllib.loads(text)
    except RecursionError:
        faults.append(Fault(file, "file", f"is nested more than {TOML_DEPTH} deep"))
    except ValueError as error:  # TOMLDecodeError is one, a number with too many digits another
        faults.append(Fault(file, "file", f"is not TOML: {str(error)[:200]}"))
    else:
        if not _is_deep(table):
            return table
        faults.append(Fault(file, "file", f"is nested more than {TOML_DEPTH} deep"))
    return {}


def _is_deep(table: Mapping[str, Any]) -> bool:
    level: list[Any] = [table]
    for _ in range(TOML_DEPTH + 1):
        below = (value.values() if isinstance(value, dict) else value for value in level)
        level = [part for parts in below for part in parts if isinstance(part, dict | list)]
    return bool(level)


def _tables_named(rules: Mapping[str, Any]) -> Iterable[str]:
    rows = rules.get("rule")
    named = [row.get("allows") for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return (name for name in _strings(named) if CSV_NAME.fullmatch(name))


def _strings(values: object) -> list[str]:
    return [value for value in values if isinstance(value, str)] if isinstance(values, list) else []
