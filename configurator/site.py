"""The whole site: this module only wires the rooms together."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

from configurator import cli, jobs, pictures
from configurator.accounts import views as accounts
from configurator.compose import views as compose
from configurator.config import ROOT, Settings, load_settings
from configurator.database import db
from configurator.demo import mailbox
from configurator.gallery import views as gallery
from configurator.payments import views as payments
from configurator.preorders import views as preorders
from configurator.privacy import views as privacy
from configurator.product.loader import load_products
from configurator.statistics import views as statistics
from configurator.web import (
    catalogue,
    delivery,
    errors,
    filters,
    guards,
    headers,
    health,
    languages,
    limits,
    mail,
    menus,
    typeface,
)

MAX_BODY_BYTES = 256 * 1024
MAX_FIELDS = 500


def create_app(settings: Settings | None = None) -> Flask:
    """The whole site. Raises UnsafeSettingsError or FaultyProductsError rather than start with either."""
    settings = settings or load_settings()
    products = load_products(settings.designs_path)
    app = Flask(
        __name__,
        instance_path=str(settings.instance_path),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    _configure(app, settings)
    db.init_app(app)
    Migrate(app, db, directory=str(ROOT / "configurator" / "migrations"), render_as_batch=True)
    CSRFProtect(app)
    mail.register(app)
    headers.register(app, settings)
    delivery.register(app)
    errors.register(app)
    languages.register(app)
    filters.register(app)
    limits.register(app, settings)
    guards.register(app)
    menus.register(app)
    catalogue.register(app, products)
    app.register_blueprint(health.blueprint)
    for register in ROOMS:
        register(app, settings)
    catalogue.refuse_taken_addresses(app)
    jobs.register(app, settings)
    cli.register(app)
    return app


ROOMS: tuple[Callable[[Flask, Settings], None], ...] = (
    accounts.register,
    compose.register,
    gallery.register,
    mailbox.register,
    payments.register,
    pictures.register,
    preorders.register,
    privacy.register,
    statistics.register,
    typeface.register,
)
"""Each room's `register(app, settings)`: its routes, its staff pages, what it wants to be told."""


def _configure(app: Flask, settings: Settings) -> None:
    settings.instance_path.mkdir(parents=True, exist_ok=True)
    app.extensions["officina-settings"] = settings
    app.config.update(
        SECRET_KEY=settings.secret_key.get_secret_value(),
        SERVER_NAME=settings.site_url.partition("://")[2],
        PREFERRED_URL_SCHEME=settings.site_url.partition("://")[0],
        TRUSTED_HOSTS=[settings.host] if settings.is_production else ["127.0.0.1", "localhost", "[::1]"],
        MAX_CONTENT_LENGTH=MAX_BODY_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BODY_BYTES,
        MAX_FORM_PARTS=MAX_FIELDS,
        SESSION_COOKIE_NAME="__Host-officina" if settings.is_https else "officina",
        SESSION_COOKIE_HTTPONLY=True,
        SEND_FILE_MAX_AGE_DEFAULT=365 * 24 * 3600,
        WTF_CSRF_TIME_LIMIT=24 * 3600,
        SQLALCHEMY_DATABASE_URI=settings.database_address,
        MAIL_SERVER=settings.smtp_host,
        MAIL_PORT=settings.smtp_port,
        MAIL_USERNAME=settings.smtp_username or None,
        MAIL_PASSWORD=settings.smtp_password.get_secret_value() or None,
        MAIL_USE_TLS=settings.smtp_tls,
        MAIL_DEFAULT_SENDER=settings.mail_sender,
    )
