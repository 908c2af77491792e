"""Typed settings from the environment.

A site whose address is this machine's own (the default) keeps secrets that it made itself in its instance folder and
answers to no other host name. Any other address is production, and starts only with safe settings of its own.
"""

from __future__ import annotations

import json
import os
import secrets
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from configurator.product.errors import OfficinaError

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("secret_key", "password_salt", "totp_secret")
LEAST_SECRET_LENGTH = 32


class UnsafeSettingsError(OfficinaError):
    """The site was started with settings that are missing, unsafe or malformed; the message lists them."""


class Settings(BaseSettings):
    """Every environment variable that the site reads; the README has them in a table."""

    model_config = SettingsConfigDict(env_ignore_empty=True, extra="ignore")

    site_url: str = "http://127.0.0.1:5000"
    instance_path: Path = ROOT / "instance"
    designs_path: Path = ROOT / "designs"
    database_url: str = ""
    redis_url: str = ""
    trusted_proxies: int = Field(default=0, ge=0, le=5)

    secret_key: SecretStr = SecretStr("")
    password_salt: SecretStr = SecretStr("")
    totp_secret: SecretStr = SecretStr("")

    stripe_secret_key: SecretStr = SecretStr("")
    stripe_webhook_secret: SecretStr = SecretStr("")
    stripe_api_base: str = ""
    stripe_checkout_origin: str = "https://checkout.stripe.com"

    vat_on_deposits: bool = False
    unused_account_days: int = Field(default=30, ge=1)
    offer_hours: int = Field(default=48, ge=1, le=24 * 14)

    seller_name: str = "Officina"
    seller_address: str = "Via dell'Esempio 1; 10121 Torino; Italia"
    seller_vat_number: str = "IT00000000000"

    smtp_host: str = "127.0.0.1"
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: bool = False
    mail_sender: str = "Officina <officina@localhost>"

    rate_limits: bool = True
    demo: bool = False

    @property
    def host(self) -> str:
        return urlsplit(self.site_url).hostname or ""

    @property
    def is_production(self) -> bool:
        return not is_loopback(self.host)

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def database_address(self) -> str:
        """SQLAlchemy's address of the database: `DATABASE_URL`, or a SQLite file in the instance folder."""
        address = self.database_url or f"sqlite:///{self.instance_path / 'officina.sqlite'}"
        for prefix in ("postgres://", "postgresql://"):
            if address.startswith(prefix):
                return "postgresql+psycopg://" + address.removeprefix(prefix)
        return address

    @property
    def limits_storage(self) -> str:
        return self.redis_url or "memory://"


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only be this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def load_settings(**given: object) -> Settings:
    """Read the environment (`given` wins over it), fill in this machine's own secrets or refuse unsafe ones.

    Raises UnsafeSettingsError; its message never holds a value.
    """
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic checks the values
    except ValidationError as malformed:
        wrong = [f"{'.'.join(map(str, each['loc'])).upper()}: {each['msg']}" for each in malformed.errors()]
        raise UnsafeSettingsError(_listed("Officina can't read its settings:", wrong)) from None
    if settings.is_production:
        _refuse_unsafe(settings)
        return settings
    missing = {
        name: value for name, value in _own_secrets(settings.instance_path).items() if not _is_set(settings, name)
    }
    return settings.model_copy(update={name: SecretStr(value) for name, value in missing.items()})


def _is_set(settings: Settings, name: str) -> bool:
    return bool(getattr(settings, name).get_secret_value())


def _own_secrets(instance: Path) -> dict[str, str]:
    """Secrets made at the first start and kept, readable by their owner only."""
    kept = instance / "secrets.json"
    if not kept.exists():
        instance.mkdir(parents=True, exist_ok=True)
        made = {name: secrets.token_urlsafe(LEAST_SECRET_LENGTH) for name in (*SECRETS, "stripe_webhook_secret")}
        made["stripe_secret_key"] = f"sk_test_{secrets.token_hex(16)}"
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(made))
        try:
            os.link(draft, kept)  # fails when another process was first: then that one's secrets count
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return dict(json.loads(kept.read_text()))


def _refuse_unsafe(settings: Settings) -> None:
    wrong = [
        f"{name.upper()} needs at least {LEAST_SECRET_LENGTH} random characters"
        for name in SECRETS
        if len(getattr(settings, name).get_secret_value()) < LEAST_SECRET_LENGTH
    ]
    if not settings.is_https:
        wrong.append("SITE_URL must start with https://")
    if settings.demo:
        wrong.append("the demo only runs on this machine's own address")
    wrong += [
        f"{name.upper()} is not set"
        for name in ("stripe_secret_key", "stripe_webhook_secret")
        if not _is_set(settings, name)
    ]
    wrong += [
        f"{name.upper()} is not set"
        for name in ("mail_sender", "seller_address", "seller_vat_number")
        if getattr(settings, name) == Settings.model_fields[name].default
    ]
    if wrong:
        raise UnsafeSettingsError(_listed(f"The settings are not safe for {settings.site_url}:", wrong))


def _listed(heading: str, wrong: list[str]) -> str:
    return "\n".join([heading, *(f"- {each}" for each in wrong)])
