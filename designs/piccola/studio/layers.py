"""The layers of one view in one scene, from as few renders as will do.

Light is linear, so a car with paint c in each zone is K + Σ c·D: K is rendered with every zone black, and one more
render with every zone in the same grey gives all D at once, since each point of the picture belongs to one zone (what
paint throws on its surroundings goes to the body). What options bring is rendered with the rest of the car held out;
parts that don't meet in the picture share a render.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from choices import options
from curve import to_bytes
from materials import ZONES, paint
from passes import WHOLE, Places, pixels_of
from PIL import Image
from registry import PARTS

PAINTS = ("solid", "metallic", "pearl")
FINISHES = {"body": PAINTS, "roof": PAINTS, "mirrors": (*PAINTS, "chrome"), "dashboard": PAINTS, "seats": ("solid",)}
"""With which finishes a zone can be painted."""

UNIT = (0.7, 0.7, 0.7)
"""The paint that stands for all: what paint throws on paint grows with its square, so white would give too much."""
FAINT = 0.003
"""Light per unit of paint under which there is none: the denoiser's difference between two renders."""
SPILL = 0.06
"""How far round the car its paint is seen on what surrounds it, as a fraction of the picture's width; twice that below it."""
SHADED = 0.985
"""Share of light above which there is no shadow."""
GREY = (0.5, 0.5, 0.5)
"""The paint on which shadows are measured."""


@dataclass
class Layer:
    """One line of the manifest; `stem` is the file's name without folder and ending."""

    stem: str
    kind: str
    pixels: np.ndarray
    """Bytes, rows × columns × 3 or 4."""
    box: tuple[int, int, int, int]
    more: dict = field(default_factory=dict)


def _words(part):
    return {key: sorted(ids) for key, ids in (("when", part.when), ("unless", part.unless)) if ids}


def _zones_of(items):
    names = {slot.material.name for item in items for slot in item.material_slots if slot.material}
    return [
        zone for zone in ZONES if any(name.split(".")[1:2] == [zone] and name.startswith("zone.") for name in names)
    ]


def _finishes(zone, part):
    """The finishes with which a zone of a part can be painted: those of the options that bring the part, if they do."""
    known = options()
    own = (
        {known[each].get("finish", "solid") for each in part.when if "paint" in known.get(each, {})}
        if zone != "body"
        else set()
    )
    return [each for each in FINISHES[zone] if not own or each in own]


def _paint_all(finish, colour):
    for zone in ZONES:
        paint(zone, colour, finish)


def base_layers(stage, where: Places):
    """The scene with the black car, and the light of each zone of the car itself in each finish."""
    stage.show((), held_out=False)
    _paint_all("solid", (0, 0, 0))
    black = stage.light()[..., :3]
    whole = pixels_of(WHOLE)
    yield Layer("base", "scene", to_bytes(black), whole)
    share = _shares(where)
    for finish in ("solid", "metallic", "pearl", "chrome"):
        zones = [zone for zone in share if finish in FINISHES[zone]]
        if not zones:
            continue
        region = _around(where, zones, SPILL if "body" in zones else 0.005)
        _paint_all(finish, UNIT)
        left, top, right, bottom = pixels_of(region)
        unit = np.maximum(stage.light(region)[..., :3] - black[top:bottom, left:right] - FAINT, 0) / UNIT[0]
        if "body" in zones:
            unit *= _faded(unit.shape, region)
        for zone in zones:
            layer = _cropped(f"{zone}.{finish}", "zone", unit * share[zone][top:bottom, left:right, None], (left, top))
            if layer:
                layer.more = (
                    {"zone": zone}
                    | ({"finish": [finish]} if len(FINISHES[zone]) > 1 else {})
                    | _taken_away(stage, zone)
                )
                yield layer
    _paint_all("solid", (0, 0, 0))


