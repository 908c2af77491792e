"""Share cards: made when first asked for, kept as files; the digest in their address changes with what they show."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from flask_babel import force_locale

from configurator.gallery.saved import SavedDesign
from configurator.imaging.artwork import Artwork
from configurator.imaging.picture import compose
from configurator.imaging.share_card import SIZE, share_card
from configurator.product.definition import Product, in_language
from configurator.web.filters import money

PICTURE_WIDTH = 1440
LANGUAGE = "en"
LAYOUT = "1"
"""Counted up when cards of the same design should look different."""
DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class ShareCard:
    """The card of a design. `product` is today's: the artwork shows those of the design's options that it still has."""

    design: SavedDesign
    product: Product
    artwork: Artwork

    width, height = SIZE

    @property
    def digest(self) -> str:
        shown = (LAYOUT, self.design.code, self.design.name, self._price, *sorted(self._options), self.artwork.version)
        return hashlib.blake2b("\n".join(shown).encode(), digest_size=8).hexdigest()

    def make(self) -> bytes:
        """A JPEG of 1200 × 630 pixels."""
        view, scene = self.artwork.views[0].key, self.artwork.scenes[0]
        return share_card(
            compose(self.artwork, self.product, self._options, view, scene, PICTURE_WIDTH),
            product=in_language(self.product.name, LANGUAGE),
            design=self.design.name,
            code=self.design.code,
            price=self._price,
        )

    @property
    def _options(self) -> frozenset[str]:
        return self.design.options & self.product.options.keys()

    @property
    def _price(self) -> str:
        with force_locale(LANGUAGE):  # one card for readers of every language
            return money(self.design.total)


def kept_card(folder: Path, card: ShareCard, digest: str) -> bytes:
    """The card that `digest` names as long as it is kept, else today's card (made, and kept, if need be)."""
    for known in dict.fromkeys((digest, card.digest)):
        try:
            return _path(folder, card, known).read_bytes()
        except FileNotFoundError:
            continue
    data = card.make()
    path = _path(folder, card, card.digest)
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as draft:
        draft.write(data)
    os.replace(draft.name, path)  # noqa: PTH105 - whole or not at all
    return data


def _path(folder: Path, card: ShareCard, digest: str) -> Path:
    return folder / card.design.code[:2] / f"{card.design.code}-{digest if DIGEST.fullmatch(digest) else 'none'}.jpg"
