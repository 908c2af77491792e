"""What a compose address says, and how one is written: the configuration, and what travels along with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from configurator.gallery.codes import normalise_code
from configurator.product.configuration import (
    NO_GROUPS,
    PARENT,
    SCENE,
    VIEW,
    WAS,
    Configuration,
    parse_choices,
    query_string,
)
from configurator.product.definition import Product

LONGEST = 4000
"""Bytes of a query string that are read. More than any product needs, less than servers refuse by themselves."""

TRACKING = re.compile(r"utm_\w+|\w*clid")
SHOWN_LENGTH = 40
LONGEST_PASTED = 2000
"""Characters of what somebody pastes to compare with."""


@dataclass(frozen=True)
class Asked:
    """What an address asks for. `options` are known ids; `unknown` is what was written and means nothing here.

    `was` is the configuration from which a form was made, as option ids; empty when the address came by itself.
    """

    options: frozenset[str]
    unknown: tuple[str, ...] = ()
    was: frozenset[str] = frozenset()
    view: str = ""
    scene: str = ""
    parent: str = ""

    @property
    def is_bare(self) -> bool:
        """Nothing is chosen: the product's own address."""
        return not (self.options or self.unknown or self.was)


def read_address(product: Product, query: Mapping[str, list[str]]) -> Asked:
    """Read the parameters of a compose address. Never fails: what makes no sense is in `unknown`."""
    known, unknown = parse_choices(product, query)
    strange = [
        (name, value)
        for name, values in query.items()
        if name not in product.group_by_key and name not in NO_GROUPS and not TRACKING.fullmatch(name)
        for value in values
    ]
    parent = _first(query, PARENT)
    return Asked(
        options=known,
        unknown=tuple(f"{name}={value}"[:SHOWN_LENGTH] for name, value in (*unknown, *strange)),
        was=_known(product, _first(query, WAS)),
        view=_first(query, VIEW)[:SHOWN_LENGTH],
        scene=_first(query, SCENE)[:SHOWN_LENGTH],
        parent=parent if normalise_code(parent) else "",
    )


def read_pasted(product: Product, pasted: str) -> tuple[str, frozenset[str]]:
    """Read what somebody gives to compare with: (a design's code, or "") and (the options, if no code).

    Understands a code, the link of a design or of a configuration, a query string, and ids as `written` writes them.
    """
    pasted = pasted.strip()
    link = urlsplit(pasted)
    last = link.path.rstrip("/").rpartition("/")[2]
    if "=" not in pasted and normalise_code(last):
        return last, frozenset()
    if "=" in pasted:
        return "", parse_choices(product, parse_qs(link.query or pasted))[0]
    return "", _known(product, pasted)


def written(configuration: Configuration) -> str:
    """A configuration as one short parameter: its option ids, joined by "~"."""
    return "~".join(sorted(configuration.options))


def address_query(product: Product, options: Iterable[str], view: str = "", parent: str = "", scene: str = "") -> str:
    """The canonical query string of a configuration, then the side and the scene looked at and the design remixed."""
    extras = [(name, value) for name, value in ((VIEW, view), (SCENE, scene), (PARENT, parent)) if value]
    return "&".join(part for part in (query_string(product, options), urlencode(extras)) if part)


def _first(query: Mapping[str, list[str]], name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _known(product: Product, joined: str) -> frozenset[str]:
    return frozenset(product.options.keys() & set(joined.split("~")))
