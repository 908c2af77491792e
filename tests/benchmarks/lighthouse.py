"""What Lighthouse says of the demo's pages on a phone: `uv run python -m tests.benchmarks.lighthouse`.

Prints for each page the median of three runs (after one that only warms up): the four scores and what a phone on slow
4G would see as Lighthouse simulates it, then the largest paint of one run in which that network is really imposed.
"""

from __future__ import annotations

import json
import os
import re
import statistics
import subprocess
import tempfile
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from configurator.config import ROOT

NPM = ROOT / "tests"
CHROMIUM = "/usr/bin/chromium"
SWITCHES = "--headless --no-sandbox --disable-background-networking --disable-component-update --disable-sync"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {"front": "/", "compose": "/piccola", "design": "{design}", "gallery": "/gallery"}
RUNS = 3


@dataclass(frozen=True)
class Report:
    """Scores of 0 to 100 by category, milliseconds until the largest paint, and what was found wanting, by audit."""

    scores: dict[str, int]
    largest_paint: float
    blocking: float
    shift: float
    bytes: int
    requests: int
    wanting: tuple[str, ...]


def measure(address: str, throttling: str = "simulate") -> Report:
    """One run of the installed Lighthouse on its phone setting (slow 4G, a slow processor)."""
    command = ["npx", "lighthouse", address, "--quiet", "--output=json", f"--chrome-flags={SWITCHES} --no-first-run"]
    command += [f"--throttling-method={throttling}", f"--only-categories={','.join(CATEGORIES)}"]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    told = subprocess.run(command, cwd=NPM, env=environment, check=True, capture_output=True, text=True)
    return _read(json.loads(told.stdout))


def _read(told: dict) -> Report:
    audits = told["audits"]
    wanting = tuple(
        f"{reference['id']}: {audits[reference['id']]['title']} {audits[reference['id']].get('displayValue', '')}"
        for category in told["categories"].values()
        for reference in category["auditRefs"]
        if reference["weight"] and (audits[reference["id"]]["score"] or 0) < 0.9
    )
    return Report(
        scores={key: round(100 * (told["categories"][key]["score"] or 0)) for key in CATEGORIES},
        largest_paint=audits["largest-contentful-paint"]["numericValue"],
        blocking=audits["total-blocking-time"]["numericValue"],
        shift=audits["cumulative-layout-shift"]["numericValue"],
        bytes=round(audits["total-byte-weight"]["numericValue"]),
        requests=len(audits["network-requests"]["details"]["items"]),
        wanting=wanting,
    )


def newest_design(address: str) -> str:
    """The path of a design that the gallery shows."""
    with urllib.request.urlopen(f"{address}/gallery", timeout=30) as answer:  # noqa: S310
        found = re.search(r"/d/[0-9A-Z-]{9}", answer.read().decode())
    assert found
    return found[0]


def _print_page(name: str, address: str) -> None:
    measure(address)
    reports = [measure(address) for _ in range(RUNS)]
    scores = "  ".join(f"{statistics.median(report.scores[key] for report in reports):>14.0f}" for key in CATEGORIES)
    paint = statistics.median(report.largest_paint for report in reports) / 1000
    imposed = measure(address, "devtools").largest_paint / 1000
    size = reports[-1].bytes / 1000
    print(f"{name:<8}  {scores}  {paint:>6.2f} s  {imposed:>6.2f} s  {size:>6.0f} kB  {reports[-1].requests:>3}")
    for wanting in reports[-1].wanting:
        print(f"          wanting: {wanting}")


def main() -> None:
    """Start a demo in a new folder, and print the table."""
    from tests.journeys.demo.conftest import start_demo

    with tempfile.TemporaryDirectory() as folder:
        demo = start_demo(Path(folder) / "instance", Path(folder) / "log")
        try:
            heads = "  ".join(f"{key:>14}" for key in CATEGORIES)
            print(f"{'page':<8}  {heads}  {'LCP sim.':>8}  {'imposed':>8}  {'bytes':>9}  requests", flush=True)
            for name, path in PAGES.items():
                _print_page(name, demo.address + path.format(design=newest_design(demo.address)))
        finally:
            demo.stop()


if __name__ == "__main__":
    main()
