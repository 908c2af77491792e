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
from passes import Places, size
from PIL import Image
from registry import PARTS
from scipy import ndimage
from stage import COARSE, ROUND

PAINTS = ("solid", "metallic", "pearl")
FINISHES = {"body": PAINTS, "roof": PAINTS, "mirrors": (*PAINTS, "chrome"), "dashboard": PAINTS, "seats": ("solid",)}
"""With which finishes a zone can be painted."""

UNIT = (0.7, 0.7, 0.7)
"""The paint that stands for all: what paint throws on paint grows with its square, so white would give too much."""
FAINT = 0.003
"""Light per unit of paint under which there is none: the denoiser's difference between two renders."""
SPILL = 0.06
"""How far round the car its paint is seen on what surrounds it, as a fraction of the picture's width; twice that below it."""
FEW = 0.01
"""Light per unit of paint far under what matters."""
BRIGHTEST = 5.0
"""How much brighter than matt paint flakes are at most, where they mirror a lamp."""
HELD, MORE = 1.15, 0.4
"""Light per unit of paint is kept up to HELD (flakes in the sun give more), and never gets beyond HELD + MORE."""
GAIN = 2
"""Files of zones hold their light divided by this: bytes are close together below 0.8, and pale paint shows their steps."""
SHADED = 0.97
"""Share of light above which there is no shadow: two renders differ by their noise."""
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
    yield Layer("base", "scene", to_bytes(black), (0, 0, black.shape[1], black.shape[0]))
    share = _shares(where)
    region = _around(where, share, SPILL)
    box = stage.even(region)
    faded = _faded(black.shape[:2], box, 0.8 * SPILL * black.shape[1]) if "body" in share else None
    units = _Units(stage, list(share), [box], black, see_through=False)
    for finish in ("solid", "metallic", "pearl"):
        unit = units.of(finish)
        for zone in share:
            if finish in FINISHES[zone]:
                whole = unit * (share[zone] if faded is None else share[zone] * faded)[..., None]
                yield from _base_zone(stage, zone, finish, whole)
    for zone in share:
        if "chrome" in FINISHES[zone]:
            small = stage.even(_around(where, [zone], 0.005))
            unit = _Units(stage, [zone], [small], black, see_through=False).of("chrome")
            yield from _base_zone(stage, zone, "chrome", unit * share[zone][..., None])


def _base_zone(stage, zone, finish, unit):
    layer = _cropped(f"{zone}.{finish}", "zone", unit, (0, 0))
    if layer:
        layer.more = (
            {"zone": zone} | ({"finish": [finish]} if len(FINISHES[zone]) > 1 else {}) | _taken_away(stage, zone)
        )
        yield layer


class _Units:
    """Light per unit of paint of `zones` in some boxes of pixels of what the stage shows.

    The solid finish is rendered finely. Flakes blur what they mirror: how much brighter or darker they are than the
    solid paint is rendered coarsely, and what is sharp comes from the solid paint.
    """

    def __init__(self, stage, zones, boxes, black, see_through):
        self.stage, self.zones, self.boxes, self.see_through = stage, zones, boxes, see_through
        self._black = {1: black[..., :3]}
        self._solid = None

    def of(self, finish):
        if finish == "chrome":
            return self._rendered(finish)
        if self._solid is None:
            self._solid = self._rendered("solid")
        if finish == "solid":
            return self._solid
        factor = _factor(self._solid, self._rendered(finish, COARSE))
        return self._solid * _finer(factor, self._solid.shape)

    def _rendered(self, finish, coarse=1):
        if coarse not in self._black:
            self._black[coarse] = self._light("solid", (0, 0, 0), coarse)
        light = self._light(finish, UNIT, coarse)
        return np.maximum(light - self._black[coarse] - (FAINT / 3 if self.see_through else FAINT), 0) / UNIT[0]

    def _light(self, finish, colour, coarse):
        for zone in self.zones:
            paint(zone, colour, finish)
        answer = self.stage.light(self.boxes, self.see_through, coarse)[..., :3]
        for zone in self.zones:
            paint(zone, (0, 0, 0))
        return answer


def _factor(solid, flakes):
    """How much brighter than the solid finish (fine) another (coarse) is, channel by channel, on coarse pixels.

    Coarse pixels on an edge tell little, since the two are not cut alike there: they take after their neighbours.
    """
    shade = solid.mean(-1, keepdims=True)
    steady = ndimage.minimum_filter(shade, (4, 4, 1)) / (ndimage.maximum_filter(shade, (4, 4, 1)) + FEW)
    weight = np.where(_pooled(steady) > 0.7, 1.0, 1e-4).astype(np.float32)
    near = (1.0, 1.0, 0)
    over, under = (ndimage.gaussian_filter(each * weight, near) for each in (flakes, _pooled(solid)))
    return np.clip((over + 1e-7) / (under + 1e-7), 0, BRIGHTEST)


