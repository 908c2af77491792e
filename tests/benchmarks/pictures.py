"""How long a picture takes, composed and encoded, against a plain Pillow stack that reads its layers from disk.

uv run python -m tests.benchmarks.pictures [pictures]

Both make the same random configurations, 960 pixels wide. Cold: no layer is decoded yet. Warm: all are.
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Callable, Sequence
from io import BytesIO

from PIL import Image

from configurator.config import ROOT
from configurator.imaging.artwork import Artwork, LayerKind, load_artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import compose, encode
from configurator.product.definition import Product
from configurator.product.loader import FILES, product_from_sources
from configurator.product.rules import ProductRules
from tests.benchmarks.timing import seconds

WIDTH = 960


def main(count: int) -> None:
    folder = ROOT / "designs" / "piccola"
    product = product_from_sources("piccola", {name: (folder / name).read_text() for name in FILES})
    artwork = load_artwork(folder / "artwork")
    rules, chance = ProductRules(product), random.Random(0)
    wanted = [rules.sample(chance).options for _ in range(count)]
    store = PlateStore()

    def ours(options: frozenset[str], plates: PlateStore) -> bytes:
        return encode(compose(artwork, product, options, artwork.views[0].key, "light", WIDTH, plates), "jpg")

    cold = _median(lambda options: ours(options, PlateStore()), wanted)
    for options in wanted:
        ours(options, store)
    warm = _median(lambda options: ours(options, store), wanted)
    plain = _median(lambda options: _plain_stack(artwork, product, options), wanted)
    webp = _median(
        lambda options: encode(compose(artwork, product, options, artwork.views[0].key, "light", WIDTH, store), "webp"),
        wanted,
    )
    print(f"plain Pillow stack from disk: {plain * 1000:.0f} ms (median of {count})")
    print(f"ours, cold: {cold * 1000:.0f} ms, {plain / cold:.1f} times as fast")
    print(f"ours, warm: {warm * 1000:.0f} ms, {plain / warm:.1f} times as fast; as WebP {webp * 1000:.0f} ms")
    print(f"decoded layers kept: {store.kept_bytes / 2**20:.0f} MiB of {store.limit_bytes / 2**20:.0f}")


def _median(make: Callable[[frozenset[str]], object], wanted: Sequence[frozenset[str]]) -> float:
    return statistics.median(seconds(lambda options=options: make(options)) for options in wanted)


def _plain_stack(artwork: Artwork, product: Product, options: frozenset[str]) -> bytes:
    """What one writes first: paste every layer, blend black and white renders by the paint, shrink, save."""
    view = artwork.views[0]
    canvas = Image.new("RGBA", (view.width, view.height))
    for layer in artwork.shown(view.key, "light", options):
        if layer.kind is LayerKind.STICKER:
            continue
        images = [Image.open(artwork.folder / name).convert("RGBA") for name in layer.files]
        top = images[0]
        if layer.kind is LayerKind.ZONE:
            paint = next(
                (o.paint for group in artwork.zones[layer.zone or ""] for o in product.group_by_key[group].options
                 if o.id in options and o.paint), "#808080")  # fmt: skip
            shares = bytes.fromhex(paint.removeprefix("#"))
            bands = [
                Image.blend(black, white, share / 255)
                for black, white, share in zip(images[0].split(), images[1].split(), (*shares, 0), strict=True)
            ]
            top = Image.merge("RGBA", bands)
        canvas.alpha_composite(top, layer.box[:2])
    buffer = BytesIO()
    small = canvas.convert("RGB").resize((WIDTH, view.height_at(WIDTH)), Image.Resampling.BOX)
    small.save(buffer, "JPEG", quality=88, progressive=True)
    return buffer.getvalue()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20)
