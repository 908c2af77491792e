"""Amounts as Stripe counts them: the currency's minor units, but for Stripe's special cases."""

from __future__ import annotations

from configurator.payments.errors import PaymentRefusedError, WrongAmountError
from configurator.product.money import Money, decimals

# docs.stripe.com/currencies: these are counted in other units than ISO 4217's …
STRIPE_DECIMALS = {"ISK": 2, "UGX": 2, "MGA": 0}
# … and of these the last digit of what is charged must be a zero.
LAST_DIGIT_ZERO = frozenset({"BHD", "JOD", "KWD", "OMR", "TND"})


def to_stripe(amount: Money) -> int:
    """The number that Stripe is told. Raises PaymentRefusedError for an amount that it cannot move."""
    places = STRIPE_DECIMALS.get(amount.currency, decimals(amount.currency)) - decimals(amount.currency)
    if amount.currency in LAST_DIGIT_ZERO and amount.amount_minor % 10:
        raise PaymentRefusedError(f"Stripe moves no {amount}: the last decimal must be 0")
    if places >= 0:
        return amount.amount_minor * _power(places)
    units, rest = divmod(amount.amount_minor, _power(-places))
    if rest:
        raise PaymentRefusedError(f"Stripe moves whole {amount.currency} only, not {amount}")
    return units


def from_stripe(units: int, currency: str) -> Money:
    """What Stripe's number means. Raises WrongAmountError where the currency has no unit that small."""
    code = currency.upper()
    places = STRIPE_DECIMALS.get(code, decimals(code)) - decimals(code)
    if places <= 0:
        return Money(units * _power(-places), code)
    minor, rest = divmod(units, _power(places))
    if rest:
        raise WrongAmountError(f"Stripe said {units} of {code}, which is no whole number of its units")
    return Money(minor, code)


def _power(places: int) -> int:
    return int(10**places)
