"""Text that people type: made safe to keep, and reduced to the words that search compares."""

from __future__ import annotations

import re
import unicodedata

from configurator.gallery.models import LONGEST_WORD

MOST_WORDS = 8
SPACES = re.compile(r"\s+")
BLANK_LINES = re.compile(r"\n{3,}")
LETTERS = re.compile(r"[^\W_]+")
# these have no decomposition, and people type them either way
SPELLED = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})


def one_line(text: str) -> str:
    """`text` without control characters, its spaces made single."""
    return SPACES.sub(" ", _printable(SPACES.sub(" ", text))).strip()


def some_lines(text: str) -> str:
    """`text` without control characters other than line ends, and without more than one empty line in a row."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return BLANK_LINES.sub("\n\n", "\n".join(_printable(line).rstrip() for line in lines)).strip()


def can_be_seen(text: str) -> bool:
    """Whether there is anything in `text` that leaves a mark."""
    return any(unicodedata.category(letter)[0] in "LNPS" for letter in text)


def search_words(text: str) -> tuple[str, ...]:
    """The different words of `text`, without accents and case, in order; at most eight."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(SPELLED))
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    found = (word[:LONGEST_WORD] for word in LETTERS.findall(plain.casefold()))
    return tuple(dict.fromkeys(found))[:MOST_WORDS]


def _printable(line: str) -> str:
    """Without controls, and without the marks that turn the direction of what stands beside them."""
    turning = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    return "".join(c for c in line if c not in turning and unicodedata.category(c) not in ("Cc", "Cs", "Cn"))
