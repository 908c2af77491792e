"""Whole cars rendered directly: what the site's composed pictures are held against."""

from __future__ import annotations

import json

from PIL import Image

REFERENCES = (
    ("front34", "light", "colour.pomodoro,roof.white,wheels.wire,mirrors.chrome"),
    ("rear34", "dark", "colour.notte,wheels.petal,interior.vegan_cognac,accessories.tow_hook"),
    ("side", "light", "colour.perla,roof.fabric_bordeaux,wheels.dome,accessories.wheel_arches"),
    ("front34", "dark", "colour.menta,roof.glass,accessories.fog_lamps,mirrors.black"),
    ("wheel", "light", "colour.amarena,wheels.sport_black,accessories.mudflaps"),
)  # fmt: skip
"""View, scene, and the options in the place of the plain car's; between them all finishes and kinds of layers.

No film: stickers and fabrics are drawn by the studio and unknown to Blender, so the inside can't be compared."""
WIDTH = 640


def render(folder, samples):
    """Render each into `folder`, with a list of what they are; yields their paths."""
    from car import build, dress
    from choices import chosen
    from curve import to_bytes
    from passes import light, set_up
    from scenes import set_scene

    folder.mkdir(parents=True, exist_ok=True)
    made, list_of = build(0.007), []
    for view, scene, written in REFERENCES:
        picked = chosen(written)
        set_scene(scene)
        dress(made, picked, view)
        set_up(view, WIDTH)
        path = folder / f"{view}.{scene}.webp"
        Image.fromarray(to_bytes(light(samples, "HIGH")[..., :3])).save(path, quality=95, method=6)
        list_of.append({"file": path.name, "view": view, "scene": scene, "options": picked})
        yield path
    (folder / "references.json").write_text(json.dumps(list_of, indent=1) + "\n")
