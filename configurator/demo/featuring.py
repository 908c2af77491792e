"""What the demo's marketer features on a new front page: designs that the crowd remixed most."""

from __future__ import annotations

from datetime import datetime, timedelta

from configurator.gallery.models import Place
from configurator.gallery.service import Sort, browse_designs
from configurator.gallery.service.featuring import FeaturePlan, feature_design
from configurator.product.definition import Product

SHOWN_FOR = timedelta(days=60)
CAPTIONS = (
    (Place.HERO, "Copied more often than any other. We see why.", "Vaker overgenomen dan elk ander. Wij snappen het."),
    (Place.STRIP, "Our accountant wants this one.", "Deze wil onze boekhouder."),
    (Place.STRIP, "Parked in front of the studio, in our thoughts.", "Staat in gedachten al bij ons voor de deur."),
    (Place.STRIP, "Somebody thought about this for a long time.", "Hier heeft iemand lang over nagedacht."),
    (Place.STRIP, "The paint shop voted. It wasn't close.", "De spuiterij heeft gestemd. Het was niet spannend."),
)


def feature_most_remixed(product: Product, marketer_id: int, now: datetime) -> None:
    """Feature the most remixed designs of a product for some weeks from `now`, the first of them large."""
    designs = browse_designs(product.key, Sort.REMIXED, length=len(CAPTIONS)).designs
    for design, (place, english, dutch) in zip(designs, CAPTIONS, strict=False):
        plan = FeaturePlan(design.code, place, {"en": english, "nl": dutch}, now, now + SHOWN_FOR)
        feature_design(plan, marketer_id)
