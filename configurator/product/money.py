"""Amounts of money: whole minor units of one currency, never floats."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from configurator.product.errors import OfficinaError

# ISO 4217 gives each currency its number of decimals; two unless listed here.
WITHOUT = ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV")
DECIMALS = {
    **dict.fromkeys((*WITHOUT, "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}
WRITTEN = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,4})?")


class MalformedAmountError(OfficinaError):
    """A written amount that is not a plain decimal number of the currency's precision."""


class CurrencyMismatchError(OfficinaError):
    """Two currencies met in one sum."""


def decimals(currency: str) -> int:
    """Number of decimals of a currency's minor unit (ISO 4217): 2 for EUR, 0 for JPY."""
    return DECIMALS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """`amount_minor` minor units (cents for EUR) of `currency` (ISO 4217 code)."""

    amount_minor: int
    currency: str

    @classmethod
    def parse(cls, written: str, currency: str) -> Money:
        """Read an amount such as "1250.00"; as many decimals as the currency has, or none.

        Raises MalformedAmountError for anything else, a float included.
        """
        places = decimals(currency)
        if not isinstance(written, str) or not WRITTEN.fullmatch(written):
            raise MalformedAmountError(f"{written!r} is not an amount such as '1250.00'")
        whole, _, fraction = written.partition(".")
        if fraction and len(fraction) != places:
            raise MalformedAmountError(f"{written!r} should have {places} decimals")
        return cls(int(whole + (fraction or "0" * places)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @classmethod
    def total(cls, amounts: Iterable[Money], currency: str) -> Money:
        """Sum of amounts that must all be in `currency`."""
        zero, amount_minor = cls.zero(currency), 0
        for amount in amounts:
            zero._same(amount)
            amount_minor += amount.amount_minor
        return cls(amount_minor, currency)

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount_minor + other.amount_minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.amount_minor - other.amount_minor, self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount_minor * times, self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.amount_minor < other.amount_minor

    def __bool__(self) -> bool:
        return self.amount_minor != 0

    @property
    def decimal(self) -> str:
        """The amount as written in product files: "1250.00"."""
        places = decimals(self.currency)
        sign, digits = ("-" if self.amount_minor < 0 else ""), str(abs(self.amount_minor)).zfill(places + 1)
        return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"

    def __str__(self) -> str:
        return f"{self.decimal} {self.currency}"
