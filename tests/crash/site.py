"""The site as the crash test runs it: everything of it, but for what is slow on purpose or can't be forked."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import stripe
from flask import Flask
from pydantic import SecretStr

from configurator import jobs
from configurator.accounts import rules, service
from configurator.config import load_settings
from configurator.preorders import mails
from configurator.site import create_app
from tests.conftest import DESIGNS

HOST = "127.0.0.1"
KEY, WEBHOOK_SECRET = "sk_test_of_the_crash_test", "whsec_of_the_crash_test"
NOT_ABOUT_MONEY = ("pictures", "tally")


def spare_time() -> None:
    """Change in this process and its forks what would take time or not survive a fork; it decides nothing here."""
    rules.PASSWORD_COST = {"memory_cost": 8, "time_cost": 1, "parallelism": 1}
    service.STAFF_DAY = timedelta(days=30)  # the desk stays signed in while the clock is put ahead
    mails.render = lambda _document: b"%PDF-1.7"  # the typesetter's threads would not survive a fork
    stripe.HTTPClient.INITIAL_DELAY = 0.02  # Stripe's client waits before it tries again: here nobody is spared
    jobs.WORK |= dict.fromkeys(NOT_ABOUT_MONEY, lambda: None)


def make_site(instance: Path, database: str, address: str, stripe_address: str, mail_port: int) -> Flask:
    """The site, its templates loaded."""
    app = create_app(
        load_settings(
            site_url=address,
            instance_path=instance,
            designs_path=DESIGNS,
            database_url=database,
            redis_url="",
            rate_limits=False,
            smtp_host=HOST,
            smtp_port=mail_port,
            stripe_secret_key=SecretStr(KEY),
            stripe_webhook_secret=SecretStr(WEBHOOK_SECRET),
            stripe_api_base=stripe_address,
            stripe_checkout_origin=stripe_address,
        )
    )
    for name in app.jinja_env.list_templates(extensions=["html", "txt"]):
        app.jinja_env.get_template(name)
    return app
