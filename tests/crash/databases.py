"""Where the site of the crash test keeps its rows: a file in its folder, or a PostgreSQL server that never dies."""

from __future__ import annotations

from typing import Protocol

import psycopg
from sqlalchemy import make_url


class Database(Protocol):
    """A database of which each run begins with another copy of what was kept."""

    address: str
    """For the site's settings; empty for the file in its folder."""

    def furnish(self, is_first: bool) -> None:
        """Make it what was kept, or empty at first; nobody may be using it any more."""

    def keep(self) -> None:
        """Keep it as it is, for every run to begin with; nobody may be using it."""


class FileInFolder:
    """SQLite: the file is copied and thrown away with the folder that it is in."""

    address = ""

    def furnish(self, is_first: bool) -> None:
        """Nothing to do."""

    def keep(self) -> None:
        """Nothing to do."""


class OnServer:
    """PostgreSQL: each run has a database of its own, made from the one that was kept."""

    def __init__(self, server: str) -> None:
        self._server = server
        self.address = make_url(server).set(database="site").render_as_string(hide_password=False)

    def furnish(self, is_first: bool) -> None:
        self._tell("DROP DATABASE IF EXISTS site WITH (FORCE)")  # what a killed process was about to do ends as well
        self._tell(f"CREATE DATABASE site TEMPLATE {'template0' if is_first else 'kept'}")

    def keep(self) -> None:
        self._tell("CREATE DATABASE kept TEMPLATE site")

    def _tell(self, statement: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as server:
            server.execute(statement)  # type: ignore[arg-type]  # all of it is written here
