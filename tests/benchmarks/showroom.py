"""How long the browser takes to show another colour, once its layers are there.

uv run python -m tests.benchmarks.showroom ADDRESS-OF-A-RUNNING-SITE [times]

Measures what a click costs between two frames: composing all layers of the first view and showing them, waited for
until the graphics card is done; and the frames of a fade. Debian's headless Chromium draws in software.
"""

from __future__ import annotations

import statistics
import sys

from playwright.sync_api import sync_playwright

from tests.journeys.conftest import CHROMIUM, DESKTOP, SWITCHES

MEASURE = """async ([artwork, view, options, paints, times]) => {
  const { Compositor } = await import("/static/js/showroom/compositor.js");
  const { LayerStore } = await import("/static/js/showroom/layers.js");
  const { planOf } = await import("/static/js/showroom/plan.js");
  const compositor = Compositor.on(document.createElement("canvas"));
  const store = new LayerStore(compositor.gl, `${artwork}/layers/`, 2 ** 28);
  const recipe = await (await fetch(`${artwork}/views/${view}.json`)).json();
  const pixel = new Uint8Array(4);
  const timed = (work) => {
    const start = performance.now();
    work();
    compositor.gl.readPixels(0, 0, 1, 1, compositor.gl.RGBA, compositor.gl.UNSIGNED_BYTE, pixel);
    return performance.now() - start;
  };
  const changes = [], fades = [];
  for (let turn = 0; turn < times; turn += 1) {
    const rest = options.filter((id) => !id.startsWith("colour."));
    const plan = planOf(recipe, recipe.scenes[0], new Set([...rest, paints[turn % paints.length]]));
    await store.load(plan.files);
    changes.push(timed(() => compositor.show(plan, store)));
    compositor.fade = 0.5;
    fades.push(timed(() => compositor.present()));
    compositor.fade = 1;
  }
  return [changes, fades];
}"""


def main(address: str, times: int) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(SWITCHES))
        page = browser.new_page(viewport=DESKTOP)
        page.goto(f"{address}/piccola")
        artwork, view = page.evaluate("[figure.dataset.artwork, figure.dataset.startView]")
        options = page.evaluate("document.querySelector('[name=was]').value.split('~')")
        paints = page.evaluate(
            "[...document.querySelectorAll('[name=colour]')].map((input) => `colour.${input.value}`)"
        )
        changes, fades = page.evaluate(MEASURE, [artwork, view, options, paints, times])
        browser.close()
    for what, found in (("another colour, composed and shown", changes[1:]), ("one frame of a fade", fades[1:])):
        found.sort()
        p95 = found[round(0.95 * (len(found) - 1))]
        print(f"{what}: median {statistics.median(found):.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 40)
