"""Contact sheets: random configurations in every view and scene, to be looked at before artwork is kept.

`uv run python designs/piccola/studio/sheets.py FOLDER`, in the site's environment.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

from PIL import Image

from configurator.imaging.artwork import load_artwork
from configurator.imaging.picture import compose
from configurator.product.loader import load_product
from configurator.product.rules import ProductRules

FOLDER = Path(__file__).parent.parent
COUNT, COLUMNS, WIDTH = 12, 3, 640


def write(folder):
    """One JPEG for each view and scene; yields their paths."""
    product, artwork = load_product(FOLDER), load_artwork(FOLDER / "artwork")
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(500)
    rules = ProductRules(product)
    drawn = [rules.sample(chance).options for _ in range(COUNT)]
    for view in artwork.views:
        for scene in view.scenes:
            pictures = [compose(artwork, product, options, view.key, scene, WIDTH) for options in drawn]
            high = pictures[0].height
            sheet = Image.new("RGB", (COLUMNS * WIDTH, COUNT // COLUMNS * high))
            for number, picture in enumerate(pictures):
                sheet.paste(picture, (number % COLUMNS * WIDTH, number // COLUMNS * high))
            path = folder / f"{view.key}.{scene}.jpg"
            sheet.save(path, quality=88)
            yield path


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])):
        print(written)
