"""Which passwords are good enough."""

from __future__ import annotations

import pytest

from configurator.accounts.passwords import is_easy_to_guess, words_about


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password-2026",
        "officina2026!",
        "welkomwelkom1",
        "123456789012",
        "210987654321",
        "qwertyuiopas",
        "aaaaaaaaaaaaaa",
        "ababababababab",
        "ada.ada.ada.ada",
        "Lovelace-1815",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert is_easy_to_guess(password, words_about("ada@example.org", "Ada Lovelace"))


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "zwölf Boxkämpfer", "7Qw!x9 Lm_2zTp", "8402917365528", "geheime tuinen in mei"],
)
def test_what_only_one_person_would_combine_is_taken(password: str) -> None:
    assert not is_easy_to_guess(password, words_about("ada@example.org", "Ada Lovelace"))
