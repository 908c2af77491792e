"""The parts of the car, by place. Importing this registers all of them."""

from parts import lamps, shell, tyres, wheels  # noqa: F401  # each import registers its parts
