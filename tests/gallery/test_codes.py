"""Codes are unguessable, readable aloud, and decent."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.gallery.codes import ALPHABET, is_decent, new_code, normalise_code, shown_code

codes = st.text(ALPHABET, min_size=8, max_size=8)


@given(codes, st.randoms(use_true_random=False))
def test_a_code_is_understood_however_it_is_written(code: str, chance: object) -> None:
    choice = chance.choice  # type: ignore[attr-defined]
    look_alikes = {"1": "1iIlL", "0": "0oO"}
    written = "".join(
        choice(["", "-", " ", "–"]) + choice(look_alikes.get(c, c + c.lower())) + choice(["", " "]) for c in code
    )
    assert normalise_code(written) == code


@given(codes)
def test_a_shown_code_reads_back(code: str) -> None:
    assert normalise_code(shown_code(code)) == code
    assert len(shown_code(code)) == 9


@given(st.text(max_size=60))
def test_whatever_is_typed_gives_a_code_of_the_alphabet_or_nothing(written: str) -> None:
    code = normalise_code(written)
    assert code is None or (len(code) == 8 and set(code) <= set(ALPHABET))


@pytest.mark.parametrize("written", ["", "K7QM-2F9", "K7QM-2F9DD", "K7QM-2F9U", "K7QM/2F9D", "٣٣٣٣٣٣٣٣", "K" * 500])
def test_what_is_no_code_is_refused(written: str) -> None:
    assert normalise_code(written) is None


@pytest.mark.parametrize("code", ["F4GGXXYZ", "7AN41ZZZ", "9K111999", "55XYZXYZ", "XYSH1TXY", "XYSVCKXY", "ZZC0CKZZ"])
def test_a_code_that_spells_something_unwanted_is_not_given_out(code: str) -> None:
    assert not is_decent(code)


def test_new_codes_are_decent_different_and_use_the_alphabet_evenly() -> None:
    made = [new_code() for _ in range(4000)]
    assert len(set(made)) == len(made)
    assert all(is_decent(code) and normalise_code(code) == code for code in made)
    letters = Counter("".join(made))
    assert set(letters) == set(ALPHABET)
    assert max(letters.values()) < 1.6 * min(letters.values())
