"""Where a product's pictures are found. Immutable addresses: they change when what they show changes."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, url_for

from configurator.imaging.addresses import picture_name
from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import SIZES
from configurator.product.definition import Option, Product
from configurator.product.errors import NotFoundError
from configurator.web.catalogue import catalogue


def artwork_of(product: Product | str) -> Artwork:
    """The artwork of a product (or of its key); raises NotFoundError."""
    key = product if isinstance(product, str) else product.key
    found = current_app.extensions["officina-artworks"].get(key)
    if not isinstance(found, Artwork):
        raise NotFoundError(f"no artwork of {key!r}")
    return found


def picture_url(
    product: Product | str,
    options: Iterable[str],
    view: str | None = None,
    scene: str | None = None,
    width: int = 960,
    file_format: str = "jpg",
    external: bool = False,
) -> str:
    """The address of a picture; the first view and the first scene unless others are asked for.

    Options that today's product does not know are left out. `external` gives the whole address, for other sites.
    Raises NotFoundError for what is not offered, and for a product without views.
    """
    artwork = artwork_of(product)
    if not artwork.views:
        raise NotFoundError(f"no pictures of {artwork_key(product)!r}")
    current = catalogue().product(artwork_key(product))
    name = picture_name(
        artwork, current, options, view or artwork.views[0].key, scene or artwork.scenes[0], width, file_format
    )
    return url_for("pictures.show", product=current, version=artwork.version, name=name, _external=external)


def picture_srcset(product: Product | str, options: Iterable[str], view: str, scene: str, file_format: str) -> str:
    """The `srcset` of a picture: its address in every size that is no wider than the artwork."""
    full = artwork_of(product).view(view).width
    chosen = frozenset(options)
    return ", ".join(
        f"{picture_url(product, chosen, view, scene, width, file_format)} {width}w" for width in SIZES if width <= full
    )


def option_picture_url(product: Product | str, option: Option) -> str | None:
    """The address of an option's own picture; None where a swatch serves."""
    artwork = artwork_of(product)
    name = artwork.option_file(option)
    if name is None:
        return None
    return url_for(
        "pictures.show_option", product=artwork_key(product), version=artwork.version, name=name, _external=False
    )


def artwork_key(product: Product | str) -> str:
    return product if isinstance(product, str) else product.key
