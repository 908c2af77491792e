"""`flask payments`: reconciliation from the command line."""

from __future__ import annotations

from datetime import timedelta

import click

from configurator.database import utc_now
from configurator.payments.balance import BEGINNING
from configurator.payments.reconciling import reconcile
from configurator.web.commands import SpeakingGroup

commands = SpeakingGroup("payments", help="Money in and out, and whether it all adds up.")


@commands.command("reconcile")
@click.option("--days", type=click.IntRange(1), help="Only what Stripe has of the last so many days; otherwise all.")
def reconcile_all(days: int | None) -> None:
    """Compare everything at Stripe with the ledger; mend what can be mended, and tell the rest."""
    found = reconcile(utc_now() - timedelta(days=days) if days else BEGINNING, _say)
    for kind, count in found.checked.items():
        click.echo(f"{count} {kind} compared")
    for each in found.mended:
        click.echo(f"mended: {each}")
    for each in found.troubles:
        click.echo(f"trouble: {each}", err=True)
    if found.troubles:
        raise click.ClickException(f"{len(found.troubles)} differences are left for people to look into")
    click.echo("Stripe, the ledger and the payments agree.")


def _say(kind: str, count: int) -> None:
    if count % 1000 == 0:
        click.echo(f"… {count} {kind}")
