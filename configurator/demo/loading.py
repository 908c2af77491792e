"""Putting the synthetic campaign into the gallery and the order book of a new site."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.demo.campaign import SyntheticDesign, SyntheticPerson, SyntheticPreorder, campaign
from configurator.demo.editions import make_popular_edition
from configurator.gallery.models import Design
from configurator.gallery.service import DesignToLoad, Presentation, design_by_code, load_designs
from configurator.preorders.offer import Offer, offer_design, offer_in_edition
from configurator.preorders.order import Buyer
from configurator.preorders.states import State
from configurator.preorders.synthetic import record_synthetic_preorder
from configurator.product.definition import Product
from configurator.product.rules import ProductRules

PROGRESS_EVERY = 50


@dataclass(frozen=True)
class CampaignSize:
    """How large a campaign is, and the seed that decides the rest."""

    designs: int = 2000
    people: int = 600
    days: int = 90
    preorders: int = 60
    seed: int = 500


def is_empty(product: Product) -> bool:
    """Whether nobody saved a design of this product yet."""
    return db.session.scalar(select(Design.id).where(Design.product_key == product.key).limit(1)) is None


def load_campaign(
    product: Product,
    rules: ProductRules,
    now: datetime,
    size: CampaignSize | None = None,
    on_progress: Callable[[int], None] = lambda _designs: None,
) -> list[str]:
    """Load a synthetic campaign that ended just before `now`, with an edition of what its orders share most.

    Gives the codes of its designs, oldest first.

    `on_progress` hears now and then how many designs were made, or saved, since it was last called, and in the end
    of all: twice as many as there are designs.
    """
    size = size or CampaignSize()
    designs: list[SyntheticDesign] = []
    for design in campaign(product, rules, size.seed, size.designs, size.people, size.days, size.preorders, now):
        designs.append(design)
        if len(designs) % PROGRESS_EVERY == 0:
            on_progress(PROGRESS_EVERY)
    on_progress(len(designs) % PROGRESS_EVERY)
    codes = load_designs(product, [_to_load(design) for design in designs], on_progress)
    ordered = [(one.preorder, one.person, code) for code, one in zip(codes, designs, strict=True) if one.preorder]
    placed = [
        (offer_design(design_by_code(code), product, product, rules), person, preorder)
        for preorder, person, code in sorted(ordered, key=lambda order: order[0].placed_at)
    ]
    paid = [offer for offer, _, preorder in placed if preorder.state is State.PAID]
    edition = make_popular_edition(product, rules, paid)
    for offer, person, preorder in placed:
        is_of_it = edition is not None and edition.options <= offer.configuration.options
        _record(offer_in_edition(offer, edition) if edition and is_of_it else offer, person, preorder)
    db.session.commit()
    return codes


def _to_load(design: SyntheticDesign) -> DesignToLoad:
    return DesignToLoad(
        configuration=design.configuration,
        presentation=Presentation(design.name, design.story, design.person.name, design.is_published),
        saved_at=design.created_at,
        browser_digest=_browser(design.person),
        parent=design.parent,
    )


def _record(offer: Offer, person: SyntheticPerson, order: SyntheticPreorder) -> None:
    home = order.address
    record_synthetic_preorder(
        offer,
        Buyer(person.name, person.email, home.street, home.postcode, home.city, offer.country),
        "nl" if person.market == "nl" else "en",
        Visitor(None, _browser(person)),
        order.state,
        order.placed_at,
        order.paid_at,
        order.over_at,
    )


def _browser(person: SyntheticPerson) -> str:
    """The digest of a browser that no visitor has."""
    return sha256(person.email.encode()).hexdigest()
