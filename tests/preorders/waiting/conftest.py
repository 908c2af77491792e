"""People who wait for a unit of an edition that is sold out."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from configurator.database import db
from configurator.preorders.editions.models import Edition
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.offer import Offer, offer_in_edition
from configurator.preorders.order import Order
from configurator.preorders.service import place_preorder
from configurator.preorders.waiting.models import WaitingEntry
from configurator.preorders.waiting.reading import Waiting, waiting_of
from configurator.preorders.waiting.service import confirm, join
from tests.preorders.conftest import ANNA, BROWSER
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, make, place_unit

__all__ = ["make", "place_unit"]

SoldOut = Callable[..., tuple[EditionView, list[Order]]]
Take = Callable[..., Order]


@pytest.fixture
def sold_out(make: MakeEdition, place_unit: PlaceUnit) -> SoldOut:
    """An edition of which every unit is held by an order."""

    def made(units: int = 1, **different: object) -> tuple[EditionView, list[Order]]:
        edition = make(capacity=units, threshold=1, **different)
        return edition, [place_unit(edition) for _ in range(units)]

    return made


@pytest.fixture
def take(offer: Offer) -> Take:
    """Order the unit that is offered to somebody."""

    def ordered(waiting: Waiting, key: str = "key-of-an-offered-unit-1") -> Order:
        return place_preorder(offer_in_edition(offer, waiting.edition), ANNA, key, "en", BROWSER, waiting.public_id)

    return ordered


def wait(edition: EditionView, *names: str) -> list[Waiting]:
    """These join the list, one after the other, and confirm."""
    for name in names:
        join(edition.id, f"{name}@example.org", "en")
        confirm(entry(edition, name).public_id)
    return [entry(edition, name) for name in names]


def entry(edition: EditionView, name: str) -> Waiting:
    """Somebody's newest entry as it is now."""
    db.session.rollback()
    theirs = (WaitingEntry.edition_id == edition.id, WaitingEntry.email == f"{name}@example.org")
    return waiting_of(
        db.session.scalars(db.select(WaitingEntry).where(*theirs).order_by(WaitingEntry.id.desc())).first()
    )  # type: ignore[arg-type]  # there is one


def positions(edition: EditionView, *names: str) -> list[int | None]:
    return [entry(edition, name).position for name in names]


def units(edition: EditionView) -> int:
    """How many are taken."""
    db.session.rollback()
    return db.session.scalars(db.select(Edition.taken).where(Edition.id == edition.id)).one()


def turn_entry(waiting: Waiting, **values: object) -> None:
    db.session.execute(db.update(WaitingEntry).where(WaitingEntry.id == waiting.id).values(values))
    db.session.commit()
