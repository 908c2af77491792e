"""The parts of the car, by place. Importing this registers all of them."""

from parts import (  # noqa: F401  # each import registers its parts
    aerials,
    arches,
    brightwork,
    cabin,
    carriers,
    comfort,
    dashboard,
    front,
    glass,
    handles,
    lamps,
    lining,
    mirrors,
    rear,
    seats,
    shell,
    spoiler,
    tail_carriers,
    trims,
    tyres,
)
