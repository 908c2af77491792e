"""Whether the site is well, for the machine that watches it."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from configurator.database import NoTablesError, require_tables

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def health() -> ResponseReturnValue:
    """200 when the database answers and has its tables, 503 when not."""
    try:
        require_tables()
    except NoTablesError as missing:
        return jsonify(status=str(missing)), 503
    except SQLAlchemyError:
        return jsonify(status="database unreachable"), 503
    return jsonify(status="ok")
