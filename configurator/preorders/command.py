"""`flask preorders`: the life of orders, drawn."""

from __future__ import annotations

from pathlib import Path

import click

from configurator.preorders.drawing import markdown, mermaid
from configurator.web.commands import SpeakingGroup

preorders = SpeakingGroup("preorders", help="The orders: their states, drawn.")


@preorders.command("draw")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def draw(file: Path | None) -> None:
    """Draw the table of states as a Mermaid diagram: on the screen, or to FILE (.mmd, or .md with the table)."""
    if file is None:
        click.echo(mermaid(), nl=False)
        return
    file.write_text(markdown() if file.suffix == ".md" else mermaid())
    click.echo(f"Drawn: {file}")
