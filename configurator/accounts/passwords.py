"""Which passwords are good enough: long ones that nobody guesses first (NIST SP 800-63B; no rules of composition)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_security import PasswordUtil
from flask_security.utils import get_message

LEAST_LENGTH = 12
LEAST_DIFFERENT = 5
GUESSED_FIRST = (
    *("password", "passwort", "wachtwoord", "welkom", "welcome", "qwertyuiop", "qwerty", "azerty", "asdfghjkl"),
    *("zxcvbnm", "letmein", "iloveyou", "administrator", "admin", "login", "master", "changeme", "secret", "geheim"),
    *("monkey", "dragon", "football", "baseball", "superman", "princess", "sunshine", "trustno", "computer"),
    *("internet", "officina", "test", "demo", "user", "abc"),
)
SEQUENCES = ("01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv")


def is_easy_to_guess(password: str, about: Iterable[str] = ()) -> bool:
    """Whether a password is only repetition, a sequence, words that are guessed first, or the person's own words."""
    bare = password.casefold()
    known = [*GUESSED_FIRST, *(word.casefold() for word in about if len(word) > 2)]
    if len(set(bare)) < LEAST_DIFFERENT:
        return True
    if any(bare in sequence * 2 or bare in (sequence * 2)[::-1] for sequence in SEQUENCES):
        return True
    for word in sorted(known, key=len, reverse=True):
        bare = bare.replace(word, "")
    return len(re.sub(r"[\W\d_]", "", bare)) < 3 and len(bare) < LEAST_LENGTH - 2


def words_about(email: str, name: str) -> list[str]:
    """What somebody who knows a person would try."""
    return [word for word in re.split(r"[\W\d_]+", f"{email} {name}") if word]


class LongPasswords(PasswordUtil):
    """Flask-Security's rules (length, no network) with our list of what is guessed first."""

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        wrong, normal = super().validate(password, is_register, **kwargs)
        person = kwargs.get("user")
        about = words_about(person.email, person.name) if person else []
        if not wrong and is_easy_to_guess(normal, about):
            wrong = [get_message("PASSWORD_TOO_SIMPLE")[0]]
        return wrong, normal
