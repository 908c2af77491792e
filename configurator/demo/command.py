"""`flask demo`: everything at once on this machine, with one command."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from types import FrameType
from urllib.parse import urlsplit

import click
import waitress
from flask import Flask
from flask_migrate import upgrade

from configurator.accounts.service import find_person
from configurator.config import ROOT, Settings, load_settings
from configurator.database import utc_now
from configurator.demo import mailbox
from configurator.demo.featuring import feature_most_remixed
from configurator.demo.loading import CampaignSize, is_empty, load_campaign
from configurator.demo.staff import MARKETER, STAFF, hire_staff, password
from configurator.demo.tastes import BY_PRODUCT
from configurator.jobs import queue_of
from configurator.payments.sandbox import serve_sandbox
from configurator.product.definition import in_language
from configurator.starting import start
from configurator.web.catalogue import catalogue

HOST = "127.0.0.1"
THREADS = 8
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@click.command()
@click.option(
    "--port", default=5000, show_default=True, help="The site's port; the two after it serve Stripe and mail."
)
def demo(port: int) -> None:
    """Run the whole site on this machine with a synthetic crowd, a stand-in for Stripe and a mailbox to read."""
    for needed in (port, port + 1, port + 2):
        _refuse_taken(needed)
    app = start(partial(demo_settings, port))
    settings: Settings = app.extensions["officina-settings"]
    with app.app_context():
        upgrade(directory=str(ROOT / "configurator" / "migrations"))
        hire_staff(settings)
        gather_crowd()
    with ExitStack() as running:
        for part in (_post_office, _stripe, _worker):
            running.enter_context(part(app, settings))
        server = waitress.create_server(app, host=HOST, port=port, threads=THREADS, ident="")
        _stop_on_signal()
        click.echo(f"Officina is at {settings.site_url}")
        _say_who_may_sign_in(settings)
        click.echo("Stop it with Ctrl-C; what was made is kept.")
        try:
            server.run()
        finally:
            server.close()
            click.echo("Stopping …")
    click.echo("Stopped.")


def demo_settings(port: int) -> Settings:
    """Embedded defaults, whatever the environment says: nothing real is ever touched."""
    stripe = f"http://{HOST}:{port + 1}"
    return load_settings(
        demo=True,
        site_url=f"http://{HOST}:{port}",
        database_url="",
        redis_url="",
        trusted_proxies=0,
        stripe_secret_key="",
        stripe_webhook_secret="",
        stripe_api_base=stripe,
        stripe_checkout_origin=stripe,
        smtp_host=HOST,
        smtp_port=port + 2,
        smtp_username="",
        smtp_password="",
        smtp_tls=False,
        mail_sender="Officina <officina@demo.example>",
    )


def gather_crowd(size: CampaignSize | None = None) -> None:
    """Load a synthetic campaign of each product for which tastes are written down and nobody saved a design yet.

    The demo's marketer, if hired already, features some of it.
    """
    marketer = find_person(MARKETER)
    size = size or CampaignSize()
    for product in catalogue():
        if product.key in BY_PRODUCT and is_empty(product):
            label = f"{size.people} synthetic people design {size.designs} times a {in_language(product.name, 'en')}"
            with click.progressbar(length=2 * size.designs, label=label) as bar:
                load_campaign(product, catalogue().rules(product.key), utc_now(), size, bar.update)
            if marketer is not None:
                feature_most_remixed(product, marketer.id, utc_now())


def _say_who_may_sign_in(settings: Settings) -> None:
    # By name: browsers have no passkeys for an address of numbers.
    by_name = settings.site_url.replace(HOST, "localhost")
    click.echo(f"Staff sign in at {by_name}/login with the password {password(settings)}")
    for email, role in STAFF.items():
        click.echo(f"  {email:<28} {role.replace('_', ' ')}")
    click.echo(f"Codes for their second step arrive in {by_name}/demo/mailbox")


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise click.ClickException(f"port {port} is taken; choose others with --port") from None


@contextmanager
def _post_office(_app: Flask, settings: Settings) -> Iterator[None]:
    receiver = mailbox.receiver(settings)
    receiver.start()
    try:
        yield
    finally:
        receiver.stop()


@contextmanager
def _stripe(_app: Flask, settings: Settings) -> Iterator[None]:
    sandbox = serve_sandbox(
        settings.instance_path / "stripe.sqlite",
        settings.stripe_secret_key.get_secret_value(),
        f"{settings.site_url}/payments/webhook",
        settings.stripe_webhook_secret.get_secret_value(),
        host=HOST,
        port=urlsplit(settings.stripe_api_base).port or 0,
    )
    with sandbox:
        yield


@contextmanager
def _worker(app: Flask, _settings: Settings) -> Iterator[None]:
    consumer = queue_of(app).create_consumer(workers=1, worker_type="thread", initial_delay=0.1, max_delay=0.5)
    consumer.start()
    try:
        yield
    finally:
        consumer.stop(graceful=True)


def _stop_on_signal() -> None:
    """Stop in the same way on Ctrl-C and on SIGTERM, once: a second signal must not break off the stopping.

    The worker's own handlers would stop only the worker.
    """

    def stop(_signal: int, _frame: FrameType | None) -> None:
        for each in STOP_SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise KeyboardInterrupt

    for each in STOP_SIGNALS:
        signal.signal(each, stop)
