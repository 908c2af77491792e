"""Where an entry of a waiting list is found: its signed link, which opens that entry and nothing else."""

from __future__ import annotations

from flask import current_app, url_for
from itsdangerous import BadData, URLSafeSerializer

from configurator.preorders.waiting.reading import Waiting, waiting_by_public_id
from configurator.product.errors import NotFoundError


def waiting_address(waiting: Waiting) -> str:
    """The whole address of an entry's page."""
    return url_for("waiting.one", token=waiting_token(waiting.public_id), _external=True)


def waiting_token(public_id: str) -> str:
    return str(_links().dumps(public_id))


def waiting_at(token: str) -> Waiting:
    """The entry that a link opens. Raises NotFoundError for a token that we did not make, or when it is gone."""
    try:
        return waiting_by_public_id(str(_links().loads(token)))
    except BadData:
        raise NotFoundError("not a link of ours") from None


def _links() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="waiting-link")
