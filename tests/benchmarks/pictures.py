"""How long a picture takes, composed and encoded, in time of one core; against other ways to make the same one.

VIPS_CONCURRENCY=1 MAGICK_THREAD_LIMIT=1 uv run python -m tests.benchmarks.pictures [pictures]

All make the same random configurations of each view, 960 pixels wide, as JPEG of quality 88. Ours keeps its layers
decoded; the others read them from disk, as a straightforward programme would (see `stacks`).
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial

from configurator.config import ROOT
from configurator.imaging.artwork import Artwork, load_artwork
from configurator.imaging.layers import PlateStore
from configurator.imaging.picture import compose, encode
from configurator.product.definition import Product
from configurator.product.loader import product_without_pictures
from configurator.product.rules import ProductRules
from tests.benchmarks.stacks import STACKS, Stack, steps_of
from tests.benchmarks.timing import cpu_seconds

WIDTH = 960
WORKERS = 2
STORE = PlateStore(limit_bytes=2**34)
Options = frozenset[str]


@cache
def piccola() -> tuple[Product, Artwork]:
    folder = ROOT / "designs" / "piccola"
    product = product_without_pictures(folder)
    return product, load_artwork(folder / "artwork")


def ours(view: str, options: Options, file_format: str = "jpg", store: PlateStore = STORE) -> bytes:
    product, artwork = piccola()
    scene = artwork.view(view).scenes[0]
    return encode(compose(artwork, product, options, view, scene, WIDTH, store), file_format)


def main(count: int) -> None:
    product, artwork = piccola()
    rules, chance = ProductRules(product), random.Random(0)
    wanted = [rules.sample(chance).options for _ in range(count)]
    totals: dict[str, list[float]] = {}
    for view in artwork.views:
        _measure_view(view.key, wanted, totals)
    warm = statistics.median(totals["ours"])
    for name, times in totals.items():
        print(f"all views, {name}: {_said(times)}, {statistics.median(times) / warm:.1f} × ours")
    _measure_workers(wanted)
    _measure_memory()


def _measure_view(view: str, wanted: Sequence[Options], totals: dict[str, list[float]]) -> None:
    for options in wanted:
        ours(view, options)
    ways: dict[str, Callable[[Options], object]] = {
        "ours": lambda options: ours(view, options),
        "ours, as WebP": lambda options: ours(view, options, "webp"),
        "ours, nothing decoded yet": lambda options: ours(view, options, store=PlateStore()),
        **{stack.name: _stacked(stack, view) for stack in STACKS if stack.is_here()},
    }
    for name, make in ways.items():
        times = [cpu_seconds(partial(make, options)) for options in wanted]
        totals.setdefault(name, []).extend(times)
        print(f"{view}, {name}: {_said(times)}")


def _stacked(stack: Stack, view: str) -> Callable[[Options], object]:
    product, artwork = piccola()
    scene = artwork.view(view).scenes[0]
    return lambda options: stack.make(steps_of(artwork, product, options, view, scene), artwork.view(view), WIDTH)


def _said(times: Sequence[float]) -> str:
    p95 = sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]
    return f"median {statistics.median(times) * 1000:.1f} ms, p95 {p95 * 1000:.1f} ms"


def _measure_workers(wanted: Sequence[Options]) -> None:
    _, artwork = piccola()
    work = [(view.key, options) for options in wanted for view in artwork.views]
    with ProcessPoolExecutor(WORKERS) as pool:
        list(pool.map(ours, *zip(*work, strict=True)))  # each process decodes for itself
        started = time.perf_counter()
        list(pool.map(ours, *zip(*work, strict=True), chunksize=4))
        took = time.perf_counter() - started
    print(f"{len(work) / took:.0f} pictures a second with {WORKERS} workers")


def _measure_memory() -> None:
    _, artwork = piccola()
    store = PlateStore(limit_bytes=2**34)
    for view in artwork.views:
        for layer in artwork.layers_of[view.key]:
            store.plate(artwork, layer, WIDTH)
    bound = PlateStore().limit_bytes / 2**20
    print(f"every layer of every view, decoded: {store.kept_bytes / 2**20:.0f} MiB; kept at most: {bound:.0f} MiB")


if __name__ == "__main__":
    for stack in STACKS:
        if not stack.is_here():
            print(f"SKIPPED: {stack.name} is not installed", file=sys.stderr)
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)
