"""What the makers feature on the front page: which design, where, in which words, from when until when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select

from configurator.database import db, utc_now
from configurator.gallery.models import LISTED, Design, Feature, Place
from configurator.gallery.saved import SavedDesign, as_saved
from configurator.gallery.service.reading import design_by_code
from configurator.product.errors import NotFoundError, OfficinaError

MOST_SHOWN = 12
"""Designs in the strip."""
MOST_LISTED = 200


class NotListedError(OfficinaError):
    """A design that the gallery does not show can't be featured."""


@dataclass(frozen=True)
class FeaturePlan:
    """What a marketer asks for; `caption` by language code, `from_at` before `until_at`."""

    code: str
    place: Place
    caption: Mapping[str, str]
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True)
class FeaturedDesign:
    id: int
    design: SavedDesign
    place: Place
    caption: Mapping[str, str]
    from_at: datetime
    until_at: datetime

    def is_active(self, at: datetime) -> bool:
        return self.from_at <= at < self.until_at and self.design.is_listed


def feature_design(plan: FeaturePlan, person_id: int, feature_id: int | None = None) -> FeaturedDesign:
    """Feature a design, or change the feature `feature_id`. Raises NotFoundError, NotListedError.

    New words alone don't make it one that was featured later than others.
    """
    design = design_by_code(plan.code)
    if not design.is_listed:
        raise NotListedError(f"{design.code} is not in the gallery")
    feature = Feature() if feature_id is None else _feature(feature_id)
    wanted = (design.id, plan.place, plan.from_at, plan.until_at)
    if wanted != (feature.design_id, feature.place, feature.from_at, feature.until_at):
        feature.featured_at = utc_now()
    feature.design_id, feature.place, feature.from_at, feature.until_at = wanted
    feature.caption, feature.featured_by_id = dict(plan.caption), person_id
    db.session.add(feature)
    db.session.flush()
    featured = _as_featured(feature, design)
    db.session.commit()
    return featured


def remove_feature(feature_id: int) -> None:
    """Raises NotFoundError."""
    db.session.delete(_feature(feature_id))
    db.session.commit()


def feature_by_id(feature_id: int) -> FeaturedDesign:
    """Raises NotFoundError."""
    feature = _feature(feature_id)
    return _as_featured(feature, as_saved(feature.design))


def featured_now(product_key: str, at: datetime | None = None) -> list[FeaturedDesign]:
    """What the front page shows at a moment (now), featured last first; only what the gallery lists.

    Of everything in the hero place that is the one featured last; in the strip each design once.
    """
    at = at or utc_now()
    query = (
        _features()
        .where(Feature.from_at <= at, Feature.until_at > at, LISTED, Design.product_key == product_key)
        .order_by(Feature.featured_at.desc(), Feature.id.desc())
        .limit(MOST_LISTED)
    )
    active = [_as_featured(feature, as_saved(design)) for feature, design in db.session.execute(query)]
    heroes = [feature for feature in active if feature.place is Place.HERO]
    strip: dict[int, FeaturedDesign] = {}
    for feature in active:
        if feature.place is Place.STRIP:
            strip.setdefault(feature.design.id, feature)
    return [*heroes[:1], *list(strip.values())[:MOST_SHOWN]]


def all_features() -> list[FeaturedDesign]:
    """Every feature, past, present and to come, the last to end first."""
    query = _features().order_by(Feature.until_at.desc(), Feature.id.desc()).limit(MOST_LISTED)
    return [_as_featured(feature, as_saved(design)) for feature, design in db.session.execute(query)]


def _features() -> Select[Feature, Design]:
    return select(Feature, Design).join(Design, Feature.design_id == Design.id)


def _feature(feature_id: int) -> Feature:
    feature = db.session.get(Feature, feature_id)
    if feature is None:
        raise NotFoundError(f"no feature {feature_id}")
    return feature


def _as_featured(feature: Feature, design: SavedDesign) -> FeaturedDesign:
    return FeaturedDesign(feature.id, design, feature.place, feature.caption, feature.from_at, feature.until_at)
