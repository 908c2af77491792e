"""The one curve between bytes and light."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.imaging.light import (
    BRIGHTEST,
    LIGHT_OF_BYTE,
    light_of,
    light_of_words,
    linear_colour,
    shown,
    shown_bytes,
    words_of,
)


def test_a_byte_is_shown_as_it_was_stored() -> None:
    light = np.repeat(LIGHT_OF_BYTE[:, None], 3, axis=1)
    assert (shown_bytes(light) == np.arange(256)[:, None]).all()


@given(light=st.floats(0, 18))
def test_both_ways_are_each_others_inverse(light: float) -> None:
    assert light_of(shown(np.array(light))) == pytest.approx(light, rel=1e-6, abs=1e-9)


def test_more_light_is_never_shown_darker() -> None:
    light = np.linspace(0, 25, 1_000_001)
    told = shown(light)
    assert (np.diff(told) > 0).all()
    assert told[0] == 0
    assert 0.99 < told[-1] < 1
    assert (np.diff(LIGHT_OF_BYTE.astype(float)) > 0).all()


def test_the_highlights_roll_off_without_a_kink() -> None:
    """Under the knee the curve is sRGB's own; there it goes on with the same value and slope, and ever less."""

    def tamed(light: float) -> float:
        told = float(shown(np.array(light)))
        return ((told + 0.055) / 1.055) ** 2.4

    step = 1e-6
    below, above = (tamed(0.8) - tamed(0.8 - step)) / step, (tamed(0.8 + step) - tamed(0.8)) / step
    assert below == pytest.approx(1, abs=1e-3)
    assert above == pytest.approx(1, abs=1e-3)
    assert tamed(0.8) == pytest.approx(0.8)
    assert tamed(1.0) == pytest.approx(0.9)
    slopes = np.diff([tamed(light) for light in np.linspace(0.8, 10, 500)])
    assert (np.diff(slopes) < 0).all()


@given(light=st.floats(0, BRIGHTEST))
def test_words_are_finer_than_bytes_in_the_dark_and_in_the_sun(light: float) -> None:
    kept = float(light_of_words(words_of(np.array([light], np.float32)))[0])
    assert abs(float(shown(np.array(kept))) - float(shown(np.array(light)))) < 0.1 / 255


def test_light_beyond_the_brightest_is_white() -> None:
    assert (shown_bytes(np.array([[[1e6, BRIGHTEST * 2, -1.0]]], np.float32)) == [[[255, 255, 0]]]).all()


def test_a_paint_is_a_plain_srgb_colour() -> None:
    assert linear_colour("#ffffff") == pytest.approx([1, 1, 1])
    assert linear_colour("#808080") == pytest.approx([0.2158605] * 3)
