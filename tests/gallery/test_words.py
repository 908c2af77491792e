"""What people type is made safe, and found again whatever its accents and case."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.gallery.words import one_line, search_words, some_lines


@given(st.text())
def test_a_cleaned_line_has_no_controls_and_cleaning_it_again_changes_nothing(text: str) -> None:
    line = one_line(text)
    assert not any(unicodedata.category(letter) in ("Cc", "Cs") for letter in line)
    assert line == line.strip()
    assert one_line(line) == line


@given(st.text(st.characters(categories=["L", "N", "Zs", "Cc"])))
def test_a_cleaned_story_keeps_its_letters_in_order(text: str) -> None:
    def letters(t: str) -> str:
        return "".join(c for c in t if unicodedata.category(c)[0] in "LN")

    assert letters(some_lines(text)) == letters(text)
    assert "\n\n\n" not in some_lines(text)
    assert some_lines(some_lines(text)) == some_lines(text)


@pytest.mark.parametrize(
    ("written", "sought"),
    [
        ("Crème brûlée", "CREME brulee"),
        ("Zoë's Straße", "zoe s strasse"),
        ("Smørrebrød", "smorrebrod"),
        ("İSTANBUL ışık", "istanbul isik"),
        ("e\u0301t\u00e9", "été"),
        ("ＦＵＬＬ ①", "full 1"),
        ("Łódź-Œuvre", "lodz oeuvre"),
    ],
)
def test_words_are_equal_without_accents_case_and_punctuation(written: str, sought: str) -> None:
    assert search_words(written) == search_words(sought)


@given(st.text(max_size=200))
def test_search_words_are_few_short_and_different(text: str) -> None:
    words = search_words(text)
    assert len(words) <= 8
    assert len(set(words)) == len(words)
    assert all(0 < len(word) <= 32 for word in words)
