"""The sticker sets: what each lies on, and its colour at points of the skin."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from film import Films
from sticker_bold import BOLD
from sticker_drawn import DRAWN
from sticker_town import TOWN

DRAWINGS = {**BOLD, **DRAWN, **TOWN}
"""Option id: (zones that it lies on, function that draws it on Films)."""


@dataclass(frozen=True)
class Sticker:
    """A sticker set, drawn when it is first asked for."""

    option: str

    @cached_property
    def films(self):
        films = Films()
        DRAWINGS[self.option][1](films)
        return films.finish()

    def sample(self, positions, normals):
        """Albedo (n × 3, linear light) and cover (n, 0…1) at points of the skin (n × 3, metres) with their normals."""
        return self.films.sample(positions, normals)


STICKERS = {option: (Sticker(option), zones) for option, (zones, _) in DRAWINGS.items()}
"""Each set with the zones that it lies on, by option id."""
