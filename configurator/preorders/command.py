"""`flask preorders`: the life of orders, drawn and verified."""

from __future__ import annotations

from pathlib import Path

import click

from configurator.database import utc_now
from configurator.preorders.drawing import markdown, mermaid
from configurator.preorders.verifying import everything_wrong
from configurator.web.commands import SpeakingGroup

preorders = SpeakingGroup("preorders", help="The orders: their states drawn, their invariants verified.")


@preorders.command("draw")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def draw(file: Path | None) -> None:
    """Draw the table of states as a Mermaid diagram: on the screen, or to FILE (.mmd, or .md with the table)."""
    if file is None:
        click.echo(mermaid(), nl=False)
        return
    file.write_text(markdown() if file.suffix == ".md" else mermaid())
    click.echo(f"Drawn: {file}")


@preorders.command("verify")
def verify() -> None:
    """Check every order against its history, quote, money and deadlines, and the books; exit with 1 on trouble."""
    faults = everything_wrong(utc_now())
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} found")
    click.echo("All orders and books are as they should be.")
