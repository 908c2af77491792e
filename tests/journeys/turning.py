"""The product in the box with a turntable and scenes by day and night, made of the artwork it has: for tests."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from configurator.config import ROOT

SIDES = ("front34", "side", "rear34")


def write_turning_piccola(designs: Path) -> None:
    """Copy the Piccola to `designs`; its three sides are also the frames of a turntable, its lights all four scenes."""
    folder = designs / "piccola"
    shutil.copytree(ROOT / "designs" / "piccola", folder, ignore=shutil.ignore_patterns("studio"))
    path = folder / "artwork" / "manifest.json"
    manifest = json.loads(path.read_text())
    views = [view for view in manifest["views"] if "step" not in view]
    layers = [layer for layer in manifest["layers"] if layer["view"] in {view["key"] for view in views}]
    for view in views:
        view.pop("turn", None)
        view["scenes"] = ["light", "dark", "day", "night"]
        if view["key"] in SIDES:
            view["turn"] = SIDES.index(view["key"])
    frames = [
        {**view, "key": f"turn{view['turn']:02}", "step": view["turn"], "scenes": ["light", "dark"]}
        for view in views
        if "turn" in view
    ]
    for frame in frames:
        frame.pop("turn")
    turned = [{**layer, "view": f"turn{SIDES.index(layer['view']):02}"} for layer in layers if layer["view"] in SIDES]
    outdoors = []
    if "day" not in manifest["scenes"]:
        for layer in layers:
            outdoors.append(layer)
            again = {"light": "day", "dark": "night"}.get(layer.get("scene", ""))
            outdoors += [{**layer, "scene": again}] if again else []
    manifest.update(
        scenes=["light", "dark", "day", "night"], views=[*views, *frames], layers=[*(outdoors or layers), *turned]
    )
    path.write_text(json.dumps(manifest))
