"""Amounts as Stripe counts them, by what its documentation says of each currency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.payments.errors import PaymentRefusedError, WrongAmountError
from configurator.payments.units import LAST_DIGIT_ZERO, from_stripe, to_stripe
from configurator.product.money import DECIMALS, Money, decimals

# docs.stripe.com/currencies, "Zero-decimal currencies", and its special cases.
ZERO_DECIMAL = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split()  # noqa: SIM905
AS_IF_TWO = ["ISK", "UGX"]


@pytest.mark.parametrize("currency", ZERO_DECIMAL)
def test_zero_decimal_currencies_are_counted_whole(currency: str) -> None:
    assert to_stripe(Money.parse(f"500{'.' if decimals(currency) else ''}{'0' * decimals(currency)}", currency)) == 500


@pytest.mark.parametrize("currency", AS_IF_TWO)
def test_some_without_decimals_are_counted_as_if_they_had_two(currency: str) -> None:
    assert to_stripe(Money.parse("5", currency)) == 500
    with pytest.raises(WrongAmountError):
        from_stripe(501, currency)


def test_others_are_counted_in_their_own_minor_units() -> None:
    assert to_stripe(Money.parse("12.34", "EUR")) == 1234
    assert to_stripe(Money.parse("5.120", "KWD")) == 5120
    assert from_stripe(1234, "eur") == Money.parse("12.34", "EUR")


@pytest.mark.parametrize(("written", "currency"), [("5.124", "JOD"), ("5.50", "MGA")])
def test_what_stripe_cannot_move_is_refused(written: str, currency: str) -> None:
    with pytest.raises(PaymentRefusedError):
        to_stripe(Money.parse(written, currency))


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "ISK", "KWD", *DECIMALS, *ZERO_DECIMAL]))
def test_an_amount_comes_back_from_stripe_as_it_went(units: int, currency: str) -> None:
    amount = Money(units * 10 if currency in LAST_DIGIT_ZERO else units * 100, currency)
    assert from_stripe(to_stripe(amount), currency.lower()) == amount
