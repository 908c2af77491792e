"""What a compose address says, and how one is written: the configuration, and what travels along with it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from configurator.gallery.codes import normalise_code
from configurator.product.configuration import (
    BUDGET,
    NO_GROUPS,
    PARENT,
    SCENE,
    VIEW,
    WAS,
    Configuration,
    is_choice,
    parse_choices,
    query_string,
)
from configurator.product.definition import Product
from configurator.product.texts import LONGEST_TYPED, cleaned

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
    `texts` are the words typed for options, whether they fit or not; `misfits` are (group, what was typed) where a
    number was asked for and this is none of them.
    """

    options: frozenset[str]
    unknown: tuple[str, ...] = ()
    misfits: tuple[tuple[str, str], ...] = ()
    texts: Mapping[str, str] = field(default_factory=dict)
    was: frozenset[str] = frozenset()
    view: str = ""
    scene: str = ""
    parent: str = ""
    budget: str = ""
    """What it may cost, as somebody typed it."""

    @property
    def is_bare(self) -> bool:
        """Nothing is chosen: the product's own address."""
        return not (self.options or self.unknown or self.misfits or self.was)


def read_address(product: Product, query: Mapping[str, list[str]]) -> Asked:
    """Read the parameters of a compose address. Never fails: what makes no sense is in `unknown`.

    Words for an option choose it, unless it was just dropped: nobody types them for nothing.
    """
    choices = parse_choices(product, query)
    was = _known(product, _first(query, WAS))
    strange = [
        (name, value)
        for name, values in query.items()
        if not is_choice(product, name) and name not in NO_GROUPS and not TRACKING.fullmatch(name)
        for value in values
    ]
    parent = _first(query, PARENT)
    return Asked(
        options=choices.options | (choices.texts.keys() - was),
        unknown=tuple(f"{name}={value}"[:SHOWN_LENGTH] for name, value in (*choices.unknown, *strange)),
        misfits=tuple((group, typed[:SHOWN_LENGTH]) for group, typed in choices.misfits),
        texts=choices.texts,
        was=was,
        view=_first(query, VIEW)[:SHOWN_LENGTH],
        scene=_first(query, SCENE)[:SHOWN_LENGTH],
        parent=parent if normalise_code(parent) else "",
        budget=_first(query, BUDGET).strip()[:SHOWN_LENGTH],
    )


def read_pasted(product: Product, pasted: str) -> tuple[str, Asked]:
    """Read what somebody gives to compare with: (a design's code, or "") and (what is asked for, if no code).

    Understands a code, the link of a design or of a configuration, a query string, and ids as `written` writes them.
    """
    pasted = pasted.strip()
    link = urlsplit(pasted)
    last = link.path.rstrip("/").rpartition("/")[2]
    if "=" not in pasted and normalise_code(last):
        return last, Asked(frozenset())
    if "=" in pasted:
        choices = parse_choices(product, parse_qs(link.query or pasted))
        return "", Asked(choices.options, texts=choices.texts)
    return "", Asked(_known(product, pasted), texts=_known_texts(pasted))


def written(configuration: Configuration) -> str:
    """A configuration as one short parameter: its option ids, joined by "~", and "id:words" where it has words."""
    words = (f"{option_id}:{quote(said, safe='').replace('~', '%7E')}" for option_id, said in configuration.texts)
    return "~".join((*sorted(configuration.options), *words))


def address_query(
    product: Product,
    options: Iterable[str],
    view: str = "",
    parent: str = "",
    scene: str = "",
    texts: Iterable[tuple[str, str]] = (),
    budget: str = "",
) -> str:
    """The canonical query string of a configuration, then what travels along: the side and the scene looked at, the
    design remixed and the budget."""
    travelling = ((VIEW, view), (SCENE, scene), (PARENT, parent), (BUDGET, budget))
    extras = [(name, value) for name, value in travelling if value]
    return "&".join(part for part in (query_string(product, options, texts), urlencode(extras)) if part)


def _first(query: Mapping[str, list[str]], name: str) -> str:
    return next(iter(query.get(name, ())), "")


def _known(product: Product, joined: str) -> frozenset[str]:
    return frozenset(product.options.keys() & set(joined.split("~")))


def _known_texts(joined: str) -> dict[str, str]:
    pairs = (part.partition(":") for part in joined.split("~"))
    return {option_id: cleaned(unquote(words)[:LONGEST_TYPED]) for option_id, mark, words in pairs if mark}
