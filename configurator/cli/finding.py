"""What a command line names: a path, a product of the site, or a version that designs were saved with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask.cli import ScriptInfo

from configurator.config import Settings
from configurator.gallery.service import archived_product
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.product.loader import load_product


@contextmanager
def site(context: click.Context) -> Iterator[None]:
    """The site, started if it was not, for what needs its database."""
    with context.ensure_object(ScriptInfo).load_app().app_context():
        yield


def find_path(name: str) -> Path:
    """The path itself or, where there is none, that of the product with this name under the site's designs."""
    path = Path(name)
    inside = Settings().designs_path / name
    return inside if not path.exists() and path.name == name and inside.is_dir() else path


def find_version(context: click.Context, name: str) -> Product:
    """The product in a folder, under the site's designs, or as archived: NAME@VERSION.

    Raises NotFoundError or FaultyProductError.
    """
    path = find_path(name)
    key, at, version = name.rpartition("@")
    if at and not path.exists():
        with site(context):
            return archived_product(key, version)
    if not path.is_dir():
        raise NotFoundError(f"there is no product {name}: a folder, a name under designs/ or NAME@VERSION is wanted")
    return load_product(path.resolve())
