"""A product's picture as a file, for what is no page."""

from __future__ import annotations

from collections.abc import Iterable

from configurator.imaging.addresses import picture_name
from configurator.imaging.picture import SIZES
from configurator.pictures.links import artwork_of
from configurator.pictures.making import picture_file
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue

WIDEST = 1440


def still_picture(product_key: str, options: Iterable[str]) -> bytes | None:
    """A JPEG of the first view by light, as today's artwork shows it; None where there is no such picture any more."""
    try:
        artwork, product = artwork_of(product_key), catalogue().product(product_key)
        view = artwork.views[0]
        scene = "light" if "light" in view.scenes else view.scenes[0]
        width = max(each for each in SIZES if each <= min(WIDEST, view.width))
        name = picture_name(artwork, product, options, view.key, scene, width)
    except (NotFoundError, IndexError, ValueError):  # no such product, no view, no width
        return None
    return picture_file(artwork, product, name)
