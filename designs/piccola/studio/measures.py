"""The car's measures, in metres. x runs from the nose to the tail, y from left to right as seen by the driver,
z upwards from the ground; y < 0 is the side that the three-quarter views show."""

from __future__ import annotations

LENGTH = 3.53
WIDTH = 1.63
HEIGHT = 1.49
FRONT_AXLE, REAR_AXLE = 0.66, 2.96
"""x of the wheels' middles."""
TRACK = 1.416
"""Between the middles of the left and the right wheel."""
WHEEL_RADIUS = 0.292
"""Of the tyre's tread; the wheels' middles are this high."""
TYRE_WIDTH = 0.185
ARCH_RADIUS = 0.348
WHEELS = tuple((axle, side * TRACK / 2) for axle in (FRONT_AXLE, REAR_AXLE) for side in (-1, 1))
"""x and y of the four wheels."""
SEAT_Y = 0.355
"""|y| of the front seats' middles, and of the steering wheel."""
