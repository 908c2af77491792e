"""Settings: safe by default on this machine, refused when unsafe anywhere else."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from configurator.config import UnsafeSettingsError, is_loopback, load_settings

SAFE = {
    "site_url": "https://design.example",
    "secret_key": "a" * 40,
    "password_salt": "b" * 40,
    "totp_secret": "c" * 40,
    "stripe_secret_key": "sk_live_x",
    "stripe_webhook_secret": "whsec_x",
    "mail_sender": "Officina <hello@design.example>",
    "seller_address": "Ontwerpkade 1; 1012 AB Amsterdam",
    "seller_vat_number": "NL000000000B01",
}


def test_a_fresh_machine_makes_its_own_secrets_and_keeps_them(tmp_path: Path) -> None:
    first, second = load_settings(instance_path=tmp_path), load_settings(instance_path=tmp_path)
    assert len(first.secret_key.get_secret_value()) >= 32
    assert first == second


def test_two_machines_never_share_a_secret(tmp_path: Path) -> None:
    one, other = load_settings(instance_path=tmp_path / "one"), load_settings(instance_path=tmp_path / "other")
    assert one.secret_key != other.secret_key


def test_kept_secrets_are_readable_by_their_owner_only(tmp_path: Path) -> None:
    load_settings(instance_path=tmp_path)
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_production_starts_with_safe_settings(tmp_path: Path) -> None:
    assert load_settings(instance_path=tmp_path, **SAFE).is_production


NEEDED = sorted(SAFE.keys() - {"site_url"})


@pytest.mark.parametrize("missing", NEEDED)
def test_production_names_the_setting_that_is_missing(tmp_path: Path, missing: str) -> None:
    given = {name: value for name, value in SAFE.items() if name != missing}
    with pytest.raises(UnsafeSettingsError, match=missing.upper()):
        load_settings(instance_path=tmp_path, **given)


def test_production_refuses_plain_http(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettingsError, match="https"):
        load_settings(instance_path=tmp_path, **{**SAFE, "site_url": "http://design.example"})


def test_production_refuses_a_short_secret(tmp_path: Path) -> None:
    with pytest.raises(UnsafeSettingsError, match="SECRET_KEY"):
        load_settings(instance_path=tmp_path, **{**SAFE, "secret_key": "short"})


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
def test_a_loopback_address_is_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["localhost.example", "10.0.0.1", "0.0.0.0", "example.com", ""])  # noqa: S104
def test_any_other_address_is_not(host: str) -> None:
    assert not is_loopback(host)


def test_a_postgresql_address_names_the_driver(tmp_path: Path) -> None:
    settings = load_settings(instance_path=tmp_path, database_url="postgres://u@h/d")
    assert settings.database_address == "postgresql+psycopg://u@h/d"
