"""What each trim shows: its name on the tailgate, and the details that go with it."""

from __future__ import annotations

from curves import capsule
from draping import bead, belt, letters, round_section, surface
from materials import material
from openings import HEADLAMP, INTAKE, SIDES, headlamp, intake
from registry import part

from parts import front, rear

SPLITTER_HEIGHT = 0.238
"""Of the splitter's middle: under the bumper, over the ground."""


def badge(body, text, colour):
    """A trim's name on the right of the tailgate, smaller than the car's."""
    place = rear.facing_tail(body, 0.34, 0.755, (0.14, 0.05))
    return letters(
        "badge", place, text, 0.054, material(colour), above=0.001, font="SemiBold", thick=0.0018, spacing=1.08
    )


def bright_edges(body):
    """Chrome along both edges of both bumper mouldings."""
    made = []
    for rise in (-0.022, 0.022):
        for way, turn, height in (
            (front.bumper_way, front.NOSE_TURN, front.BUMPER_LINE),
            (rear.tail_way, rear.TAIL_TURN, rear.BUMPER_LINE),
        ):
            places, normals = way(body, height + rise, turn - 0.02)
            section = round_section(0.007, 0.006)
            made.append(belt("moulding edge", places + normals * 0.004, normals, section, material("chrome")))
    return made


@part("trim.lido")
def lido(body):
    return [badge(body, "Lido", "chrome")]


@part("trim.corso")
def corso(body):
    """Bright edges on both bumper mouldings."""
    return [badge(body, "Corso", "chrome"), *bright_edges(body)]


@part("trim.scatto")
def scatto(body):
    """A splitter with a red line, a red ring in each eye, red edges on intake and name."""
    places, normals = front.bumper_way(body, SPLITTER_HEIGHT, 0.90)
    lip = [(u, max(v, -0.004)) for u, v in capsule(0.014, 0.076, 40, 4)]
    made = [
        badge(body, "Scatto", "red_plastic"),
        belt("splitter", places, normals * (1, 1, 0), lip, material("black_gloss")),
        belt(
            "splitter line",
            places + normals * (1, 1, 0) * 0.032 + (0, 0, 0.0075),
            normals * (1, 1, 0),
            round_section(0.004, 0.006),
            material("red_plastic"),
        ),
        surface("intake line", intake(body), INTAKE, bead(0.006, 0.0105, 0.004), material("red_plastic")),
    ]
    for side in SIDES:
        made.append(
            surface(
                "eye line",
                headlamp(body, side),
                HEADLAMP,
                [(0.925, 0, -0.006, 0.4), (0.905, 0, -0.006, 0.5)],
                material("red_plastic"),
            )
        )
    return made


@part("trim.prima")
def prima(body):
    """Chrome blades in the intake, chrome edges on the mouldings and round the intake."""
    return [
        badge(body, "Prima", "chrome"),
        *front.intake_blades(body, "chrome", depth=0.0145, thick=0.0062),
        surface("intake frame", intake(body), INTAKE, bead(-0.003, 0.009, 0.0075), material("chrome")),
        *bright_edges(body),
    ]
