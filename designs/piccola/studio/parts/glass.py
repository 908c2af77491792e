"""The windows: curved panes cut from the skin itself, with black ceramic borders and rubber seals."""

from __future__ import annotations

from cutting import cut, line, shown, swept
from materials import glass, material
from panels import pieces, rear_window, side_windows, windscreen
from registry import part

DEEP = 0.006
"""How far the panes lie inside the skin."""
FRIT = 0.026
"""Width of the black border printed on the panes."""
SEAL = [(-0.010, -0.005), (-0.009, -0.002), (-0.006, -0.0002), (-0.001, 0.0012), (0.003, 0.0), (0.004, -0.006)]
WINDOWS = {"windscreen": windscreen, "side_windows": side_windows, "rear_window": rear_window}


@part("car.glass")
def windows(body):
    made = []
    for name, height in WINDOWS.items():
        pane = pieces(body)[name]
        clear, border = cut(pane, lambda points, height=height: height(points) + FRIT)
        made += [
            shown(f"{name} pane", clear.moved(-DEEP), glass()),
            shown(f"{name} border", border.moved(-DEEP), material("black_gloss")),
        ]
        for loop in pane.loops():
            made.append(swept(f"{name} seal", *line(pane, loop), SEAL, material("rubber")))
    return made
