"""The unit that is offered to somebody, taken along by their browser on the way to an order."""

from __future__ import annotations

from flask import session

from configurator.preorders.editions.reading import EditionView
from configurator.preorders.waiting.models import WaitingState
from configurator.preorders.waiting.reading import Waiting, waiting_by_public_id
from configurator.product.errors import NotFoundError

HELD = "offered_unit"
"""Where a browser's session keeps the entry whose offer it is about to take."""


def take_along(waiting: Waiting) -> None:
    """From now on this browser orders the unit that is offered to `waiting`."""
    session[HELD] = waiting.public_id


def held_for_this_browser(edition: EditionView) -> str | None:
    """The entry whose unit of an edition this browser may order, while it is offered."""
    kept = session.get(HELD)
    if kept is None:
        return None
    try:
        waiting = waiting_by_public_id(kept)
    except NotFoundError:
        return None
    is_held = waiting.state is WaitingState.OFFERED and waiting.edition.id == edition.id
    return waiting.public_id if is_held else None
