"""The race for the last units: 64 buyers at the same moment, and never one unit too many.

OFFICINA_RACES=200 uv run pytest tests/preorders/editions/test_race.py --no-cov    two hundred rounds on each database
"""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest
from flask import Flask
from sqlalchemy import select, update

from configurator.database import db
from configurator.preorders import service
from configurator.preorders.editions.models import Edition
from configurator.preorders.models import Preorder
from configurator.preorders.order import Order
from tests.payments.conftest import at_once
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, taken

BUYERS, UNITS = 64, 3
ROUNDS = int(os.environ.get("OFFICINA_RACES", "2"))


def race(app: Flask, make: MakeEdition, place_unit: PlaceUnit, buyers: int) -> tuple[int, int, Counter[type]]:
    """How many units of a new edition were sold and how many it says are taken, and what became of the buyers."""
    edition = make(capacity=UNITS, threshold=1)
    keys = iter([f"buyer-{edition.id}-{number:04}-of-the-race" for number in range(buyers)])
    became = at_once(app, lambda: place_unit(edition, next(keys)), buyers)
    sold = db.session.scalar(select(db.func.count(Preorder.id)).where(Preorder.edition_id == edition.id))
    return int(sold or 0), taken(edition), Counter(type(one) for one in became)


def test_64_buyers_never_get_more_than_the_last_three_units(
    app: Flask, make: MakeEdition, place_unit: PlaceUnit
) -> None:
    for _ in range(ROUNDS):
        sold, said, became = race(app, make, place_unit, BUYERS)
        assert (sold, said) == (UNITS, UNITS)
        assert became == {Order: UNITS, service.NotOnSaleError: BUYERS - UNITS}


def read_then_write(edition_id: int) -> bool:
    """What the guarded statement would be without its guard."""
    edition = db.session.execute(select(Edition.taken, Edition.capacity).where(Edition.id == edition_id)).one()
    if edition.taken >= edition.capacity:
        return False
    time.sleep(0.02)  # as long as a busy server thinks of others
    db.session.execute(update(Edition).where(Edition.id == edition_id).values(taken=edition.taken + 1))
    return True


def test_without_the_guard_the_race_does_oversell(
    app: Flask, make: MakeEdition, place_unit: PlaceUnit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "take", read_then_write)
    sold, said, _ = race(app, make, place_unit, 16)
    assert sold > UNITS >= said
