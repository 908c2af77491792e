"""The windows: curved panes cut from the skin itself, with black ceramic borders and rubber seals."""

from __future__ import annotations

from cutting import cut, folded, shown, swept
from materials import CLEAR, SMOKED, glass, material
from panels import WINDOWS, pieces, window_lines
from registry import part

DEEP = 0.006
"""How far the panes lie inside the skin."""
FRIT = {"windscreen": 0.030, "side_windows": 0.016, "rear_window": 0.026}
"""Width of the black border printed on each pane."""
SEAL = [
    (-0.010, -0.007), (-0.0095, -0.003), (-0.007, -0.0008), (-0.003, 0.0012), (0.001, 0.0012), (0.0032, -0.0002),
    (0.0035, -0.006),
]  # fmt: skip
"""The rubber's section: it laps over the glass and just over the paint."""
DIVIDER = 0.016
"""Width of the bars before the quarter-lights."""


@part("car.glass")
def windows(body):
    made = []
    lines = window_lines(body)
    for name, height in WINDOWS.items():
        pane = pieces(body)[name]
        clear, border = cut(pane, lambda points, height=height, name=name: height(points) + FRIT[name])
        made += [
            shown(f"{name} pane", clear.moved(-DEEP), glass(SMOKED if name == "rear_window" else CLEAR)),
            shown(f"{name} border", border.moved(-DEEP), material("black_gloss")),
        ]
        made += [swept(f"{name} seal", *line, SEAL, material("rubber")) for line in lines[name]]
    return made


def _behind_quarter_light(points):
    """Metres behind the middle of the bar between the door window and its quarter-light."""
    return points[:, 0] - 1.475 - 0.10 * (points[:, 2] - 1.02)


@part("car.quarter_lights")
def quarter_lights(body):
    """The bars that divide the door windows: strips of the pane itself, raised to the skin."""
    front, _ = cut(pieces(body)["side_windows"], lambda points: _behind_quarter_light(points) - DIVIDER / 2)
    _, bars = cut(front, lambda points: _behind_quarter_light(points) + DIVIDER / 2)
    return [shown("quarter light bars", folded(bars.moved(-0.002), depth=0.006), material("black_gloss"))]
