"""The webhook: the only address of payments that Stripe knows."""

from __future__ import annotations

import logging

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue

from configurator.config import Settings
from configurator.payments import commands, desk_views
from configurator.payments.errors import ForgedEventError, PaymentUnavailableError
from configurator.payments.gateway import Gateway
from configurator.payments.mass_refunds import views as mass_refund_views
from configurator.payments.sandbox.command import stripe_sandbox
from configurator.payments.service import receive_event

log = logging.getLogger(__name__)
blueprint = Blueprint("payments", __name__, url_prefix="/payments")


def register(app: Flask, settings: Settings) -> None:
    app.extensions["officina-gateway"] = Gateway(
        settings.stripe_secret_key.get_secret_value(),
        settings.stripe_webhook_secret.get_secret_value(),
        settings.stripe_api_base,
    )
    app.extensions["csrf"].exempt(blueprint)
    app.register_blueprint(blueprint)
    app.cli.add_command(stripe_sandbox)
    app.cli.add_command(commands.commands)
    desk_views.register(app)
    mass_refund_views.register(app)


@blueprint.post("/webhook")
def webhook() -> ResponseReturnValue:
    """Signed events only. Any other failure than a forgery is answered 5xx, so that Stripe sends the event again."""
    try:
        receive_event(request.get_data(), request.headers.get("Stripe-Signature"))
    except ForgedEventError as fault:
        log.warning("a webhook without a valid signature was refused: %s", fault)
        return "", 400
    except PaymentUnavailableError as fault:
        log.warning("a webhook waits, Stripe is unavailable: %s", fault)
        return "", 503
    except Exception:
        log.exception("a webhook could not be handled")
        return "", 500
    return "", 204
