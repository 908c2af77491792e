"""Words of the synthetic people: who they are, what they call their designs and what they tell about them."""

from __future__ import annotations

import random
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Tongue:
    """Parts from which one language's names and stories are put together."""

    streets: tuple[str, ...]
    towns: tuple[str, ...]
    """Each with its postcode: "3511 KL, Utrecht"."""
    given: tuple[str, ...]
    family: tuple[str, ...]
    titles: tuple[str, ...]
    """Design names; `{who}`, `{place}` and `{thing}` are filled in."""
    who: tuple[str, ...]
    places: tuple[str, ...]
    things: tuple[str, ...]
    openings: tuple[str, ...]
    middles: tuple[str, ...]
    endings: tuple[str, ...]


WRITTEN = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
TONGUES: Mapping[str, Tongue] = {
    market: Tongue(**{kind: tuple(said) for kind, said in parts.items()}) for market, parts in WRITTEN.items()
}
"""Market → the language in which its people write."""

STORY_CHANCE = 0.7


def tongue_of(market: str) -> Tongue:
    """The language of a market; Dutch where we have no other."""
    return TONGUES.get(market, TONGUES["nl"])


@dataclass(frozen=True)
class Address:
    street: str
    postcode: str
    city: str


def address(chance: random.Random, tongue: Tongue) -> Address:
    """Somewhere that looks like a place to live."""
    postcode, _, city = chance.choice(tongue.towns).partition(", ")
    return Address(f"{chance.choice(tongue.streets)} {chance.randint(1, 180)}", postcode, city)


def person_name(chance: random.Random, tongue: Tongue) -> str:
    return f"{chance.choice(tongue.given)} {chance.choice(tongue.family)}"


def email_of(name: str, number: int) -> str:
    """An address in a domain that is reserved for examples, so that no mail reaches anybody."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return f"{'.'.join(plain.split())}.{number}@example.org"


def design_name(chance: random.Random, tongue: Tongue) -> str:
    title = chance.choice(tongue.titles).format(
        who=chance.choice(tongue.who), place=chance.choice(tongue.places), thing=chance.choice(tongue.things)
    )
    return title[0].upper() + title[1:]


def story(chance: random.Random, tongue: Tongue) -> str:
    """Two or three sentences, or nothing: not everybody explains."""
    if chance.random() > STORY_CHANCE:
        return ""
    parts = (tongue.openings, tongue.middles, tongue.endings)[chance.randrange(2) :]
    return " ".join(chance.choice(part) for part in parts)
