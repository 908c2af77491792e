"""The nine wheels: flat distances in the wheel's plane, embossed and lit like the rest of the studio."""

from __future__ import annotations

import numpy as np
from light import fresnel, linear, mirror, step, studio

SIDE = 560
SPAN = 0.25
"""Half the width of the drawn square, metres."""

_axis = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
U, V = np.meshgrid(_axis * SPAN, -_axis * SPAN)
R, ANGLE = np.hypot(U, V), np.arctan2(U, V)

SILVER, DARK, CHROME = (0.50, 0.51, 0.53), (0.03, 0.031, 0.033), (0.80, 0.81, 0.83)


def disc(radius, u=0.0, v=0.0):
    return np.hypot(U - u, V - v) - radius


def ring(inner, outer):
    return np.maximum(inner - R, R - outer)


def turned(count, offset=0.0, twist=0.0):
    """The coordinates across and along the nearest of `count` spokes; `twist` bends them (radians a metre)."""
    part = 2 * np.pi / count
    angle = ANGLE + offset + twist * R
    angle = angle - np.round(angle / part) * part
    return R * np.sin(angle), R * np.cos(angle)


def spokes(count, inner, outer, half_in, half_out, offset=0.0, twist=0.0):
    across, along = turned(count, offset, twist)
    half = np.interp(along, [inner, outer], [half_in, half_out])
    return np.maximum(np.abs(across) - half, np.maximum(inner - along, along - outer))


def holes(count, radius, at, offset=0.0):
    across, along = turned(count, offset)
    return np.hypot(across, along - at) - radius


def both(*distances):
    return np.minimum.reduce(distances)


def less(distance, *others):
    return np.maximum.reduce([distance, *(-other for other in others)])


class Face:
    """A wheel seen from the side: light weighed by coverage."""

    def __init__(self):
        self.light = np.zeros((SIDE, SIDE, 3), np.float32)
        self.cover = np.zeros((SIDE, SIDE, 1), np.float32)

    def lay(self, distance, colour, metal=True, bevel=0.008, depth=0.8, soft=0.08, dish=0.0):
        """Lay a shape: rounded over `bevel` metres at its edge, hollow (dish > 0) or domed towards its middle."""
        height = depth * bevel * step(0, bevel, -distance) + dish * R**2
        slope_v, slope_u = np.gradient(height, 2 * SPAN / SIDE)
        n = np.stack([-slope_u, -np.ones_like(U), slope_v], -1).astype(np.float32)
        n /= np.linalg.norm(n, axis=-1, keepdims=True)
        v = np.broadcast_to(np.array([0.12, 0.985, -0.12], np.float32), n.shape)
        seen = studio(mirror(v, n), soft)[..., None]
        shine = fresnel(v, n, 0.05)[..., None]
        diffuse = (0.55 + 0.6 * np.maximum(n @ np.array([-0.4, -0.6, 0.7], np.float32), 0))[..., None]
        colour = np.asarray(colour, np.float32)
        light = colour * (1.5 * seen * 0.75 + 0.25 * diffuse) if metal else colour * diffuse + shine * seen
        cover = np.clip(0.5 - distance / (2 * SPAN / SIDE), 0, 1)[..., None]
        shadow = 1 - 0.45 * np.exp(-np.maximum(distance, 0) / 0.006)[..., None] * (distance > 0)[..., None]
        self.light = self.light * shadow * (1 - cover) + light * cover
        self.cover = cover + self.cover * (1 - cover)
        return self

    def barrel(self, radius, brake=True):
        """What is behind the spokes: the dark well of the rim, and the brake disc."""
        self.lay(disc(radius), (0.012, 0.012, 0.013), metal=False, bevel=0.03, depth=-0.6, soft=0.4)
        if brake:
            self.lay(ring(0.035, 0.115), (0.16, 0.16, 0.165), bevel=0.004, depth=0.2, soft=0.3)
        return self

    def rim(self, radius, colour=SILVER, width=0.016):
        return self.lay(ring(radius - width, radius), colour, bevel=width * 0.7, depth=0.9)

    def cap(self, colour=CHROME, radius=0.028, metal=True):
        return self.lay(disc(radius), colour, metal, bevel=radius * 0.9, depth=0.55)

    def bolts(self, count, at, radius=0.0055, offset=0.0):
        return self.lay(holes(count, radius, at, offset), CHROME, bevel=0.005, depth=0.8)


def _steel(face):
    face.barrel(0.178, brake=False).lay(disc(0.172), (0.36, 0.37, 0.38), bevel=0.03, depth=0.35, soft=0.3)
    face.lay(holes(10, 0.013, 0.143), (0.008,) * 3, metal=False, bevel=0.006, depth=-0.8, soft=0.4)
    face.rim(0.178, (0.42, 0.43, 0.44), 0.012)
    return face.lay(disc(0.122), linear("#efeee8"), metal=False, bevel=0.055, depth=0.38).lay(
        ring(0.062, 0.068), linear("#cfcdc4"), metal=False, bevel=0.003
    ).lay(disc(0.05), linear("#f4f3ee"), metal=False, bevel=0.04, depth=0.3)  # fmt: skip


