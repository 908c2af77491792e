"""The flask commands. Each says what it did."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import SQLAlchemyError

from configurator.database import NoTablesError, require_tables
from configurator.jobs import run_worker


def register(app: Flask) -> None:
    app.cli.add_command(worker)


@click.command()
@with_appcontext
def worker() -> None:
    """Run what waits in the queue and on the clock, until stopped."""
    try:
        require_tables()
    except (NoTablesError, SQLAlchemyError) as fault:
        raise click.ClickException(str(fault)) from None
    click.echo("The worker is running; stop it with Ctrl-C.")
    run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # a LocalProxy, typed as the app
    click.echo("The worker has stopped.")
