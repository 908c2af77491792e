"""`flask stripe-sandbox`: the stand-in by itself, for anything that talks to Stripe."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import click

from configurator.payments.sandbox.faults import Chance
from configurator.payments.sandbox.server import serve_sandbox


@click.command("stripe-sandbox")
@click.option("--port", default=5001, show_default=True, help="Where it listens on this machine; 0: any free port.")
@click.option("--file", default="stripe.sqlite", show_default=True, help="Where it keeps everything.")
@click.option("--secret-key", default="sk_test_stand_in", show_default=True, help="The key that requests must carry.")
@click.option("--webhook-url", default="", help="Where it sends events; without, they are only listed.")
@click.option("--webhook-secret", default="whsec_stand_in", show_default=True, help="What events are signed with.")
@click.option("--faults", default=0.0, type=click.FloatRange(0, 1), show_default=True, help="Share of what goes wrong.")
@click.option("--seed", default=0, show_default=True, help="Which of them do: the same seed, the same faults.")
def stripe_sandbox(
    port: int, file: str, secret_key: str, webhook_url: str, webhook_secret: str, faults: float, seed: int
) -> None:
    """Run the stand-in Stripe until stopped. No real money moves."""
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    try:
        running = serve_sandbox(
            Path(file), secret_key, webhook_url, webhook_secret, port=port, chance=Chance(seed, faults)
        )
    except OSError as fault:
        raise click.ClickException(f"port {port} can't be used: {fault.strerror}; choose another with --port") from None
    with running:
        click.echo(f"The stand-in Stripe is at {running.address}, with the key {secret_key}.")
        click.echo(f"It keeps everything in {file}. Stop it with Ctrl-C.")
        stop.wait()
    click.echo("The stand-in Stripe has stopped.")
