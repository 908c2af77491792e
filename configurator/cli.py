"""The flask commands. Each says what it did."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from configurator.config import UnsafeSettingsError
from configurator.jobs import queue_of
from configurator.product.faults import FaultyProductsError
from configurator.web.catalogue import catalogue


@contextmanager
def refusals_explained() -> Iterator[None]:
    """A site that refuses to start says why in words, without a traceback."""
    try:
        yield
    except (FaultyProductsError, UnsafeSettingsError) as refusal:
        raise click.ClickException(str(refusal)) from refusal


products = AppGroup("products", help="The products under designs/.")


def register(app: Flask) -> None:
    app.cli.add_command(products)
    app.cli.add_command(worker)


@products.command("check")
def check_products() -> None:
    """Load every product; a fault is named with its file, key and reason."""
    for product in catalogue():
        click.echo(f"{product.key}: {len(product.options)} options, {len(product.rules)} rules, no fault")


@click.command()
@with_appcontext
def worker() -> None:
    """Run what waits in the queue and on the clock, until stopped."""
    click.echo("The worker is running; stop it with Ctrl-C.")
    queue_of(current_app._get_current_object()).create_consumer(workers=1, worker_type="thread").run()  # type: ignore[attr-defined]
    sys.exit(0)
