"""The codes of designs: eight random characters that survive being read aloud, shown as K7QM-2F9D."""

from __future__ import annotations

import re
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no I, L, O or U."""
LENGTH = 8
LONGEST_WRITTEN = 40

READ_AS = str.maketrans({"I": "1", "L": "1", "O": "0"})
IGNORED = re.compile(r"[\s\-‐‑‒–—−]+")
# letters and digits that are read as each other fall together, as in the words below
FOLDED = str.maketrans("0134578LV", "OIEASTBIU")
UNWANTED = re.compile(
    "ANAL|ANUS|ARSE|ASS|BITCH|BUTT|CACA|CAZZ|CHINK|COCK|COON|CRAP|CUL|CUM|CUNT|DAGO|DEAD|DICK|DIE|DYKE|FAG|FART|FICK|"
    "FIGA|FOTZE|FUCK|FUK|GEIL|GOOK|HATE|HEIL|HELL|HOER|HOMO|HURE|JAP|JEW|KAK|KANKER|KIKE|KILL|KKK|KUT|LUL|MERD|MOF|"
    "MONG|NAZI|NEGER|NEUK|NIG|PAKI|PEDO|PENIS|PIK|PIS|POEP|POOP|PORN|PRICK|PUTA|PUTE|QUEER|RAPE|REET|SEX|SHIT|SLET|"
    "SLUT|SPIC|SS|STRONT|SUCK|TERING|TIT|TURD|TWAT|TYFUS|VAGINA|WANK|WHORE|WOP|XXX".translate(FOLDED)
)


def new_code() -> str:
    """A random code without its hyphen, drawn from 32^8 and never spelling an unwanted word."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if is_decent(code):
            return code


def is_decent(code: str) -> bool:
    """Whether no unwanted word can be read in a code."""
    return UNWANTED.search(code.translate(FOLDED)) is None


def normalise_code(written: str) -> str | None:
    """The code that somebody meant by `written`, or None when it can't be one.

    Case, spaces and hyphens don't matter; I and L are read as 1, O as 0.
    """
    if len(written) > LONGEST_WRITTEN:
        return None
    code = IGNORED.sub("", written).upper().translate(READ_AS)
    return code if len(code) == LENGTH and all(letter in ALPHABET for letter in code) else None


def shown_code(code: str) -> str:
    """A code as people see it: K7QM-2F9D."""
    return f"{code[:4]}-{code[4:]}"