def _faded(shape, region):
    """1, and towards those edges of the region that are not the picture's down to 0 over most of SPILL."""
    high, wide = shape[:2]
    fade = 0.8 * SPILL * wide / (region[2] - region[0])
    rows, columns = np.arange(high) + 0.5, np.arange(wide) + 0.5
    ways = [
        (columns[None, :], region[0] > 0), (wide - columns[None, :], region[2] < 1),
        (rows[:, None], region[1] > 0), (high - rows[:, None], region[3] < 1),
    ]  # fmt: skip
    answer = np.ones((high, wide))
    for distance, is_inside in ways:
        if is_inside:
            answer = answer * np.clip(distance / fade, 0, 1)
    return answer[..., None].astype(np.float32)


def _taken_away(stage, zone):
    """The options that take away all of the car's own parts that a zone is on."""
    own = [PARTS[name].unless for name, items in stage.base.items() if zone in _zones_of(items)]
    gone = frozenset.intersection(*own) if own else frozenset()
    return {"unless": sorted(gone)} if gone else {}


def _shares(where):
    """Of each zone that is seen: how much of each pixel's paint is its own. Pixels without paint count for the body."""
    cover = {zone: _mean(where.zone == number, where.fine) for number, zone in enumerate(ZONES, 1)}
    total = np.maximum(sum(cover.values()), 1e-6)
    first = next(zone for zone in ZONES if cover[zone].sum() > 4)
    return {
        zone: np.where(total > 0.01, cover[zone] / total, float(zone == first))
        for zone in ZONES
        if cover[zone].sum() > 4
    }


def _mean(grid, fine):
    rows, columns = grid.shape[0] // fine, grid.shape[1] // fine
    return grid.reshape(rows, fine, columns, fine).mean((1, 3))


def _around(where, zones, margin):
    """The region that zones fill, and round it `margin`, a fraction of the picture's width (twice that below)."""
    seen = np.isin(where.zone, [ZONES.index(zone) + 1 for zone in zones])
    rows, columns = np.nonzero(seen.any(1))[0], np.nonzero(seen.any(0))[0]
    high, wide = seen.shape
    return (
        max(0, columns[0] / wide - margin),
        max(0, rows[0] / high - margin * wide / high),
        min(1, (columns[-1] + 1) / wide + margin),
        min(1, (rows[-1] + 1) / high + 2 * margin * wide / high),
    )


def shape_layers(stage, names, plain):
    """The layers of a group of shapes: each one's own light, its shadow on the car, the light of its painted zones.

    `plain` is the light of the car painted grey, without shapes, or None where nothing throws a shadow.
    """
    region = _union([stage.shapes[name] for name in names])
    left, top, _, _ = pixels_of(region)
    stage.show(names)
    black = stage.light(region, see_through=True)
    painted = {name: _zones_of(stage.made[name]) for name in names}
    units = {}
    for zone in ZONES:
        for finish in FINISHES[zone]:
            if any(zone in painted[name] and finish in _finishes(zone, PARTS[name]) for name in names):
                paint(zone, UNIT, finish)
                units[zone, finish] = (
                    np.maximum(stage.light(region, see_through=True)[..., :3] - black[..., :3] - FAINT / 3, 0) / UNIT[0]
                )
        paint(zone, (0, 0, 0))
    shadow = {name: _shadow(stage, name, plain) for name in names if plain is not None and PARTS[name].shade}
    for name in names:
        box = pixels_of(stage.shapes[name])
        here = np.s_[box[1] - top : box[3] - top, box[0] - left : box[2] - left]
        rgba = black[here].copy()
        if name in shadow:
            rgba[..., 3] = 1 - (1 - rgba[..., 3]) * shadow[name]
        shape = _cropped(name, "shape", rgba, box[:2])
        if shape is None:
            continue
        shape.more = _words(PARTS[name])
        yield shape
        for zone in painted[name]:
            finishes = _finishes(zone, PARTS[name])
            for finish in finishes:
                layer = _cropped(f"{name}.{zone}.{finish}", "zone", units[zone, finish][here], box[:2])
                if layer:
                    layer.more = {
                        "zone": zone,
                        **({"finish": [finish]} if len(finishes) > 1 else {}),
                        **_words(PARTS[name]),
                    }
                    yield layer


