"""Keys for what came without: small letters, digits and signs, made of names and never twice the same."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 50


class Keys:
    """Keys that are all different. `sign` joins words: "_" in keys of groups and options, "-" in those of rules."""

    def __init__(self, sign: str, taken: tuple[str, ...] = ()) -> None:
        self._sign = sign
        self._taken = set(taken)

    def key(self, *names: str) -> str:
        """A key that says these names, with a number where it would be somebody else's."""
        plain = slug(" ".join(names), self._sign)
        key, number = plain, 1
        while key in self._taken:
            number += 1
            key = f"{plain}{self._sign}{number}"
        self._taken.add(key)
        return key


def slug(name: str, sign: str) -> str:
    """The name's letters and digits, small and plain, a letter first; "x" where it has none."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9_]+" if sign == "_" else r"[^a-z0-9]+", sign, plain)[:LONGEST].strip(
        "-" + sign * (sign == "-")
    )
    return words if re.match("[a-z]", words) else f"x{words}"
