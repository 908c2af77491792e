"""The picture endpoint: makes what is asked for, once, and lets everybody keep it for ever."""

from __future__ import annotations

import hashlib

from flask import Blueprint, Response, current_app, redirect, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from configurator.imaging.addresses import parse_picture_name, renamed
from configurator.imaging.picture import FORMATS, compose, encode
from configurator.pictures.links import artwork_of
from configurator.product.definition import Product
from configurator.web.limits import PICTURES, limiter

FOR_EVER = "public, max-age=31536000, immutable"
DRAWING_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
"""What an SVG may do when it is opened by itself: nothing but look like itself."""

blueprint = Blueprint("pictures", __name__)


@blueprint.get("/pictures/<product:product>/<version>/<name>")
@limiter.limit(PICTURES)
def show(product: Product, version: str, name: str) -> ResponseReturnValue:
    """A composed picture. An address of older artwork leads to the same picture today."""
    artwork = artwork_of(product)
    if version != artwork.version:
        today = renamed(artwork, product, name)
        return redirect(url_for("pictures.show", product=product, version=artwork.version, name=today), 301)
    asked = parse_picture_name(artwork, product, name)
    cache = current_app.extensions["officina-picture-cache"]
    key = f"{product.key}/{product.version}/{version}/{name}"
    data = cache.read(key)
    if data is None:
        data = encode(compose(artwork, product, asked.options, asked.view, asked.scene, asked.width), asked.file_format)
        cache.keep(key, data)
    response = Response(data, mimetype=FORMATS[asked.file_format])
    response.headers["Cache-Control"] = FOR_EVER
    response.set_etag(hashlib.blake2b(data, digest_size=16).hexdigest())
    return response.make_conditional(request)


@blueprint.get("/artwork/<product:product>/<version>/options/<name>")
def show_option(product: Product, version: str, name: str) -> ResponseReturnValue:
    """An option's own picture, as it lies in the product's folder."""
    artwork = artwork_of(product)
    if version != artwork.version:
        return redirect(url_for("pictures.show_option", product=product, version=artwork.version, name=name), 301)
    response = send_from_directory(artwork.folder.resolve() / "options", name)
    response.headers["Cache-Control"] = FOR_EVER
    return response


show_option.talisman_view_options = {"content_security_policy": DRAWING_POLICY}  # type: ignore[attr-defined]  # how Talisman is told
