"""Words that visitors add to options: what is kept of them, what fits, and how they travel in links."""

from __future__ import annotations

import unicodedata
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.product.configuration import Configuration, is_choice, parse_choices, query_string
from configurator.product.definition import Product, TextLimits
from configurator.product.pricing import Quote, quote
from configurator.product.rules import ProductRules
from configurator.product.texts import LONGEST, Misfit, cleaned, fitting, length, misfit, misfits

TWELVE = TextLimits(12)
TRICKS = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\u202e\u2066\u2069\u200b\u200d\u0301\u0344\ufeff\u0000\n\t \u00a0\u3000~&=?%+#;<>\"'👩🏽é"),
    ),
    max_size=80,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Luigi", "Luigi"),
        ("  La   Nonna \n", "La Nonna"),
        ("e\u0301", "é"),
        ("a\x00b\x1bc\x7f", "abc"),
        ("Lu\u202eigi\u2066", "Luigi"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("👩\u200d👧", "👩\u200d👧"),
        ("\u0301\u0302Anna", "Anna"),
        (" \u0301 Anna", "Anna"),
        ("\u200d\u0301", ""),
        ("\t\r\n", ""),
        ("<script>", "<script>"),
        ("=1+1", "=1+1"),
    ],
)
def test_words_are_kept_without_what_could_do_harm(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


@given(TRICKS)
def test_cleaning_twice_changes_nothing_and_leaves_nothing_unseen(typed: str) -> None:
    words = cleaned(typed)
    assert cleaned(words) == words
    assert unicodedata.is_normalized("NFC", words)
    assert words == words.strip()
    assert not any(
        unicodedata.category(c) in ("Cc", "Cs") or c in "\u202a\u202b\u202d\u202e\u2066\u2067" for c in words
    )


def test_length_is_what_people_see() -> None:
    assert length("Luigi") == 5
    assert length("\u05e9\u05b8\u05c1\u05dc\u05d5\u05b9\u05dd") == 4  # with vowel points
    assert length("q\u0303") == 1  # has no single character of its own


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("", Misfit.EMPTY),
        ("a" * 12, None),
        ("a" * 13, Misfit.LONG),
        ("q\u0303" * 12, None),
        ("q" + "\u0303" * 60, Misfit.LONG),
        ("😀" * 12, None),
    ],
)
def test_words_fit_up_to_the_most_and_no_heap_of_marks_does(words: str, why: Misfit | None) -> None:
    assert misfit(TWELVE, words) is why


@given(TRICKS)
def test_nothing_longer_than_the_hard_limit_ever_fits(typed: str) -> None:
    words = cleaned(typed)
    assert misfit(TextLimits(LONGEST), words) is not None or len(words) <= LONGEST


def test_a_pattern_is_asked_of_every_character(mug: Product) -> None:
    year = mug.options["extras.year"].text
    assert year is not None
    assert misfit(year, "1957") is None
    assert misfit(year, "19 57") is Misfit.STRANGE
    assert misfit(year, "٥٧") is Misfit.STRANGE


def test_only_chosen_options_keep_words_and_only_those_that_fit(mug: Product) -> None:
    texts = {"extras.name": " Ada ", "extras.year": "soon", "extras.saucer": "no", "extras.gone": "x"}
    assert fitting(mug, {"extras.name", "extras.year", "extras.saucer"}, texts) == (("extras.name", "Ada"),)
    assert fitting(mug, {"extras.saucer"}, texts) == ()
    assert misfits(mug, {"extras.name", "extras.year"}, texts) == {"extras.year": Misfit.STRANGE}
    assert misfits(mug, {"extras.name"}, {}) == {"extras.name": Misfit.EMPTY}


def test_a_configuration_without_words_is_written_as_ever(mug: Product, mug_rules: ProductRules) -> None:
    plain = mug_rules.complete(())
    assert plain.key == "mug:glaze.white~market.nl~spoons.1~sugar.10"
    assert plain.digest == "775b0bf4f5003c6ea6693e183c6abdd5"
    assert query_string(mug, plain.options, plain.texts) == query_string(mug, plain.options)


def test_words_are_part_of_what_a_configuration_is(mug: Product, mug_rules: ProductRules) -> None:
    bare = mug_rules.complete(["extras.name"])
    ada, eve = (bare.with_texts(mug, {"extras.name": name}) for name in ("Ada", "Eve"))
    assert len({bare.digest, ada.digest, eve.digest}) == 3
    assert ada == bare.with_texts(mug, {"extras.name": "  Ada"})
    assert ada.wordless == bare
    assert hash(ada) != hash(eve)


NAMES = TRICKS.map(lambda typed: cleaned(typed)[:12].strip()).filter(
    lambda words: misfit(TWELVE, cleaned(words)) is None
)


@given(name=NAMES, year=st.integers(0, 9999).map(str))
def test_a_link_brings_words_back_as_they_were(mug: Product, mug_rules: ProductRules, name: str, year: str) -> None:
    made = mug_rules.complete(["extras.name", "extras.year"]).with_texts(
        mug, {"extras.name": name, "extras.year": year}
    )
    assert len(made.texts) == 2
    query = query_string(mug, made.options, made.texts)
    assert query.isascii()
    asked = parse_choices(mug, parse_qs(query, keep_blank_values=True))
    assert (asked.unknown, asked.misfits) == ((), ())
    assert Configuration("mug", asked.options).with_texts(mug, asked.texts) == made


def test_only_options_that_take_words_have_a_parameter_for_them(mug: Product) -> None:
    assert is_choice(mug, "extras.name.text")
    assert is_choice(mug, "extras")
    assert not is_choice(mug, "extras.saucer.text")
    assert not is_choice(mug, "extras.name")
    assert not is_choice(mug, ".text")


def test_ten_thousand_characters_are_only_too_long(mug: Product) -> None:
    asked = parse_choices(mug, {"extras": ["name"], "extras.name.text": ["x" * 10_000]})
    assert len(asked.texts["extras.name"]) == 200
    assert misfits(mug, asked.options, asked.texts) == {"extras.name": Misfit.LONG}


def test_a_quote_has_the_words_on_its_line_and_keeps_them_frozen(mug: Product, mug_rules: ProductRules) -> None:
    bare = mug_rules.complete(["extras.name"])
    worded = quote(mug, bare.with_texts(mug, {"extras.name": "Ada"}))
    assert {line.option_id: line.words for line in worded.lines if line.words} == {"extras.name": "Ada"}
    assert Quote.from_json(worded.to_json()) == worded
    assert all("words" not in line for line in quote(mug, bare).to_json()["lines"])
