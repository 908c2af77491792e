"""Wheels with spokes: petal, turbine, wire, sport and its black brother."""

from __future__ import annotations

import math

import numpy as np
from registry import part
from solid import common, joined

from parts.wheels.casting import Casting, rounded
from parts.wheels.covered import folded
from parts.wheels.rims import INCHES, bolts, emblem, flange_out, rim, valve


def _slab(out, face, thick, round_by=0.004):
    """Between a face and `thick` behind it."""
    return common(out - face, face - thick - out, round_by)


def _wells(field, u, v, out, count, at, floor, radius=0.0125, start=math.pi / 2):
    """The field with wells for the bolts."""
    across, along = folded(u, v, count, start)
    return common(field, -np.maximum(np.hypot(across, along - at) - radius, floor - out), 0.003)


@part("wheels.petal")
def petal(body):
    """Eight petals, each hollowed like a spoon, round a small hub."""
    casting, out = Casting(), flange_out(15)
    rim(casting, 15, "alloy")
    outer = INCHES[15] - 0.010

    def field(u, v, at):
        r = np.hypot(u, v)
        across, along = folded(u, v, 8, math.pi / 8)
        wide = 0.0105 + 0.0345 * np.sin(np.clip((along - 0.045) / 0.165, 0, 1) ** 0.9 * math.pi) ** 0.9
        wide = wide + 0.016 * np.clip((along - 0.165) / 0.03, 0, 1) ** 2
        bowl = np.exp(-(((across / 0.017) ** 2 + ((along - 0.128) / 0.036) ** 2) ** 1.5))
        face = out - 0.026 + 0.014 * np.clip(r / outer, 0, 1) ** 2 - 0.0115 * bowl - 0.25 * np.abs(across) ** 1.2 * 0.9
        spoke = _slab(at, face, 0.030, 0.009)
        spoke = common(spoke, (np.abs(across) - wide) * 0.8, 0.011)
        hub = common(r - 0.060, _slab(at, out - 0.020, 0.04, 0.008), 0.008)
        field = common(joined(spoke, hub, 0.012), r - outer, 0.004)
        return common(field, -(np.maximum(r - 0.0265, out - 0.030 - at)), 0.003)

    casting.cast(field, "alloy", 8, (0.018, outer + 0.004), (0.0, 0.09))
    bolts(casting, 4, 0.0445, out - 0.0205, start=45)
    emblem(casting, 0.0255, out - 0.012)
    valve(casting, 15, out - 0.018, -68)
    return casting.on_four("petal wheel")


@part("wheels.turbine")
def turbine(body):
    """Twenty blades that lie over like those of a turbine, between a hub and a polished rim."""
    casting, out = Casting(), flange_out(16)
    rim(casting, 16, "alloy", lip="polished", deep=0.024)
    outer = INCHES[16] - 0.0095

    def field(u, v, at):
        r = np.hypot(u, v)
        across, _ = folded(u, v, 20, 0.0, 3.6)
        wide = np.interp(r, [0.05, outer], [0.0052, 0.0145])
        face = out - 0.010 - 0.016 * np.cos(np.clip(r / outer, 0, 1) * math.pi) ** 2 * (r < outer / 2) - 0.40 * across
        face = face - 0.006 * np.clip((r - 0.15) / 0.045, 0, 1) ** 2
        blade = common(_slab(at, face, 0.016, 0.003), np.abs(across) - wide, 0.0035)
        hub = common(r - 0.058, _slab(at, out - 0.015, 0.05, 0.01), 0.01)
        return common(joined(blade, hub, 0.007), r - outer, 0.003)

    casting.cast(field, "alloy", 20, (0.02, outer + 0.004), (0.0, 0.09))
    casting.turn(
        rounded([(0.049, out - 0.022), (0.049, out - 0.0135), (0.045, out - 0.0115), (0.041, out - 0.0135)], 0.002),
        "polished",
        96,
    )
    bolts(casting, 4, 0.0350, out - 0.016, radius=0.0045, start=45)
    emblem(casting, 0.026, out - 0.007)
    valve(casting, 16, out - 0.012, -63)
    return casting.on_four("turbine wheel")


