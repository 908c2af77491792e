"""Wheels whose face is a disc: steel, dome, retro, aero."""

from __future__ import annotations

import math

import numpy as np
from registry import part
from solid import common

from parts.wheels.casting import Casting, domed, rounded
from parts.wheels.rims import INCHES, emblem, flange_out, rim, valve


def folded(u, v, count, start=0.0, twist=0.0):
    """Coordinates across and along the nearest of `count` spokes; `twist` bends them (radians a metre)."""
    r, angle, each = np.hypot(u, v), np.arctan2(v, u) - start, 2 * math.pi / count
    angle = angle + twist * r
    angle = angle - np.round(angle / each) * each
    return r * np.sin(angle), r * np.cos(angle)


def _pressed(heights, hole, thick=0.004, edge=0.006):
    """Field of a pressed disc: heights [(radius, out)], cut by hole(u, v), its edges rolled inwards."""
    r, h = np.array(heights).T

    def field(u, v, out):
        cut = hole(u, v)
        rolled = 0.006 * np.exp(-np.maximum(cut + 0.006, 0) / 0.005)
        far = out - np.interp(np.hypot(u, v), r, h) + rolled
        return common(np.maximum(far, -far - thick), -cut, edge)

    return field


def _smooth(points, count=60):
    """A gentle curve through points (radius, out)."""
    return rounded(points, 0.012, count // max(1, len(points) - 2))


@part("wheels.steel")
def steel(body):
    """A pressed steel disc with ten holes, and a white hub cap."""
    casting, out = Casting(), flange_out(14)
    rim(casting, 14, "wheel_silver", deep=0.022)
    disc = _smooth([
        (0.09, out - 0.030), (0.118, out - 0.028), (0.132, out - 0.010), (0.158, out - 0.008), (0.172, out - 0.026),
        (0.182, out - 0.034),
    ])  # fmt: skip

    def hole(u, v):
        across, along = folded(u, v, 10, math.pi / 10)
        return np.hypot(across / 1.25, along - 0.1475) - 0.0088

    casting.cast(_pressed(disc, hole), "wheel_silver", 10, (0.09, 0.181), (0.0, 0.08))
    casting.turn(
        rounded([(0.1215, out - 0.034), (0.1215, out - 0.020), (0.1165, out - 0.016), (0.1125, out - 0.0175)], 0.003),
        "chrome",
    )
    cap = [
        (0.1128, out - 0.0178), (0.100, out - 0.006), (0.066, out + 0.004), (0.062, out + 0.0015), (0.056, out + 0.003),
    ]  # fmt: skip
    casting.turn([*rounded(cap, 0.005, 8), *domed(0.054, out + 0.0036, out + 0.013)], "wheel_white")
    casting.turn(rounded([(0.0655, out + 0.003), (0.0635, out + 0.0058), (0.0610, out + 0.003)], 0.001), "chrome")
    emblem(casting, 0.026, out + 0.0125)
    valve(casting, 14, out - 0.020)
    return casting.on_four("steel wheel")


@part("wheels.dome")
def dome(body):
    """A polished rim in three steps with a tall red dome in its middle."""
    casting, out = Casting(), flange_out(14)
    rim(casting, 14, "chrome", deep=0.010)
    steps = [
        (0.180, out - 0.02), (0.168, out - 0.006), (0.150, out - 0.010), (0.147, out - 0.016), (0.130, out - 0.018),
        (0.127, out - 0.012), (0.119, out - 0.011), (0.113, out - 0.022), (0.108, out - 0.030),
    ]  # fmt: skip
    casting.turn(rounded(steps, 0.0045, 8), "chrome", 192)
    for i in range(36):
        turn = 2 * math.pi * i / 36
        ends = [(r * math.cos(turn), r * math.sin(turn), out - 0.0172) for r in (0.134, 0.1435)]
        casting.rod(*ends, 0.0028, "chrome", 8)
    casting.turn(domed(0.1105, out - 0.026, out + 0.024, 40), "wheel_red", 192)
    casting.turn(
        rounded([(0.1135, out - 0.024), (0.1125, out - 0.016), (0.1085, out - 0.0155), (0.1075, out - 0.02)], 0.0016),
        "chrome",
    )
    emblem(casting, 0.020, out + 0.0222)
    valve(casting, 14, out - 0.004)
    return casting.on_four("dome wheel")


@part("wheels.retro")
def retro(body):
    """A white disc with twelve round holes, a bright rim and a chromed hub cap."""
    casting, out = Casting(), flange_out(15)
    rim(casting, 15, "wheel_white", lip="chrome", deep=0.018)
    disc = _smooth([
        (0.04, out - 0.036), (0.082, out - 0.034), (0.108, out - 0.014), (0.120, out - 0.009), (0.166, out - 0.014),
        (0.180, out - 0.030), (0.192, out - 0.034),
    ])  # fmt: skip

    def hole(u, v):
        across, along = folded(u, v, 12, math.pi / 12)
        return np.hypot(across, along - 0.143) - 0.0165

    casting.cast(_pressed(disc, hole, edge=0.007), "wheel_white", 12, (0.05, 0.186), (0.0, 0.08))
    casting.turn(
        rounded([(0.0965, out - 0.034), (0.0965, out - 0.020), (0.091, out - 0.014), (0.083, out - 0.012)], 0.003, 8),
        "chrome",
    )
    cap = [
        (0.083, out - 0.012), (0.076, out - 0.0145), (0.071, out - 0.010), (0.058, out + 0.006), (0.030, out + 0.014),
        (0.0, out + 0.015),
    ]  # fmt: skip
    casting.turn(rounded(cap, 0.010, 10), "chrome", 160)
    emblem(casting, 0.027, out + 0.0135)
    valve(casting, 15, out - 0.016)
    return casting.on_four("retro wheel")


@part("wheels.aero")
def aero(body):
    """A nearly closed disc with six swept slots, each with a dark blade that turns under its neighbour."""
    casting, out = Casting(), flange_out(16)
    rim(casting, 16, "wheel_silver", deep=0.012)
    outer = INCHES[16] - 0.0105

    def field(u, v, at):
        r = np.hypot(u, v)
        angle = np.mod((np.arctan2(v, u) + 5.2 * r) / (math.pi / 3), 1)
        swept = np.clip((r - 0.066) / 0.03, 0, 1) * np.clip((outer - 0.006 - r) / 0.02, 0, 1)
        ramp = 0.012 * swept * (angle - 0.5)
        face = out - 0.003 - 0.010 * (r / outer) ** 2 * 1.2 + ramp
        slot = np.abs(angle - 0.94) * r * math.pi / 3 * 0.78 - 0.0052 * swept
        slot = common(slot, common(0.094 - r, r - outer + 0.018, 0.006), 0.006)
        return common(common(at - face, face - 0.007 - at, 0.003), common(-slot, r - outer, 0.003), 0.004)

    casting.cast(field, "wheel_silver", 6, (0.03, outer + 0.003), (0.03, 0.105))
    casting.turn([(outer, out - 0.040), (0.05, out - 0.034)], "black_gloss")
    casting.turn(
        rounded([(0.0405, out - 0.012), (0.0405, out + 0.001), (0.036, out + 0.0025), (0.030, out + 0.001)], 0.002),
        "black_gloss",
        96,
    )
    casting.turn(
        rounded([(0.0645, out - 0.006), (0.0640, out - 0.0015), (0.0615, out - 0.0015), (0.0610, out - 0.006)], 0.0006),
        "accent",
        128,
    )
    emblem(casting, 0.029, out + 0.001)
    return casting.on_four("aero wheel")