def plain_light(stage):
    """The grey car without shapes, for shadows; None if no shape throws one, or the car turns too fast to see it."""
    if stage.view.startswith("turn") or not any(PARTS[name].shade for name in stage.shapes):
        return None
    stage.show((), held_out=False)
    _paint_all("solid", GREY)
    answer = stage.light()[..., :3]
    _paint_all("solid", (0, 0, 0))
    return answer


def _shadow(stage, name, plain):
    """How much light a shape leaves to what is around it, rows × columns of its region, 0…1."""
    stage.show([name], held_out=False)
    for item in stage.made[name]:
        item.visible_camera = False
    _paint_all("solid", GREY)
    left, top, right, bottom = pixels_of(stage.shapes[name])
    with_shape = stage.light(stage.shapes[name])[..., :3].mean(-1)
    _paint_all("solid", (0, 0, 0))
    left_over = (with_shape + 0.01) / (plain[top:bottom, left:right].mean(-1) + 0.01)
    return np.where(left_over > SHADED, 1, np.clip(left_over, 0, 1))


def _union(regions):
    return (
        min(r[0] for r in regions),
        min(r[1] for r in regions),
        max(r[2] for r in regions),
        max(r[3] for r in regions),
    )


def _cropped(stem, kind, light_here, corner):
    """The layer of what is there, cut to it; None if that is next to nothing. RGBA light is weighed by coverage."""
    has_alpha = light_here.shape[2] == 4
    there = light_here[..., 3] > 0.004 if has_alpha else light_here.max(-1) > 0.0006
    if there.sum() < 12:
        return None
    rows, columns = np.nonzero(there.any(1))[0], np.nonzero(there.any(0))[0]
    cut = light_here[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if has_alpha:
        cover = np.clip(cut[..., 3:], 0, 1)
        pixels = np.concatenate(
            [to_bytes(cut[..., :3] / np.maximum(cover, 1 / 255)), np.round(cover * 255).astype(np.uint8)], -1
        )
    else:
        pixels = to_bytes(cut)
    left, top = corner[0] + int(columns[0]), corner[1] + int(rows[0])
    return Layer(stem, kind, pixels, (left, top, left + cut.shape[1], top + cut.shape[0]))


def film_layers(where: Places, films):
    """Stickers and fabrics, flat: `films` maps an option to (its film, the zones that it lies on)."""
    for option, (film, zones) in films.items():
        numbers = [ZONES.index(zone) + 1 for zone in zones]
        mask = np.isin(where.zone, numbers)
        if mask.sum() < 12:
            continue
        albedo, cover = film.sample(where.position[mask], where.normal[mask])
        grid = np.zeros((*mask.shape, 4), np.float32)
        grid[mask, :3], grid[mask, 3] = albedo * cover[:, None], cover
        weight = _mean(mask, where.fine)
        small = (
            np.stack([_mean(grid[..., channel], where.fine) for channel in range(4)], -1)
            / np.maximum(weight, 1e-6)[..., None]
        )
        layer = _cropped(option, "sticker", small, (0, 0))
        if layer:
            layer.more = {"when": [option]}
            yield from (
                Layer(layer.stem, "sticker", layer.pixels, layer.box, layer.more | {"zone": zone}) for zone in zones
            )


def save(layer, folder: Path):
    """Write a layer's file and return its line of the manifest, without view and scene."""
    path = folder / f"{layer.stem}.webp"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    Image.fromarray(layer.pixels).save(
        draft, "WEBP", quality=93 if layer.kind == "scene" else 90, method=6, alpha_quality=100
    )
    draft.replace(path)
    return {"kind": layer.kind, "file": path.name, "box": list(layer.box), **layer.more}
