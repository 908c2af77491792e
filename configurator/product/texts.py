"""Words that a visitor adds to an option: made safe to keep, and held against what the option takes.

A text counts in characters as people see them: marks that sit on another character, and what joins characters, count
nothing. So a limit can be told to anybody; the limit of code points keeps heaps of marks out as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from enum import StrEnum

from configurator.product.definition import Option, Product, TextLimits

LONGEST = 60
"""Code points of any text, whatever the product allows."""
LONGEST_TYPED = 200
"""Code points that are looked at of what somebody typed; more than that is only ever too long."""

SPACES = re.compile(r"\s+")
JOINERS = "\u200c\u200d"
UNSEEN = ("Cc", "Cf", "Cs", "Cn", "Co")
WEIGHTLESS = ("Mn", "Me", "Cf")

Texts = tuple[tuple[str, str], ...]
"""(option id, words) in the order of the ids: what a configuration keeps."""


class Misfit(StrEnum):
    """Why an option does not take a text."""

    EMPTY = "empty"
    LONG = "long"
    STRANGE = "strange"
    """It has characters that the option does not take."""


def cleaned(typed: str) -> str:
    """`typed` in normal form C on one line, without control characters, without what turns the direction of writing,
    and without marks that would sit on what stands before it. Cleaning twice changes nothing."""
    seen = "".join(c for c in SPACES.sub(" ", typed) if c in JOINERS or unicodedata.category(c) not in UNSEEN)
    words = SPACES.sub(" ", unicodedata.normalize("NFC", seen)).strip()
    while words and (words[0] in JOINERS or unicodedata.category(words[0]) in WEIGHTLESS):
        words = words[1:].lstrip()
    return words if any(unicodedata.category(c)[0] in "LNPS" for c in words) else ""


def length(words: str) -> int:
    """How many characters people see in cleaned words."""
    return sum(unicodedata.category(c) not in WEIGHTLESS for c in words)


def strange_characters(limits: TextLimits, words: str) -> tuple[str, ...]:
    """The different characters that the option does not take, as they come."""
    if limits.pattern is None:
        return ()
    return tuple(dict.fromkeys(c for c in words if not re.fullmatch(limits.pattern, c)))


def misfit(limits: TextLimits, words: str) -> Misfit | None:
    """What is wrong with cleaned words for an option; None when it takes them."""
    if not words:
        return Misfit.EMPTY
    if strange_characters(limits, words):
        return Misfit.STRANGE
    return Misfit.LONG if length(words) > limits.most or len(words) > LONGEST else None


def worded_options(product: Product, options: Iterable[str]) -> tuple[Option, ...]:
    """Those of the options that take words, in the order of the definition."""
    return tuple(option for option in map(product.options.__getitem__, product.in_order(options)) if option.text)


def fitting(product: Product, options: Iterable[str], texts: Mapping[str, str]) -> Texts:
    """The texts that chosen options take, cleaned: what a configuration of these options keeps."""
    found = {option.id: cleaned(texts.get(option.id, "")) for option in worded_options(product, options)}
    return tuple(
        (option_id, words)
        for option_id, words in sorted(found.items())
        if misfit(product.options[option_id].text or TextLimits(0), words) is None
    )


def misfits(product: Product, options: Iterable[str], texts: Mapping[str, str]) -> Mapping[str, Misfit]:
    """The chosen options whose words are missing or don't fit, and why."""
    found = {
        option.id: misfit(option.text, cleaned(texts.get(option.id, "")))
        for option in worded_options(product, options)
        if option.text
    }
    return {option_id: why for option_id, why in found.items() if why}
