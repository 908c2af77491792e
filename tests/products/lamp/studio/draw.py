"""Draws the lamp's artwork: `uv run python tests/products/lamp/studio/draw.py`.

Every layer is drawn at four times its size and reduced, so that the edges are smooth.
"""

import json
from pathlib import Path

from PIL import Image, ImageDraw

ARTWORK = Path(__file__).parents[1] / "artwork"
WIDTH, HEIGHT, FINE = 480, 360, 4
SCENES = {"light": ("#eef0f2", "#d9c7ad"), "dark": ("#23262b", "#4a3d30")}
STANDS = {
    "foot": [("ellipse", (160, 300, 320, 330)), ("rectangle", (236, 150, 244, 312))],
    "clamp": [("rectangle", (225, 285, 255, 335)), ("rectangle", (236, 150, 244, 300))],
    "wall": [("rectangle", (0, 148, 244, 156)), ("rectangle", (0, 120, 12, 190))],
}
SHADES = {
    "cone": [("polygon", ((220, 60), (260, 60), (320, 160), (160, 160)))],
    "globe": [("ellipse", (180, 50, 300, 170))],
    "paper": [("polygon", ((200, 60), (280, 60), (300, 110), (280, 160), (200, 160), (180, 110)))],
    "disc": [("ellipse", (150, 120, 330, 160))],
}
DIMMER = [("ellipse", (250, 296, 274, 308))]


def draw(shapes, fill):
    picture = Image.new("RGBA", (WIDTH * FINE, HEIGHT * FINE))
    pen = ImageDraw.Draw(picture)
    for shape, points in shapes:
        flat = [c for p in points for c in (p if isinstance(p, tuple) else (p,))]
        getattr(pen, shape)([c * FINE for c in flat], fill=fill)
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def save(picture, file):
    """Write what is not transparent, and answer with its box."""
    box = picture.getbbox()
    path = ARTWORK / file
    path.parent.mkdir(parents=True, exist_ok=True)
    picture.crop(box).save(path, optimize=True)
    return {"file": file, "box": list(box)}


def shaded(shapes, dark, light):
    """The shape under one lamp: lighter to the left, as something dark or light would be."""
    mask = draw(shapes, "white").getchannel("A")
    slope = Image.linear_gradient("L").rotate(90).resize((WIDTH, HEIGHT))
    grey = slope.point([dark + (light - dark) * (255 - v) // 255 for v in range(256)])
    return Image.merge("RGBA", (grey, grey, grey, mask))


def main():
    layers = []
    for scene, (wall, table) in SCENES.items():
        back = [("rectangle", (0, 0, WIDTH, HEIGHT))]
        picture = draw(back, wall)
        picture.alpha_composite(draw([("rectangle", (0, 290, WIDTH, HEIGHT))], table))
        layers.append({"view": "front", "kind": "scene", "scene": scene, **save(picture, f"front/scene.{scene}.png")})
    for key, shapes in STANDS.items():
        saved = save(draw(shapes, "#3a3a3c"), f"front/stand.{key}.png")
        layers.append({"view": "front", "kind": "shape", "when": [f"stand.{key}"], **saved})
    for key, shapes in SHADES.items():
        unpainted = shaded(shapes, 4, 40)
        saved = save(unpainted, f"front/shade.{key}.png")
        layers.append({"view": "front", "kind": "shape", "when": [f"shade.{key}"], **saved})
        light = Image.new("RGBA", (WIDTH, HEIGHT), "black")
        light.alpha_composite(shaded(shapes, 150, 230))
        file, box = f"front/shade.{key}.light.png", saved["box"]
        light.crop(box).convert("RGB").save(ARTWORK / file, optimize=True)
        zone = {"view": "front", "kind": "zone", "zone": "shade", "when": [f"shade.{key}"]}
        layers.append({**zone, "file": file, "box": box})
    saved = save(draw(DIMMER, "#c8c8cc"), "front/extras.dimmer.png")
    layers.append({"view": "front", "kind": "shape", "when": ["extras.dimmer"], "unless": ["stand.wall"], **saved})
    manifest = {
        "views": [{"key": "front", "width": WIDTH, "height": HEIGHT, "name": {"en": "Front", "nl": "Voorkant"}}],
        "scenes": list(SCENES),
        "zones": {"shade": ["colour"]},
        "layers": layers,
    }
    (ARTWORK / "manifest.json").write_text(json.dumps(manifest, indent=2) + "\n")
    own = {f"stand.{key}": (shapes, "#3a3a3c") for key, shapes in STANDS.items()}
    own |= {f"shade.{key}" if key != "disc" else "old-disc": (shapes, "#8c8c90") for key, shapes in SHADES.items()}
    own |= {
        "extras.dimmer": ([("ellipse", (140, 80, 340, 280))], "#c8c8cc"),
        "extras.timer": ([("ellipse", (160, 100, 320, 260))], "#4b7bab"),
        "extras.usb": ([("rectangle", (160, 140, 320, 220))], "#3a3a3c"),
        "extras.tray": ([("rectangle", (100, 220, 380, 260))], "#8a6b48"),
        "extras.evening_pack": ([("rectangle", (140, 90, 340, 270))], "#2f3a66"),
    }
    for name, (shapes, fill) in own.items():
        small = draw(shapes, fill)
        (ARTWORK / "options").mkdir(exist_ok=True)
        small.resize((120, 90)).save(ARTWORK / "options" / f"{name}.png", optimize=True)


if __name__ == "__main__":
    main()
