"""The view inside: from the back seat over the front seats to the dashboard."""

from __future__ import annotations

import ground
import numpy as np
from camera import HEIGHT, WIDTH, Camera
from fabrics import PATTERNS
from fields import box, cut, disc, ellipsoid, frame, rod, torus, union
from light import linear, step
from parts import BLACK, CHROME, SIDES, Part, bar, part
from sheet import Sheet

NAME = {"en": "Inside", "nl": "Binnen"}
LEAN = np.stack([(0.95, 0, -0.31), (0, 1, 0), (0.31, 0, 0.95)])
WHEEL = frame((0.86, 0, 0.51))
IVORY = tuple(linear("#e9e2cf"))
FACE = frame((1, 0, 0.15))


def _whole(solid, albedo, **more):
    return Part(solid, (0.6, -0.95, 0.2), (2.5, 0.95, 1.6), albedo, **more)


def seats():
    """The two front seats, seen from behind."""
    made = []
    for s in SIDES:
        y = s * 0.36
        shell = union(
            box((1.72, y, 0.60), (0.26, 0.23, 0.09), 0.08),
            box((2.02, y, 0.86), (0.065, 0.215, 0.27), 0.062, LEAN),
            k=0.05,
        )
        groove = [rod([(2.16, y + d, 0.62), (2.20, y + d * 0.9, 1.08)], 0.006) for d in (-0.125, 0.125)]
        made.append(
            part(cut(shell, *groove, k=0.012), (1.9, y, 0.82), (0.5, 0.3, 0.42), paint=True, base=0.02, soft=0.4)
        )
        made.append(
            part(
                ellipsoid((2.145, y, 1.205), (0.055, 0.125, 0.085), LEAN),
                (2.145, y, 1.205),
                0.16,
                paint=True,
                base=0.02,
                soft=0.4,
            )
        )
    return made


def fascia():
    """The painted panel of the dashboard and the painted tops of the doors."""
    panel = cut(
        box((1.155, 0, 0.885), (0.685, 0.088, 0.035), 0.03, FACE), disc((1.2, -0.36, 0.93), FACE, 0.125, 0.2), k=0.006
    )
    made = [_whole(panel, BLACK, paint=True, soft=0.03)]
    made += [
        part(
            box((1.95, s * 0.755, 0.955), (0.85, 0.035, 0.03), 0.028),
            (1.95, s * 0.755, 0.955),
            (0.9, 0.05, 0.05),
            paint=True,
            soft=0.03,
        )
        for s in SIDES
    ]
    return made


def fixed():
    """What every Piccola has inside and nobody paints."""
    soft = {"base": 0.02, "soft": 0.4}
    made = [
        _whole(box((1.0, 0, 0.985), (0.19, 0.72, 0.045), 0.044), (0.022, 0.022, 0.024), **soft),
        _whole(box((1.0, 0, 0.72), (0.16, 0.70, 0.20), 0.06), (0.020, 0.020, 0.022), **soft),
        _whole(box((1.5, 0, 0.33), (0.95, 0.78, 0.03), 0.02), (0.018, 0.018, 0.020), **soft),
        part(box((1.72, 0, 0.47), (0.50, 0.085, 0.13), 0.05), (1.72, 0, 0.47), (0.55, 0.1, 0.15), (0.022, 0.022, 0.024), **soft),
        part(ellipsoid((1.50, 0, 0.775), (0.032,) * 3), (1.50, 0, 0.775), 0.05, IVORY, base=0.06, soft=0.04),
        bar([(1.52, 0, 0.58), (1.50, 0, 0.76)], 0.010, CHROME, metal=True),
        bar([(1.06, -0.69, 0.98), (1.36, -0.60, 1.33), (1.42, -0.46, 1.41), (1.44, 0, 1.435), (1.42, 0.46, 1.41), (1.36, 0.60, 1.33), (1.06, 0.69, 0.98)], 0.024, BLACK),
        part(box((1.40, 0, 1.335), (0.012, 0.105, 0.030), 0.012), (1.40, 0, 1.335), 0.13, (0.10, 0.11, 0.12), base=0.3, soft=0.02),
        bar([(1.43, 0, 1.42), (1.405, 0, 1.36)], 0.010, BLACK),
    ]  # fmt: skip
    made += [
        part(
            box((1.95, s * 0.78, 0.66), (0.88, 0.035, 0.29), 0.03),
            (1.95, s * 0.78, 0.66),
            (0.9, 0.05, 0.32),
            (0.024, 0.024, 0.026),
            **soft,
        )
        for s in SIDES
    ]
    made += [*_dial(), *_wheel()]
    for y in (0.14, 0.26, 0.58, -0.60):
        at = (1.192, y, 0.905)
        made.append(part(torus(at, FACE, 0.042, 0.008), at, 0.07, CHROME, metal=True, soft=0.03))
        made.append(part(disc(at, FACE, 0.038, 0.012), at, 0.07, _vent(at)))
    for y in (-0.06, 0.0, 0.06):
        at = (1.20, y + 0.02, 0.835)
        made.append(part(disc(at, FACE, 0.018, 0.018), at, 0.04, CHROME, metal=True, soft=0.04))
    return made