def _pooled(picture):
    """Means of coarse pixels."""
    high, wide = (edge // COARSE for edge in picture.shape[:2])
    cut = picture[: high * COARSE, : wide * COARSE]
    return cut.reshape(high, COARSE, wide, COARSE, -1).mean((1, 3))


def _finer(picture, shape):
    """A coarse picture (rows × columns × channels) as smooth fine pixels."""
    channels = [
        Image.fromarray(np.ascontiguousarray(picture[..., c])).resize(shape[1::-1], Image.Resampling.BILINEAR)
        for c in range(picture.shape[2])
    ]
    return np.stack([np.asarray(each) for each in channels], -1)


def _faded(shape, box, fade):
    """1, and towards those edges of the box that are not the picture's down to 0 over `fade` pixels; 0 outside."""
    high, wide = shape
    rows, columns = np.arange(high) + 0.5, np.arange(wide) + 0.5
    ways = [
        (columns[None, :] - box[0], box[0] > 0), (box[2] - columns[None, :], box[2] < wide),
        (rows[:, None] - box[1], box[1] > 0), (box[3] - rows[:, None], box[3] < high),
    ]  # fmt: skip
    answer = np.ones((high, wide))
    for distance, is_inside in ways:
        if is_inside:
            answer = answer * np.clip(distance / fade, 0, 1)
    return answer.astype(np.float32)


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


def shape_layers(stage, names, shadows):
    """The layers of a group of shapes: each one's own light with its shadow on the car, the light of its painted zones."""
    boxes = stage.boxes(names)
    stage.show(names)
    black = stage.light(boxes, see_through=True)
    units = _shape_units(stage, names, black)
    for name in names:
        mask = stage.mask(name)
        rgba = black * mask[..., None]
        if PARTS[name].shade and shadows:
            rgba[..., 3] = 1 - (1 - rgba[..., 3]) * shadows.of(name)
        shape = _cropped(name, "shape", rgba, (0, 0))
        if shape is None:
            continue
        shape.more = _words(PARTS[name])
        yield shape
        for zone in _zones_of(stage.made[name]):
            finishes = _finishes(zone, PARTS[name])
            for finish in finishes:
                layer = _cropped(f"{name}.{zone}.{finish}", "zone", units[zone, finish] * mask[..., None], (0, 0))
                if layer:
                    layer.more = {
                        "zone": zone,
                        **({"finish": [finish]} if len(finishes) > 1 else {}),
                        **_words(PARTS[name]),
                    }
                    yield layer


def _shape_units(stage, names, black):
    """(zone, finish) → light per unit of paint of the shapes that have the zone."""
    units = {}
    for zone in ZONES:
        painted = [name for name in names if zone in _zones_of(stage.made[name])]
        if painted:
            light = _Units(stage, [zone], stage.boxes(painted), black, see_through=True)
            wanted = {finish for name in painted for finish in _finishes(zone, PARTS[name])}
            units |= {(zone, finish): light.of(finish) for finish in FINISHES[zone] if finish in wanted}
    return units


class Shadows:
    """How much light each shape leaves to what is around it: the grey car with it (unseen itself) and without it.

    Shadows are soft, so they are rendered coarsely; those that don't meet are rendered together.
    """

    def __init__(self, stage):
        self.stage = stage
        self._plain = None
        self._shares: dict[str, np.ndarray] = {}

    def of(self, name):
        """The share of light that is left, rows × columns of the picture, 0…1."""
        if name not in self._shares:
            self._render(next(group for group in self.stage.shading() if name in group))
        share = self._shares.pop(name)
        wide, high = size()
        left, top, right, bottom = box = self.stage.shade_box(name)
        answer = np.ones((high, wide), np.float32)
        answer[top:bottom, left:right] = _finer(share[..., None], (bottom - top, right - left))[..., 0]
        return 1 - (1 - answer) * _faded((high, wide), box, ROUND * high)

    def _render(self, names):
        if self._plain is None:
            self._plain = self._grey((), [])
        boxes = [self.stage.shade_box(name) for name in names]
        left_over = (self._grey(names, boxes) + 0.01) / (self._plain + 0.01)
        left_over = np.clip(left_over / SHADED, 0, 1)
        for name, box in zip(names, boxes, strict=True):
            left, top, right, bottom = (edge // COARSE for edge in box)
            self._shares[name] = left_over[top:bottom, left:right]

    def _grey(self, names, boxes):
        self.stage.show(names, held_out=False)
        for name in names:
            for item in self.stage.made[name]:
                item.visible_camera = False
        _paint_all("solid", GREY)
        answer = self.stage.light(boxes, coarse=COARSE)[..., :3].mean(-1)
        _paint_all("solid", (0, 0, 0))
        return answer


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
        pixels = to_bytes(_held(cut) / GAIN)
    left, top = corner[0] + int(columns[0]), corner[1] + int(rows[0])
    return Layer(stem, kind, pixels, (left, top, left + cut.shape[1], top + cut.shape[0]))


def _held(unit):
    """Light per unit of paint, its highest held down: bytes are far apart up there, and their steps would glitter."""
    more = np.maximum(unit - HELD, 0)
    return np.minimum(unit, HELD) + more / (1 + more / MORE)


def film_layers(where: Places, films):
    """Stickers and fabrics, flat: `films` maps an option to (its film, the zones that it lies on)."""
    for zones in dict.fromkeys(zones for _, zones in films.values()):
        mask = np.isin(where.zone, [ZONES.index(zone) + 1 for zone in zones])
        if mask.sum() < 12:
            continue
        weight = np.maximum(_mean(mask, where.fine), 1e-6)[..., None]
        position, normal = where.position[mask], where.normal[mask]
        grid = np.zeros((*mask.shape, 4), np.float32)
        for option, film in [(option, film) for option, (film, lies_on) in films.items() if lies_on == zones]:
            albedo, cover = film.sample(position, normal)
            grid[mask] = np.c_[albedo * cover[:, None], cover]
            small = np.stack([_mean(grid[..., channel], where.fine) for channel in range(4)], -1) / weight
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
    quality = {"scene": 93, "zone": 96}.get(layer.kind, 90)
    Image.fromarray(layer.pixels).save(
        draft, "WEBP", quality=quality, method=5, alpha_quality=100, use_sharp_yuv=layer.kind == "zone"
    )
    draft.replace(path)
    gain = {"gain": GAIN} if layer.kind == "zone" else {}
    return {"kind": layer.kind, "file": path.name, "box": list(layer.box), **gain, **layer.more}
