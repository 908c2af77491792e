"""Where a product's pictures are found. Immutable addresses: they change when what they show changes."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app, url_for

from configurator.imaging.addresses import WIDTHS_OF, picture_name
from configurator.imaging.artwork import Artwork, View
from configurator.imaging.picture import FORMATS, LIVE_FORMATS, PRINT_WIDTH
from configurator.pictures.making import avif_names, is_kept
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
    """The address of a picture; the first view and its first scene unless others are asked for.

    Options that today's product does not know are left out. `external` gives the whole address, for other sites.
    Raises NotFoundError for what is not offered, and for a product without views.
    """
    artwork = artwork_of(product)
    if not artwork.views:
        raise NotFoundError(f"no pictures of {artwork_key(product)!r}")
    current = catalogue().product(artwork_key(product))
    shown = artwork.view(view) if view else artwork.views[0]
    name = picture_name(artwork, current, options, shown.key, scene or shown.scenes[0], width, file_format)
    return url_for("pictures.show", product=current, version=artwork.version, name=name, _external=external)


def picture_srcset(product: Product | str, options: Iterable[str], view: str, scene: str, file_format: str) -> str:
    """The `srcset` of a picture: its address in every size that is no wider than the artwork."""
    chosen = frozenset(options)
    return ", ".join(
        f"{picture_url(product, chosen, view, scene, width, file_format)} {width}w"
        for width in WIDTHS_OF[file_format]
        if width <= artwork_of(product).view(view).width
    )


def picture_sources(product: Product | str, options: Iterable[str], view: str, scene: str) -> dict[str, str]:
    """Media type → `srcset`, the best first. AVIF is among them once the worker has made it."""
    chosen = frozenset(options)
    sources = {}
    artwork, current = artwork_of(product), catalogue().product(artwork_key(product))
    later = avif_names(artwork, current, chosen, view, scene)
    if later and all(is_kept(artwork, current, name) for name in later):
        sources["image/avif"] = picture_srcset(product, chosen, view, scene, "avif")
    for file_format in LIVE_FORMATS:
        sources[FORMATS[file_format]] = picture_srcset(product, chosen, view, scene, file_format)
    return sources


def shown_scenes(view: View, scene: str = "") -> tuple[str, ...]:
    """The scene that was chosen, or the two of the visitor's theme, dark first; the view's own where it lacks those."""
    if scene in view.scenes:
        return (scene,)
    return tuple(each for each in ("dark", "light") if each in view.scenes) or view.scenes[:1]


def outdoor_scenes(product: Product | str) -> tuple[str, ...]:
    """The scenes that do not follow the theme, but are chosen."""
    return tuple(scene for scene in artwork_of(product).scenes if scene not in ("dark", "light"))


def print_url(product: Product | str, options: Iterable[str], view: str, scene: str) -> str:
    """Where a picture is ordered, and found, in print quality."""
    artwork = artwork_of(product)
    current = catalogue().product(artwork_key(product))
    name = picture_name(artwork, current, options, view, scene, PRINT_WIDTH, "jpg")
    return url_for("pictures.show_print", product=current, version=artwork.version, name=name)


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
