"""The front page: each product large, its way to being built, what makers and crowd like, what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from time import monotonic

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from configurator.database import utc_now
from configurator.gallery.models import Place
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import CrowdCounts, Sort, browse_designs, count_crowd
from configurator.gallery.service.featuring import FeaturedDesign, featured_now
from configurator.gallery.then_and_now import open_groups
from configurator.gallery.views.room import blueprint
from configurator.product.definition import Option, OptionGroup, Product
from configurator.web.catalogue import catalogue

NEWEST_SHOWN = 8
LOVED_SHOWN = 4
COUNT_SECONDS = 60


@dataclass(frozen=True)
class Showing:
    """One product on the front page."""

    product: Product
    hero: FeaturedDesign | None
    options: frozenset[str]
    """What the big picture shows: the featured design, else the product's defaults."""
    strip: tuple[FeaturedDesign, ...]
    loved: tuple[SavedDesign, ...]
    """What is preordered most, of what is preordered at all."""
    newest: tuple[SavedDesign, ...]
    crowd: CrowdCounts
    open_groups: tuple[tuple[OptionGroup, tuple[Option, ...]], ...]

    @property
    def closings(self) -> list[date]:
        """The days on which what is open is decided, the last one last."""
        options = (option for _group, options in self.open_groups for option in options)
        return sorted({option.open_until for option in options if option.open_until})


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
        loved=_loved(product),
        newest=browse_designs(product.key, length=NEWEST_SHOWN).designs,
        crowd=_crowd(product),
        open_groups=open_groups(product, at.date()),
    )


def _same_card(one: FeaturedDesign, other: FeaturedDesign) -> bool:
    return one.place is other.place and one.design.id == other.design.id


def _loved(product: Product) -> tuple[SavedDesign, ...]:
    most = browse_designs(product.key, Sort.PREORDERED, length=LOVED_SHOWN).designs
    return tuple(design for design in most if design.preorders)


def _crowd(product: Product) -> CrowdCounts:
    """At most a minute old: with millions of designs, counting is the slowest thing on this page."""
    counted: dict[str, tuple[float, CrowdCounts]] = current_app.extensions["officina-counted"]
    if product.key not in counted or monotonic() - counted[product.key][0] > COUNT_SECONDS:
        counted[product.key] = (monotonic(), count_crowd(product.key))
    return counted[product.key][1]


def _in(place: Place, featured: Iterable[FeaturedDesign]) -> Iterator[FeaturedDesign]:
    return (feature for feature in featured if feature.place is place)
