"""The blueprint of the gallery's pages."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("gallery", __name__)