def _dome(face):
    face.barrel(0.178, brake=False).lay(disc(0.176), CHROME, bevel=0.02, depth=0.5, dish=-1.4)
    face.lay(ring(0.104, 0.112), (0.2, 0.2, 0.21), bevel=0.004, depth=-0.6)
    return face.lay(disc(0.10), linear("#a3191a"), metal=False, bevel=0.085, depth=0.5, soft=0.03)


def _retro(face):
    face.barrel(0.19, brake=False).lay(disc(0.186), linear("#efeee8"), metal=False, bevel=0.02, depth=0.5)
    face.lay(ring(0.112, 0.168), linear("#e6e4dc"), metal=False, bevel=0.02, depth=-0.25)
    face.lay(holes(12, 0.0165, 0.140), (0.01,) * 3, metal=False, bevel=0.006, depth=-0.8, soft=0.4)
    face.rim(0.19, CHROME, 0.008)
    return face.lay(disc(0.082), CHROME, bevel=0.07, depth=0.5).cap(linear("#a9d3bf"), 0.024, metal=False)


def _petal(face):
    across, along = turned(8)
    petal = np.hypot(across / 0.036, (along - 0.115) / 0.066) - 1
    face.barrel(0.19).lay(np.maximum(petal * 0.036, R - 0.185), SILVER, bevel=0.026, depth=0.55)
    face.lay((np.hypot(across / 0.016, (along - 0.12) / 0.038) - 1) * 0.016, (0.3, 0.3, 0.31), bevel=0.01, depth=-0.6)
    return face.rim(0.19).lay(disc(0.058), SILVER, bevel=0.02, depth=0.6).bolts(5, 0.043).cap(radius=0.026)


def _turbine(face):
    face.barrel(0.2).lay(spokes(20, 0.05, 0.188, 0.0045, 0.0125, twist=3.4), SILVER, bevel=0.007, depth=0.9)
    return face.rim(0.2).lay(disc(0.062), SILVER, bevel=0.02, depth=0.6).bolts(4, 0.046).cap(radius=0.028)


def _wire(face):
    face.barrel(0.2)
    for twist, offset in ((5.2, 0.0), (-5.2, 0.13)):
        face.lay(spokes(24, 0.03, 0.19, 0.0016, 0.0016, offset, twist), CHROME, bevel=0.002, depth=0.9)
    face.rim(0.2, CHROME, 0.02).lay(disc(0.046), CHROME, bevel=0.03, depth=0.7)
    across, along = turned(2, np.pi / 4)
    return face.lay(np.maximum(np.abs(across) - 0.009, along - 0.05), CHROME, bevel=0.008, depth=0.9).cap(radius=0.018)


def _aero(face):
    face.barrel(0.2, brake=False).lay(disc(0.194), (0.40, 0.41, 0.43), bevel=0.02, depth=0.4, dish=-0.6)
    slot = spokes(6, 0.095, 0.172, 0.010, 0.024, twist=2.2)
    face.lay(slot, (0.01,) * 3, metal=False, bevel=0.008, depth=-0.8, soft=0.4)
    face.lay(ring(0.078, 0.083), (0.12, 0.12, 0.125), bevel=0.003, depth=-0.8)
    return face.rim(0.2, (0.44, 0.45, 0.47), 0.009).cap(linear("#7ec8d8"), 0.020, metal=False)


def _five(face, radius, colour, edge):
    across, along = turned(5, np.pi)
    fork = np.minimum(np.abs(across - along * 0.19), np.abs(across + along * 0.19)) - (0.012 + 0.02 * along)
    face.barrel(radius).lay(np.maximum(np.maximum(fork, R - radius + 0.004), 0.02 - R), colour, bevel=0.012, depth=0.8)
    face.rim(radius, edge, 0.013).lay(disc(0.055), colour, bevel=0.02, depth=0.7)
    return face.bolts(5, 0.038).cap(radius=0.02)


DESIGNS = {
    "steel": _steel, "dome": _dome, "retro": _retro, "petal": _petal, "turbine": _turbine, "wire": _wire,
    "aero": _aero, "sport": lambda face: _five(face, 0.2, SILVER, SILVER),
    "sport_black": lambda face: _five(face, 0.215, DARK, (0.30, 0.30, 0.31)),
}  # fmt: skip


def face(key):
    """Light weighed by coverage and coverage of one wheel, rows × columns × 4."""
    made = DESIGNS[key](Face())
    return np.concatenate([made.light * made.cover, made.cover], -1)
