"""The pages of accounts."""

from __future__ import annotations

from flask import Flask

from configurator.accounts import signing_in
from configurator.config import Settings


def register(app: Flask, settings: Settings) -> None:
    signing_in.register(app, settings)
