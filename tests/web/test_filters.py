"""How money, shares and words are written, in both languages."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from configurator.product.money import Money
from configurator.web import filters


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(("language", "minor", "written"), [
    ("en", 1390000, "€ 13,900"), ("nl", 1390000, "€ 13.900"), ("en", 25050, "€ 250.50"), ("nl", 25050, "€ 250,50"),
    ("en", 0, "€ 0"),
])  # fmt: skip
def test_money_shows_cents_only_when_there_are_any(app: Flask, language: str, minor: int, written: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert filters.money(Money(minor, "EUR")).replace("\xa0", " ") == written


def test_an_amount_below_nothing_has_a_true_minus(app: Flask) -> None:
    with app.test_request_context():
        assert filters.money(Money(-95050, "EUR")).replace("\xa0", " ") == "−€ 950.50"


@pytest.mark.parametrize(("minor", "written"), [(65000, "+ € 650"), (-20000, "− € 200"), (0, "± € 0")])
def test_a_difference_always_shows_its_sign(app: Flask, minor: int, written: str) -> None:
    with app.test_request_context(), force_locale("en"):
        assert filters.money_difference(Money(minor, "EUR")).replace("\xa0", " ") == written


def test_currencies_without_decimals_are_not_divided(app: Flask) -> None:
    with app.test_request_context(), force_locale("en"):
        assert filters.money(Money(1500, "JPY")).replace("\xa0", " ") == "¥ 1,500"


def test_a_product_word_falls_back_to_english(app: Flask) -> None:
    with app.test_request_context(), force_locale("nl"):
        assert filters.words({"en": "Roof"}) == "Roof"
