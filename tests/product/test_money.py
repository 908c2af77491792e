"""Amounts add up exactly and are read strictly."""

from decimal import Decimal

import pytest
from babel.numbers import get_currency_precision, list_currencies
from hypothesis import given
from hypothesis import strategies as st

from configurator.product.money import CurrencyMismatchError, MalformedAmountError, Money, decimals
from configurator.product.pricing import vat_in

currencies = st.sampled_from(["EUR", "JPY", "KWD", "CLF"])
minor = st.integers(-(10**12), 10**12)


@given(minor, currencies)
def test_an_amount_is_read_back_as_it_was_written(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert Money.parse(money.decimal, currency) == money


@given(st.lists(minor), currencies)
def test_a_total_is_the_sum_of_its_parts_in_any_order(amounts: list[int], currency: str) -> None:
    total = Money.total((Money(amount, currency) for amount in amounts), currency)
    assert total == Money(sum(amounts), currency)
    assert Money.total((Money(amount, currency) for amount in reversed(amounts)), currency) == total


@given(minor, minor)
def test_taking_away_undoes_adding(one: int, other: int) -> None:
    assert Money(one, "EUR") + Money(other, "EUR") - Money(other, "EUR") == Money(one, "EUR")
    assert Money(one, "EUR") + -Money(other, "EUR") == Money(one, "EUR") - Money(other, "EUR")


@pytest.mark.parametrize(
    "written", ["12,50", "12.5", "12.505", "1e3", " 12", "+12", "", "12.", ".50", "1_000", "١٢", "9" * 99]
)
def test_an_amount_in_another_form_is_refused(written: str) -> None:
    with pytest.raises(MalformedAmountError):
        Money.parse(written, "EUR")


@pytest.mark.parametrize("written", [12.5, 12, None, True])
def test_an_amount_that_is_no_string_is_refused(written: object) -> None:
    with pytest.raises(MalformedAmountError):
        Money.parse(written, "EUR")  # type: ignore[arg-type]


def test_a_currency_without_cents_has_no_decimals() -> None:
    assert Money.parse("1250", "JPY") == Money(1250, "JPY")
    with pytest.raises(MalformedAmountError):
        Money.parse("1250.00", "JPY")


@pytest.mark.parametrize(("currency", "written"), [("KWD", "1.250"), ("CLF", "1.2500"), ("EUR", "1.25")])
def test_a_currency_has_its_own_number_of_decimals(currency: str, written: str) -> None:
    assert Money.parse(written, currency).decimal == written
    with pytest.raises(MalformedAmountError):
        Money.parse(f"{written}0", currency)


# Babel (CLDR) says how people write amounts today: these have decimals by ISO 4217 that nobody uses any more.
OUT_OF_USE = ["AFN", "ALL", "IRR", "KPW", "LAK", "LBP", "MGA", "MMK", "RSD", "SLL", "SOS", "SYP", "YER"]
# ISO 4217 gives this one three decimals; CLDR none.
NOT_AS_ISO = {"IQD": 3}
# No longer in ISO 4217's list of currencies in use.
GONE = ["ADP", "BYR", "ESP", "ITL", "LUF", "MGF", "MRO", "STD", "TMM", "TRL", "ZMK", "ZWD"]


@pytest.mark.parametrize("currency", sorted(set(list_currencies()) - set(GONE)))
def test_a_currency_has_as_many_decimals_as_babel_says(currency: str) -> None:
    expected = 2 if currency in OUT_OF_USE else NOT_AS_ISO.get(currency, get_currency_precision(currency))
    assert decimals(currency) == expected


@given(minor, st.sampled_from(["EUR", "JPY", "KWD", "CLF", "ISK"]))
def test_an_amount_has_the_value_and_decimals_that_babel_would_write(amount: int, currency: str) -> None:
    money = Money(amount, currency)
    assert Decimal(money.decimal) == Decimal(amount).scaleb(-get_currency_precision(currency))
    assert len(money.decimal.partition(".")[2]) == get_currency_precision(currency)


def test_currencies_do_not_mix() -> None:
    with pytest.raises(CurrencyMismatchError):
        Money(1, "EUR") + Money(1, "JPY")
    with pytest.raises(CurrencyMismatchError):
        Money.total([Money(1, "EUR")], "JPY")


@pytest.mark.parametrize(
    ("total", "rate", "vat"),
    [("121.00", "21", "21.00"), ("100.00", "21", "17.36"), ("0.03", "20", "0.01"), ("100.00", "0", "0.00")],
)
def test_vat_is_part_of_the_total(total: str, rate: str, vat: str) -> None:
    assert vat_in(Money.parse(total, "EUR"), Decimal(rate)).decimal == vat


@given(st.integers(0, 10**10), st.decimals(0, 99, places=2))
def test_vat_is_the_nearest_cent(amount: int, rate: Decimal) -> None:
    vat = vat_in(Money(amount, "EUR"), rate).amount_minor
    numerator, denominator = int(rate * 100), 10000 + int(rate * 100)
    assert -denominator < 2 * (vat * denominator - amount * numerator) <= denominator
