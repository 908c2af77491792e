"""Pictures made and kept: at once while a visitor waits, or later by the worker (AVIF, and print quality)."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable

from flask import current_app

from configurator.database import work_waiting
from configurator.imaging.addresses import PictureRequest, parse_picture_name, picture_name
from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import AVIF_SIZES, PRINT_WIDTH, compose, encode, enlarged
from configurator.pictures.cache import PictureCache
from configurator.pictures.waiting import WaitingPictures
from configurator.product.definition import Product
from configurator.product.errors import OfficinaError, UnavailableError
from configurator.web.catalogue import catalogue

log = logging.getLogger(__name__)

AT_ONE_GO_SECONDS = 10
"""For how long the worker makes pictures before it looks at its other work."""


def picture_file(artwork: Artwork, product: Product, name: str) -> bytes:
    """The picture of that name: kept, or made now (and kept). Making a WebP lets its AVIFs wait for the worker."""
    asked = parse_picture_name(artwork, product, name)
    data = _cache().read(_key(artwork, product, name))
    if data is None:
        data = _make(artwork, product, asked)
        _cache().keep(_key(artwork, product, name), data)
        if asked.file_format == "webp":
            for later in avif_names(artwork, product, asked.options, asked.view, asked.scene):
                if not is_kept(artwork, product, later):
                    _waiting().add(_key(artwork, product, later))
    return data


def is_kept(artwork: Artwork, product: Product, name: str) -> bool:
    return _key(artwork, product, name) in _cache()


def is_waiting(artwork: Artwork, product: Product, name: str) -> bool:
    return _key(artwork, product, name) in _waiting()


def order(artwork: Artwork, product: Product, name: str) -> None:
    """Have the worker make a picture that somebody waits for. Raises UnavailableError where too many wait."""
    parse_picture_name(artwork, product, name)
    if not is_kept(artwork, product, name):
        if not _waiting().add(_key(artwork, product, name), is_urgent=True):
            raise UnavailableError("too many pictures wait")
        work_waiting.send("pictures")


def avif_names(artwork: Artwork, product: Product, options: Iterable[str], view: str, scene: str) -> tuple[str, ...]:
    """The names of the AVIF pictures of a look; none where the artwork is smaller than those."""
    chosen = frozenset(options)
    return tuple(
        picture_name(artwork, product, chosen, view, scene, width, "avif")
        for width in AVIF_SIZES
        if width <= artwork.view(view).width
    )


def make_waiting(seconds: float = AT_ONE_GO_SECONDS) -> None:
    """Make the pictures that wait, for about so long. One that can't be made (any more) is forgotten."""
    until = time.monotonic() + seconds
    for key in _waiting():
        if time.monotonic() > until:
            break
        product_key, version, name = key.split("/", 2)
        artwork = current_app.extensions["officina-artworks"].get(product_key)
        try:
            if artwork and artwork.version == version and key not in _cache():
                picture_file(artwork, catalogue().product(product_key), name)
        except (OfficinaError, OSError, ValueError) as fault:
            log.warning("a picture is not made, %s: %s", key, fault)
        _waiting().done(key)


def _make(artwork: Artwork, product: Product, asked: PictureRequest) -> bytes:
    if asked.width == PRINT_WIDTH:
        full = artwork.view(asked.view).width
        return encode(enlarged(compose(artwork, product, asked.options, asked.view, asked.scene, full)), "jpg")
    picture = compose(artwork, product, asked.options, asked.view, asked.scene, asked.width)
    return encode(picture, asked.file_format)


def _key(artwork: Artwork, product: Product, name: str) -> str:
    return f"{product.key}/{artwork.version}/{name}"


def _cache() -> PictureCache:
    cache: PictureCache = current_app.extensions["officina-picture-cache"]
    return cache


def _waiting() -> WaitingPictures:
    waiting: WaitingPictures = current_app.extensions["officina-waiting-pictures"]
    return waiting
