"""How often one visitor may do what is costly or can be abused."""

from __future__ import annotations

from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from configurator.config import Settings

limiter = Limiter(get_remote_address, headers_enabled=True, strategy="moving-window", in_memory_fallback_enabled=True)

SAVE = "20 per minute; 200 per hour"
ORDER = "10 per minute; 40 per hour"
SIGN_IN = "10 per minute; 60 per hour"
SIGN_IN_PERSON = "10 per 15 minutes; 50 per day"
SEARCH = "60 per minute"
PICTURES = "600 per minute"
PRINTS = "6 per minute; 30 per hour"
DOCUMENTS = "60 per minute"


def register(app: Flask, settings: Settings) -> None:
    app.config["RATELIMIT_STORAGE_URI"] = settings.limits_storage
    app.config["RATELIMIT_ENABLED"] = settings.rate_limits
    limiter.init_app(app)
