"""What has been rendered: a record for each view and scene, so that work picks up where it stopped, and the manifest."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from cameras import STEPS, VIEWS
from choices import PAINTED_BY

NAMES = {
    "front34": {"en": "Front left", "nl": "Schuin voor"},
    "side": {"en": "Side", "nl": "Zijkant"},
    "rear34": {"en": "Rear", "nl": "Schuin achter"},
    "front": {"en": "Front", "nl": "Voorkant"},
    "interior": {"en": "Inside", "nl": "Binnen"},
    "wheel": {"en": "Wheel", "nl": "Wiel"},
}
TURNED = {"front34": 0, "front": 3, "rear34": 18, "side": 21}
"""The step of the turntable from which a view looks: where dragging starts."""
SCENES = ("light", "dark", "day", "night")


class Record:
    """The layers of one view in one scene (None: what is flat, and the same in all), kept step by step."""

    def __init__(self, folder: Path, view: str, scene: str | None, quality: str, size: tuple[int, int]):
        self.path = folder / "records" / f"{view}.{scene or 'flat'}.json"
        self.folder = folder / view / (scene or "flat")
        fresh = {"view": view, "scene": scene, "quality": quality, "size": list(size), "steps": {}}
        self.written = json.loads(self.path.read_text()) if self.path.exists() else fresh
        if (self.written["quality"], self.written["size"]) != (quality, list(size)):
            self.written = fresh

    def has(self, step):
        return step in self.written["steps"]

    def keep(self, step, lines):
        """Remember a step's layers: (rank in the stack, line of the manifest)."""
        self.written["steps"][step] = [{"rank": rank, **line} for rank, line in lines]
        self.path.parent.mkdir(parents=True, exist_ok=True)
        draft = self.path.with_suffix(".part")
        draft.write_text(json.dumps(self.written, indent=1))
        draft.replace(self.path)

    def forget(self, wanted):
        """Forget the steps for which `wanted(step)` holds, so that they are rendered again."""
        self.written["steps"] = {step: lines for step, lines in self.written["steps"].items() if not wanted(step)}


def write_manifest(folder: Path):
    """Write manifest.json from the records, and delete files that no record names. Returns the number of layers."""
    records = [json.loads(path.read_text()) for path in sorted((folder / "records").glob("*.json"))]
    sizes = {record["view"]: record["size"] for record in records}
    seen: dict[str, list[str]] = {}
    layers = []
    order = {scene: number for number, scene in enumerate((*SCENES, None))}
    for record in sorted(records, key=lambda each: (list(VIEWS).index(each["view"]), order[each["scene"]])):
        view, scene = record["view"], record["scene"]
        if scene and "base" in record["steps"]:
            seen.setdefault(view, []).append(scene)
        lines = [line for step in record["steps"].values() for line in step]
        for line in sorted(lines, key=lambda each: each["rank"]):
            path = folder / view / (scene or "flat") / line["file"]
            told = {key: value for key, value in line.items() if key != "rank"}
            told |= {"file": str(path.relative_to(folder)), "hash": _hash(path)}
            layers.append({"view": view} | ({"scene": scene} if scene else {}) | told)
    turns = sum(view.startswith("turn") for view in seen) == STEPS
    if not turns:
        seen = {view: scenes for view, scenes in seen.items() if not view.startswith("turn")}  # a whole turn, or none
    scenes = tuple(scene for scene in SCENES if any(scene in each for each in seen.values()))
    views = []
    for view in [each for each in VIEWS if each in seen]:
        line = {"key": view, "width": sizes[view][0], "height": sizes[view][1]}
        line |= {"name": NAMES[view]} if view in NAMES else {"step": int(view.removeprefix("turn"))}
        line |= {"turn": TURNED[view]} if view in TURNED and turns else {}
        line |= {} if tuple(seen[view]) == scenes else {"scenes": seen[view]}
        views.append(line)
    manifest = {
        "scenes": list(scenes),
        "views": views,
        "zones": {zone: list(groups) for zone, groups in PAINTED_BY.items()},
        "layers": [layer for layer in layers if layer["view"] in seen],
    }
    (folder / "manifest.json").write_text(_written(manifest))
    named = {folder / layer["file"] for layer in layers}
    for path in [path for view in VIEWS for path in (folder / view).rglob("*.webp")]:
        if path not in named:
            path.unlink()
    return len(layers)


def _hash(path):
    return hashlib.blake2b(path.read_bytes(), digest_size=6).hexdigest()


def _written(manifest):
    """JSON with one layer a line, so that changes can be read."""
    head = json.dumps({key: value for key, value in manifest.items() if key != "layers"}, indent=1)
    lines = ",\n".join(json.dumps(layer) for layer in manifest["layers"])
    return head.removesuffix("\n}") + ',\n "layers": [\n' + lines + "\n]}\n"
