"""The parts of the car. A part is a function that builds objects; its options say when it is seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import bpy
from solid import Body


@dataclass(frozen=True)
class Part:
    """One thing that is shown or not. Without `when` and `unless` it belongs to every car.

    `when`: any of these options brings it; `unless`: each of these takes it away (option ids as in options.toml).
    `shade`: whether it throws a shadow on the car that a picture would miss. `views`: only seen there (None: everywhere).
    `level`: shapes of a higher level lie over those of a lower one; among equals the nearer lies over the farther.
    `closes`: an `unless` part that belongs to the black car all the same, since it keeps light out; what replaces it
    covers it.
    """

    name: str
    build: Callable[[Body], Iterable[bpy.types.Object]]
    when: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()
    shade: bool = False
    views: frozenset[str] | None = None
    level: int = 0
    closes: bool = False

    @property
    def is_base(self) -> bool:
        """Whether it is rendered with the car itself."""
        return self.closes or not (self.when or self.unless)

    def is_shown(self, options) -> bool:
        return (not self.when or not self.when.isdisjoint(options)) and self.unless.isdisjoint(options)


PARTS: dict[str, Part] = {}


def part(name, *, when=None, unless=(), shade=False, views=None, level=0, closes=False):
    """Register a builder. A name that is an option id ("wheels.wire") is shown when that option is chosen;
    names that start with "car." belong to every car unless `when` or `unless` is given."""

    def register(build):
        chosen = when if when is not None else () if name.startswith("car.") else (name,)
        PARTS[name] = Part(
            name, build, frozenset(chosen), frozenset(unless), shade, frozenset(views) if views else None, level, closes
        )
        return build

    return register
