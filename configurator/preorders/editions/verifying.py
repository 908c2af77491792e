"""The invariant of editions: the units that are spoken for are those of their preorders and
of what is offered to people who wait, and never too many."""

from __future__ import annotations

from collections.abc import Iterator

from configurator.database import db
from configurator.preorders.editions.capacity import held_units, offered_units
from configurator.preorders.editions.models import Edition


def verify_editions() -> Iterator[str]:
    """A sentence for each edition whose units don't add up. Both counts are of the same moment."""
    for name, taken, capacity, held, offered in db.session.execute(
        db.select(Edition.name, Edition.taken, Edition.capacity, held_units(), offered_units()).order_by(Edition.id)
    ):
        if taken != held + offered:
            yield f"edition {name}: {taken} units are taken, its orders hold {held} and {offered} are offered"
        if not 0 <= held + offered <= capacity:
            yield f"edition {name}: its orders and offers hold {held + offered} of {capacity} units"
