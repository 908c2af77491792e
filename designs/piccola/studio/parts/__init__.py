"""The parts of the car, by place. Importing this imports every module here, and each registers its parts."""

<<<<<<< HEAD
import importlib
import pkgutil

for _each in pkgutil.iter_modules(__path__):
    importlib.import_module(f"parts.{_each.name}")
=======
from parts import (  # noqa: F401  # each import registers its parts
    aerials,
    arches,
    cabin,
    carriers,
    dashboard,
    glass,
    lamps,
    lining,
    seats,
    shell,
    spoiler,
    tail_carriers,
    tyres,
)
>>>>>>> fbd0909 (The cabin: dashboard, seats, door cards, lining)
