"""Answers about a crowd from a copy that is never more than a minute behind."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from configurator.gallery.service import changed_segments, tallied_designs
from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.statistics.copy import Copy, Source, refresh
from configurator.statistics.crowd import Crowd
from configurator.statistics.tally import Tally, tally

STALE = timedelta(seconds=30)
MOST_REMEMBERED = 32
SOURCE = Source(changed_segments, tallied_designs)


@dataclass(frozen=True)
class Answer:
    tally: Tally
    as_of: datetime


class Statistics:
    """The tallies of one site: its copies under `folder`, and the last answers for as long as the copy is the same."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        self.folder = folder
        self.secret = secret
        self._remembered: OrderedDict[tuple[str, tuple[str, ...], Crowd, str], Tally] = OrderedDict()
        self._lock = threading.Lock()

    def copy_of(self, product: Product) -> Copy:
        return Copy(product, self.folder / product.key, self.secret)

    def refresh(self, product: Product) -> int:
        """Bring the product's copy up to date; returns the number of segments rewritten."""
        return refresh(self.copy_of(product), SOURCE)

    def fresh_copy(self, product: Product) -> Copy:
        """The product's copy, refreshed first when it is older than `STALE`."""
        copy = self.copy_of(product)
        last = copy.refreshed_at
        if last is None or datetime.now(UTC) - last > STALE:
            self.refresh(product)
        return copy

    def answer(self, product: Product, rules: ProductRules, crowd: Crowd) -> Answer:
        """The tally of one crowd and the moment that it speaks of."""
        copy = self.fresh_copy(product)
        as_of = copy.refreshed_at
        assert as_of is not None  # noqa: S101 - it has just been refreshed
        return Answer(self._tally(copy, rules, crowd), as_of)

    def _tally(self, copy: Copy, rules: ProductRules, crowd: Crowd) -> Tally:
        of_today = tuple(rule.key for rule in rules.product.rules)
        asked = (copy.product.version, of_today, crowd, copy.stamp)
        with self._lock:
            if asked in self._remembered:
                self._remembered.move_to_end(asked)
                return self._remembered[asked]
        counted = tally(copy, crowd, rules.forced_pairs())
        with self._lock:
            self._remembered[asked] = counted
            if len(self._remembered) > MOST_REMEMBERED:
                self._remembered.popitem(last=False)
        return counted
