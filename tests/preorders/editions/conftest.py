"""Editions of the lamp, and orders for a unit of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from configurator.database import db, utc_now
from configurator.preorders.editions.models import Edition
from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.preorders.offer import Offer, offer_in_edition
from configurator.preorders.order import Order
from configurator.preorders.service import place_preorder, settle_deposit
from tests.payments.conftest import pay
from tests.preorders.conftest import ANNA, BROWSER, deposit_page

MakeEdition = Callable[..., EditionView]
PlaceUnit = Callable[..., Order]


@pytest.fixture
def make(offer: Offer) -> MakeEdition:
    """Make an edition of the lamp in cream, three units of it unless told otherwise."""

    def made(**different: object) -> EditionView:
        facts = {
            "product_key": "lamp",
            "product_version": offer.product.version,
            "name": "Cream",
            "options": ["colour.cream"],
            "capacity": 3,
            "threshold": 2,
            "deadline": utc_now() + timedelta(days=20),
            "deposit_minor": 1500,
            "currency": "EUR",
            "delivery_from": date(2028, 3, 1),
            "delivery_until": date(2028, 5, 31),
        }
        row = Edition(**(facts | different))
        db.session.add(row)
        db.session.commit()
        return edition_by_id(row.id)

    return made


@pytest.fixture
def place_unit(offer: Offer) -> PlaceUnit:
    """Order a unit of an edition; each with a form of its own unless a key is given."""
    count = iter(range(1000))

    def placed(edition: EditionView, key: str = "") -> Order:
        of_it = offer_in_edition(offer, edition)
        return place_preorder(of_it, ANNA, key or f"key-of-unit-number-{next(count):03}", "en", BROWSER)

    return placed


@pytest.fixture
def paid_unit(place_unit: PlaceUnit) -> PlaceUnit:
    """Order a unit of an edition and pay its deposit at the stand-in."""

    def paid(edition: EditionView) -> Order:
        order = place_unit(edition)
        pay(deposit_page(order))
        return settle_deposit(order)

    return paid


def taken(edition: EditionView) -> int:
    """How many units of an edition are taken by now."""
    db.session.rollback()
    return edition_by_id(edition.id).taken


def turn(edition: EditionView, **values: object) -> EditionView:
    """Give an edition other values without asking anybody."""
    db.session.execute(db.update(Edition).where(Edition.id == edition.id).values(values))
    db.session.commit()
    return edition_by_id(edition.id)