def _vent(at):
    return lambda q, n: (0.006 + 0.05 * (np.mod((q[:, 2] - at[2]) * 1000, 15) < 5))[:, None] * np.ones(3, np.float32)


def _dial():
    at = (1.19, -0.36, 0.93)

    def scale(q, n):
        y, z = q[:, 1] - at[1], q[:, 2] - at[2]
        r, a = np.hypot(y, z), np.arctan2(y, z)
        tick = (np.abs(np.mod(a * 180 / np.pi + 6, 22.5) - 11.25) < 1.9) & (r > 0.072) & (r < 0.092)
        needle = (np.abs(y * 0.6 + z * 0.8) < 0.0035) & (y * 0.8 - z * 0.6 < 0.02) & (r < 0.084)
        light = np.where((r < 0.045)[:, None], np.float32(linear("#d8d0ba")), np.float32(IVORY))
        light = np.where(tick[:, None], np.float32(BLACK), light)
        return np.where((needle | (r < 0.010))[:, None], np.float32(linear("#b3201b")), light)

    return [
        part(torus(at, FACE, 0.112, 0.011), at, 0.14, CHROME, metal=True, soft=0.03),
        part(disc(at, FACE, 0.108, 0.01), at, 0.14, scale, base=0.03),
    ]


def _wheel():
    at = np.array((1.42, -0.36, 0.945))
    rim = part(torus(at, WHEEL, 0.178, 0.0155), at, 0.22, IVORY, base=0.06, soft=0.05)
    spokes = [
        bar([at + s * WHEEL[0] * 0.172 - WHEEL[2] * 0.0, at - WHEEL[2] * 0.03], 0.0125, CHROME, metal=True, soft=0.04)
        for s in SIDES
    ]
    hub = part(ellipsoid(at - WHEEL[2] * 0.02, (0.055, 0.055, 0.026), WHEEL), at, 0.08, IVORY, base=0.06, soft=0.05)
    badge = part(
        ellipsoid(at - WHEEL[2] * 0.002, (0.022, 0.022, 0.012), WHEEL), at, 0.05, (0.015, 0.16, 0.17), base=0.1
    )
    return [rim, *spokes, hub, badge, bar([at - WHEEL[2] * 0.03, at - WHEEL[2] * 0.24], 0.028, BLACK)]


def _screen(q, n):
    y, z = q[:, 1], q[:, 2] - 1.085
    road = (
        (np.abs(z - 0.5 * y - 0.012 * np.sin(y * 60)) < 0.007)
        | (np.abs(y + 0.03) < 0.004)
        | (np.abs(z + 0.022 - 0.2 * y) < 0.004)
    )
    map_ = np.where(road[:, None], np.float32(linear("#ffffff")), np.float32(linear("#a9d3bf")))
    pin = np.hypot(y - 0.03, z - 0.018) < 0.010
    return np.where(pin[:, None], np.float32(linear("#c8321f")), map_) * 1.1


def _digits(q, n):
    lit = (np.mod((q[:, 1] + 0.2) * 1000, 26) > 8) & (np.abs(q[:, 2] - 0.785) < 0.010)
    return np.where(lit[:, None], np.float32((0.25, 0.85, 0.80)), np.float32((0.006, 0.010, 0.012)))


def accessories():
    """What can be seen of the accessories inside, by key."""
    vase, moka = (1.10, 0.36, 1.07), (1.10, 0.36, 1.06)
    petals = [part(ellipsoid((1.11, 0.36 + 0.030 * np.sin(a), 1.235 + 0.030 * np.cos(a)), (0.012, 0.024, 0.024)), (1.11, 0.36, 1.235), 0.08, tuple(linear("#d5473c"))) for a in np.arange(6) * np.pi / 3]  # fmt: skip
    return {
        "navigation": [
            part(box((1.165, 0, 1.085), (0.012, 0.125, 0.075), 0.012), (1.165, 0, 1.085), 0.16, BLACK, soft=0.03),
            part(box((1.178, 0, 1.085), (0.003, 0.115, 0.064), 0.002), (1.178, 0, 1.085), 0.14, _screen, base=0.02),
        ],
        "climate": [part(box((1.19, 0.02, 0.785), (0.012, 0.105, 0.022), 0.008), (1.19, 0.02, 0.785), 0.13, _digits)],
        "sound": [
            made for y in (-0.58, 0.60)
            for made in (part(torus((1.06, y, 1.032), frame((0, 0, 1), (1, 0, 0)), 0.062, 0.008), (1.06, y, 1.032), 0.09, CHROME, metal=True),
                         part(disc((1.06, y, 1.028), frame((0, 0, 1), (1, 0, 0)), 0.06, 0.008), (1.06, y, 1.028), 0.09, (0.05, 0.05, 0.054)))
        ],
        "ambient_light": [_whole(rod([(1.197, -0.67, 0.806), (1.205, 0.0, 0.803), (1.197, 0.67, 0.806)], 0.0055), (2.2, 1.15, 0.38), base=0.0)],
        "flower_vase": [
            part(union(ellipsoid(vase, (0.022, 0.022, 0.05)), rod([(1.10, 0.36, 1.02), (1.10, 0.36, 1.14)], 0.012), k=0.02), vase, 0.1, (0.55, 0.72, 0.70), base=0.12, soft=0.02),
            bar([(1.10, 0.36, 1.12), (1.11, 0.36, 1.23)], 0.004, tuple(linear("#3f7a3a"))), *petals,
            part(ellipsoid((1.122, 0.36, 1.235), (0.010, 0.014, 0.014)), (1.12, 0.36, 1.235), 0.03, tuple(linear("#f0c53a"))),
        ],
        "espresso_maker": [
            part(union(disc((1.10, 0.36, 1.055), frame((0, 0, 1), (1, 0, 0)), 0.045, 0.03, 0.01), disc((1.10, 0.36, 1.135), frame((0, 0, 1), (1, 0, 0)), 0.040, 0.045, 0.012), k=0.02), moka, (0.08, 0.08, 0.16), (0.72, 0.73, 0.75), metal=True, soft=0.06),
            part(ellipsoid((1.10, 0.36, 1.192), (0.012,) * 3), (1.10, 0.36, 1.192), 0.03, BLACK),
            bar([(1.10, 0.40, 1.165), (1.10, 0.435, 1.16), (1.10, 0.438, 1.10)], 0.008, BLACK),
        ],
    }  # fmt: skip