@part("wheels.wire")
def wire(body):
    """Forty-eight crossing spokes from two flanges of the hub to the rim, with nipples, and a hub nut with three ears."""
    casting, out = Casting(), flange_out(16)
    rim(casting, 16, "chrome", deep=0.040)
    outer = INCHES[16] - 0.0165
    # Outer flange first (short, steep spokes), then the inner one; each pair crosses its neighbour.
    for count, hub, height, foot, skew in (
        (24, 0.036, out - 0.010, 0.012, 0.60),
        (24, 0.050, out - 0.062, 0.026, 0.42),
    ):
        for i in range(count):
            lean = skew if i % 2 else -skew
            turn = 2 * math.pi * (i + (0.5 if count == 24 and hub > 0.04 else 0)) / count
            from_turn = turn + lean * 1.05
            start = (hub * math.cos(from_turn), hub * math.sin(from_turn), height + (0.003 if i % 2 else -0.003))
            end = np.array([outer * math.cos(turn), outer * math.sin(turn), foot + (0.004 if i % 2 else -0.004)])
            casting.rod(start, end, 0.0019, "chrome", 10)
            casting.rod(end + (np.array(start) - end) * 0.11, end, 0.0024, "satin", 10, 0.0036)
    body_of_hub = [
        (0.056, out - 0.075), (0.054, out - 0.060), (0.034, out - 0.050), (0.032, out - 0.016), (0.040, out - 0.012),
        (0.040, out - 0.007), (0.030, out - 0.002),
    ]  # fmt: skip
    casting.turn(rounded(body_of_hub, 0.003), "chrome")
    casting.turn([(outer + 0.002, -0.012), (0.05, -0.018)], "black_plastic")

    def nut(u, v, at):
        across, along = folded(u, v, 3, math.pi / 2)
        r = np.hypot(u, v)
        ear = common(np.abs(across) - 0.0085 - 0.04 * np.clip(along - 0.03, 0, 1), along - 0.058, 0.012)
        ear = common(ear, _slab(at, out + 0.010 - 0.10 * along, 0.014, 0.006), 0.006)
        return joined(ear, common(r - 0.031, _slab(at, out + 0.010, 0.02, 0.006), 0.008), 0.010)

    casting.cast(nut, "chrome", 3, (0.012, 0.066), (0.03, 0.115))
    emblem(casting, 0.022, out + 0.0085)
    valve(casting, 16, out - 0.030, -86)
    return casting.on_four("wire wheel")


def _five(casting, inches, of, edge):
    """Five double spokes, concave, with a machined edge along each."""
    out, outer = flange_out(inches), INCHES[inches] - 0.010

    def field(u, v, at):
        r = np.hypot(u, v)
        across, along = folded(u, v, 5, math.pi / 2)
        open_by = 0.009 + 0.165 * np.clip(along - 0.05, 0, 1)  # each pair opens towards the rim
        wide = 0.0092 + 0.030 * np.clip(along - 0.05, 0, 1)
        face = out - 0.036 + 0.030 * np.clip(r / outer, 0, 1) ** 1.6
        ridge = 0.35 * np.abs(np.abs(across) - open_by)
        spoke = common(_slab(at, face - ridge, 0.034, 0.003), np.abs(np.abs(across) - open_by) - wide, 0.004)
        flare = common(np.abs(np.abs(across) - open_by) - wide - 0.02, outer - 0.008 - r, 0.012)
        spoke = joined(spoke, common(flare, _slab(at, face - 0.006, 0.028, 0.004), 0.004), 0.010)
        hub = common(r - 0.056, _slab(at, out - 0.029, 0.045, 0.008), 0.010)
        field = common(joined(spoke, hub, 0.010), r - outer, 0.003)
        field = _wells(field, u, v, at, 5, 0.0410, out - 0.045, 0.0105, math.pi / 2 + math.pi / 5)
        return common(field, -np.maximum(r - 0.0265, out - 0.040 - at), 0.003)

    casting.cast(field, of, 5, (0.015, outer + 0.004), (0.0, 0.095))
    bolts(casting, 5, 0.0410, out - 0.043, radius=0.0060, start=90 + 36)
    emblem(casting, 0.0255, out - 0.024)
    valve(casting, inches, out - 0.020, -50)
    return rim(casting, inches, of, lip=edge)


@part("wheels.sport")
def sport(body):
    return _five(Casting(), 16, "alloy", "polished").on_four("sport wheel")


@part("wheels.sport_black")
def sport_black(body):
    casting = _five(Casting(), 17, "wheel_black", "wheel_black")
    out, radius = flange_out(17), INCHES[17]
    casting.turn(
        rounded([(radius - 0.0036, out + 0.0008), (radius - 0.0052, out + 0.0012), (radius - 0.0066, out)], 0.0004),
        "accent_red",
        192,
    )
    return casting.on_four("black sport wheel")
