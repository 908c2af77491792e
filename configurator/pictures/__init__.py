"""Pictures in the browser: their addresses, the endpoint that makes them, the files that it keeps."""

from __future__ import annotations

from flask import Flask, current_app

from configurator.config import Settings
from configurator.imaging.artwork import load_artwork
from configurator.pictures import links, views
from configurator.pictures.cache import PictureCache
from configurator.pictures.making import make_waiting
from configurator.pictures.waiting import WaitingPictures
from configurator.web.catalogue import catalogue


def register(app: Flask, settings: Settings) -> None:
    """Load every product's artwork; raises FaultyArtworkError rather than start with a faulty one."""
    with app.app_context():
        products = list(catalogue())
    app.extensions["officina-artworks"] = {
        product.key: load_artwork(settings.designs_path / product.key / "artwork").painted(product)
        for product in products
    }
    app.extensions["officina-picture-cache"] = PictureCache(settings.instance_path / "pictures")
    app.extensions["officina-waiting-pictures"] = WaitingPictures(settings.instance_path / "pictures-waiting")
    app.register_blueprint(views.blueprint)
    app.jinja_env.globals.update(
        artwork_of=links.artwork_of,
        picture_url=links.picture_url,
        picture_sources=links.picture_sources,
        shown_scenes=links.shown_scenes,
        print_url=links.print_url,
        option_picture_url=links.option_picture_url,
    )


def make_and_prune() -> None:
    """Make the pictures that wait, and keep the finished ones within their limit; for the worker."""
    make_waiting()
    current_app.extensions["officina-picture-cache"].prune()
