"""The front page: each product large, what its makers feature, what the crowd made last, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import inf
from time import monotonic

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from configurator.database import utc_now
from configurator.gallery.models import Place
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import browse_designs, count_designs
from configurator.gallery.service.featuring import FeaturedDesign, featured_now
from configurator.gallery.then_and_now import open_groups
from configurator.gallery.views.room import blueprint
from configurator.product.definition import Option, OptionGroup, Product
from configurator.web.catalogue import catalogue

NEWEST_SHOWN = 8
COUNT_SECONDS = 60


@dataclass(frozen=True)
class Showing:
    """One product on the front page."""

    product: Product
    hero: FeaturedDesign | None
    options: frozenset[str]
    """What the big picture shows: the featured design, else the product's defaults."""
    strip: tuple[FeaturedDesign, ...]
    newest: tuple[SavedDesign, ...]
    designs: int
    open_groups: tuple[tuple[OptionGroup, tuple[Option, ...]], ...]


@blueprint.get("/")
def front() -> ResponseReturnValue:
    return render_template("gallery/front.html", showings=showings(utc_now()), preview=None)


def showings(at: datetime, preview: FeaturedDesign | None = None) -> list[Showing]:
    """Every product as the front page shows it at a moment, with `preview` first in its place if there is one."""
    return [_showing(product, at, preview) for product in catalogue()]


def _showing(product: Product, at: datetime, preview: FeaturedDesign | None) -> Showing:
    featured = featured_now(product.key, at)
    if preview is not None and preview.design.product_key == product.key:
        featured = [preview, *(feature for feature in featured if not _same_card(feature, preview))]
    hero = next(_in(Place.HERO, featured), None)
    return Showing(
        product=product,
        hero=hero,
        options=hero.design.options if hero else catalogue().rules(product.key).complete(()).options,
        strip=tuple(_in(Place.STRIP, featured)),
        newest=browse_designs(product.key, length=NEWEST_SHOWN).designs,
        designs=_designs_so_far(product),
        open_groups=open_groups(product, at.date()),
    )


def _same_card(one: FeaturedDesign, other: FeaturedDesign) -> bool:
    return one.place is other.place and one.design.id == other.design.id


def _designs_so_far(product: Product) -> int:
    """At most a minute old: with millions of designs, counting is the slowest thing on this page."""
    counted: dict[str, tuple[float, int]] = current_app.extensions["officina-counted"]
    moment, count = counted.get(product.key, (-inf, 0))
    if monotonic() - moment > COUNT_SECONDS:
        count = count_designs(product.key)
        counted[product.key] = (monotonic(), count)
    return count


def _in(place: Place, featured: Iterable[FeaturedDesign]) -> Iterator[FeaturedDesign]:
    return (feature for feature in featured if feature.place is place)