class Inside:
    """The one view from inside."""

    def __init__(self, album, fine):
        self.album = album
        self.camera = Camera((2.78, 0.0, 1.52), (1.15, 0.0, 0.90), 27, fine)
        album.view("interior", **NAME)
        self.depth = np.full(self.camera.shape[0] * self.camera.shape[1], np.inf, np.float32)

    def draw(self):
        """Every layer of the view, from back to front."""
        for scene, paper in ground.PAPER.items():
            self.album.scene("interior", scene, self._backdrop(scene, paper))
        groups = {"fixed": fixed(), "dashboard": fascia(), "seats": seats()}
        seen = {name: [(each, each.hits(self.camera)) for each in made] for name, made in groups.items()}
        for made in seen.values():
            for _, hits in made:
                np.minimum.at(self.depth, hits.index, hits.t)
        under = Sheet(self.camera)
        for made in seen.values():
            for each, hits in made:
                under.put(hits.index, self._dusk(each.light(hits)[0], hits), hits.t)
        self.album.shape("interior", "cabin", under.developed())
        for zone in ("dashboard", "seats"):
            self._zone(zone, zone, seen[zone])
        for key, made in accessories().items():
            self._solid(f"accessories.{key}", [(each, each.hits(self.camera)) for each in made])
        arm = part(
            box((1.93, 0, 0.83), (0.20, 0.075, 0.045), 0.04),
            (1.93, 0, 0.83),
            (0.24, 0.1, 0.08),
            paint=True,
            base=0.02,
            soft=0.4,
        )
        self._zone("armrest", "seats", [(arm, arm.hits(self.camera))], when=["accessories.armrest"])

    def _backdrop(self, scene, paper):
        rows = np.linspace(0, 1, HEIGHT)[:, None, None]
        light = linear(paper) * np.ones((HEIGHT, WIDTH, 1), np.float32)
        return light * (1 - 0.10 * step(0.2, 0.8, rows)) if scene == "light" else light + 0.02 * step(0.0, 0.6, rows)

    def _dusk(self, light, hits):
        """The cabin is darker towards its floor."""
        return light * (0.30 + 0.75 * step(0.45, 1.05, hits.p[:, 2:]))

    def _zone(self, name, zone, seen, **more):
        sheets = Sheet(self.camera), Sheet(self.camera)
        films = {key: Sheet(self.camera) for key in PATTERNS} if zone == "seats" else {}
        for each, hits in seen:
            front = hits.t <= self.depth[hits.index] + 0.002
            index, t = hits.index[front], hits.t[front]
            for sheet, light in zip(sheets, each.light(hits), strict=True):
                sheet.put(index, self._dusk(light, hits)[front], t)
            for key, sheet in films.items():
                colour, cover = PATTERNS[key](hits.p[front], hits.n[front])
                sheet.put(index, colour, t, cover)
        self.album.zone("interior", name, zone, *(sheet.developed() for sheet in sheets), **more)
        for key, sheet in films.items():
            self.album.shape(
                "interior", f"{name}.{key}", sheet.developed(), kind="sticker", zone=zone, when=[f"interior.{key}"]
            )

    def _solid(self, option, seen):
        sheet = Sheet(self.camera)
        for each, hits in seen:
            front = hits.t < self.depth[hits.index] + 0.02
            sheet.put(hits.index[front], each.light(hits)[0][front], hits.t[front])
        self.album.shape("interior", option, sheet.developed(), when=[option])
