"""The tiny product and its artwork, drawn once; `drawn` is a fresh copy that a test may spoil."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from configurator.imaging.artwork import Artwork, load_artwork
from configurator.product.definition import Product

sys.path.insert(0, str(Path(__file__).parent))

from tiny import tiny_product, write_artwork


@pytest.fixture(scope="session")
def product() -> Product:
    return tiny_product()


@pytest.fixture(scope="session")
def artwork(tmp_path_factory: pytest.TempPathFactory) -> Artwork:
    folder = tmp_path_factory.mktemp("artwork")
    write_artwork(folder)
    return load_artwork(folder)


@pytest.fixture
def drawn(artwork: Artwork, tmp_path: Path) -> Path:
    return Path(shutil.copytree(artwork.folder, tmp_path / "artwork"))
