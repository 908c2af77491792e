"""The endpoints of pictures: composed ones, those to print, and what a browser composes its own from."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, jsonify, redirect, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from configurator.imaging.addresses import parse_picture_name, renamed
from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import FORMATS, LIVE_FORMATS, PRINT_WIDTH
from configurator.pictures.links import artwork_of
from configurator.pictures.making import is_kept, is_waiting, order, picture_file
from configurator.pictures.recipe import recipe
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.web.limits import PICTURES, PRINTS, limiter

FOR_EVER = "public, max-age=31536000, immutable"
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What an SVG may do when it is opened by itself: nothing but look like itself."""

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<product:product>/<version>/<name>")
@limiter.limit(PICTURES)
def show(product: Product, version: str, name: str) -> ResponseReturnValue:
    """A composed picture. An address of older artwork leads to the same picture today.

    What is made later and is not there leads to what is: AVIF to WebP, print quality to where it is ordered.
    """
    artwork = artwork_of(product)
    if version != artwork.version:
        return _to_today(product, name)
    asked = parse_picture_name(artwork, product, name)
    if not is_kept(artwork, product, name):
        if asked.width == PRINT_WIDTH:
            return _for_now(url_for(".show_print", product=product, version=version, name=name))
        if asked.file_format not in LIVE_FORMATS:
            live = name.removesuffix(asked.file_format) + LIVE_FORMATS[0]
            return _for_now(url_for(".show", product=product, version=version, name=live))
    data = picture_file(artwork, product, name)
    response = _for_ever(Response(data, mimetype=FORMATS[asked.file_format]))
    response.set_etag(hashlib.blake2b(data, digest_size=16).hexdigest())
    return response.make_conditional(request)


@blueprint.get("/pictures/<product:product>/<version>/print/<name>")
def show_print(product: Product, version: str, name: str) -> ResponseReturnValue:
    """Where a picture in print quality is ordered, waited for and found."""
    artwork = artwork_of(product)
    if version != artwork.version:
        return _to_today(product, name)
    asked = parse_picture_name(artwork, product, name)
    if asked.width != PRINT_WIDTH:
        raise NotFoundError(f"{name!r} is not in print quality")
    page = render_template(
        "pictures/print.html",
        product=product,
        artwork=artwork,
        asked=asked,
        height=artwork.view(asked.view).height_at(PRINT_WIDTH),
        is_ready=is_kept(artwork, product, name),
        is_waiting=is_waiting(artwork, product, name),
        address=url_for(".show", product=product, version=version, name=name),
    )
    return Response(page, headers={"Cache-Control": "no-store"})


@blueprint.post("/pictures/<product:product>/<version>/print/<name>")
@limiter.limit(PRINTS)
def order_print(product: Product, version: str, name: str) -> ResponseReturnValue:
    """Have a picture made in print quality."""
    artwork = artwork_of(product)
    if version == artwork.version:
        if parse_picture_name(artwork, product, name).width != PRINT_WIDTH:
            raise NotFoundError(f"{name!r} is not in print quality")
        order(artwork, product, name)
    return redirect(url_for(".show_print", product=product, version=version, name=name), 303)


@blueprint.get("/artwork/<product:product>/<version>/views/<view>.json")
def show_recipe(product: Product, version: str, view: str) -> ResponseReturnValue:
    """What a browser composes a view from; see `recipe`.

    Only today's artwork: a page from before it may have older recipes, to which today's layers do not fit. It then
    shows the server's pictures, which are today's.
    """
    return _for_ever(jsonify(recipe(_todays_artwork(product, version), product, view)))


@blueprint.get("/artwork/<product:product>/<version>/layers/<path:file>")
def show_layer(product: Product, version: str, file: str) -> ResponseReturnValue:
    """The file of a layer, as it lies in the product's folder; only today's, as of recipes."""
    artwork = _todays_artwork(product, version)
    if file not in artwork.files:
        raise NotFoundError(f"no layer {file!r}")
    return _for_ever(send_from_directory(artwork.folder.resolve(), file))


@blueprint.get("/artwork/<product:product>/<version>/options/<name>")
def show_option(product: Product, version: str, name: str) -> ResponseReturnValue:
    """An option's own picture, as it lies in the product's folder."""
    artwork = artwork_of(product)
    if version != artwork.version:
        return redirect(url_for(".show_option", product=product, version=artwork.version, name=name), 301)
    return _for_ever(send_from_directory(artwork.folder.resolve() / "options", name))


show_option.talisman_view_options = {"content_security_policy": DRAWING_POLICY}  # type: ignore[attr-defined]  # how Talisman is told


def _todays_artwork(product: Product, version: str) -> Artwork:
    artwork = artwork_of(product)
    if version != artwork.version:
        raise NotFoundError(f"no artwork {version!r} of {product.key!r} any more")
    return artwork


def _to_today(product: Product, name: str) -> ResponseReturnValue:
    """Lead from this endpoint's address of an older picture to the one that looks the same today."""
    artwork = artwork_of(product)
    today = renamed(artwork, product, name)
    address = url_for(str(request.endpoint), product=product, version=artwork.version, name=today)
    return redirect(address, 301)


def _for_ever(response: Response) -> Response:
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _for_now(address: str) -> ResponseReturnValue:
    response = redirect(address, 302)
    response.headers["Cache-Control"] = "no-store"
    return response
