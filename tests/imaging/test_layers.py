"""Decoded layers stay within their bound and are right under threads."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from configurator.imaging.artwork import Artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import SIZES, compose
from configurator.product.definition import Product


def test_kept_layers_never_take_more_than_the_limit(artwork: Artwork) -> None:
    store = PlateStore(limit_bytes=3 * 2**20)
    for width in SIZES:
        for layer in artwork.layers:
            store.plate(artwork, layer, width)
            assert store.kept_bytes <= store.limit_bytes
            assert store.kept_bytes == sum(plate.nbytes for plate in store._plates.values())
    assert store.kept_bytes > 0


def test_a_layer_is_decoded_once(artwork: Artwork) -> None:
    store = PlateStore()
    layer = artwork.layers[0]
    assert store.plate(artwork, layer, 320) is store.plate(artwork, layer, 320)


def test_the_layer_used_longest_ago_goes_first(artwork: Artwork) -> None:
    first, second, third = artwork.layers[2:5]
    sizes = [PlateStore().plate(artwork, layer, 640).nbytes for layer in (first, second, third)]
    store = PlateStore(limit_bytes=sum(sizes) - 1)
    kept = store.plate(artwork, first, 640)
    lost = store.plate(artwork, second, 640)
    store.plate(artwork, first, 640)
    store.plate(artwork, third, 640)
    assert store.plate(artwork, first, 640) is kept
    assert store.plate(artwork, second, 640) is not lost


def test_threads_get_the_same_pictures_as_one_alone(artwork: Artwork, product: Product) -> None:
    wanted = [({f"colour.{c}", f"foot.{f}", "band.same"}, w) for c in ("red", "white") for f in ("round", "square")
              for w in (160, 320, 640)]  # fmt: skip
    alone = [compose(artwork, product, options, "front", "light", width).tobytes() for options, width in wanted]
    store = PlateStore(limit_bytes=2**20)
    with ThreadPoolExecutor(8) as pool:
        together = pool.map(
            lambda want: compose(artwork, product, want[0], "front", "light", want[1], store).tobytes(), wanted * 5
        )
        assert list(together) == alone * 5
    assert store.kept_bytes <= store.limit_bytes
