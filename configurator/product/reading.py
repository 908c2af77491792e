"""Reading values out of TOML tables, with a fault that names file, key and reason for each one that is wrong.

A reader never raises: it notes the fault and answers with an empty value of the right type, so that one look at a
product finds everything that is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from configurator.product.definition import Price, Text
from configurator.product.engine.conditions import Condition
from configurator.product.expressions import MalformedExpressionError, Numbers, parse_expression
from configurator.product.faults import Fault
from configurator.product.limits import FAULTS
from configurator.product.money import MalformedAmountError, Money

KEY = re.compile(r"[a-z][a-z0-9_]*")
PERCENT = re.compile(r"[0-9]{1,2}(\.[0-9]{1,3})?")
MISSING = object()
LARGEST = 1_000_000_000


@dataclass(frozen=True)
class Reader:
    """One table of a file; `path` is where it stands, such as `shade.options.cone`."""

    file: str
    path: str
    table: Mapping[str, Any]
    faults: list[Fault] = field(repr=False)

    def fault(self, key: str, reason: str) -> None:
        """Note what is wrong with `key` of this table ("" for the table itself)."""
        if len(self.faults) < FAULTS:
            self.faults.append(Fault(self.file, ".".join(part for part in (self.path, key) if part), reason))

    def __contains__(self, key: str) -> bool:
        return key in self.table

    def refuse_unknown(self, known: Iterable[str]) -> None:
        """A fault for every key that this table may not have."""
        for key in self.table:
            if key not in known:
                self.fault(key, f"unknown key; known are {', '.join(known)}")

    def _value(self, key: str, kind: type, what: str, default: Any) -> Any:
        value = self.table.get(key, MISSING)
        if value is MISSING:
            if default is MISSING:
                self.fault(key, f"is missing; it should be {what}")
                return kind()
            return default
        if type(value) is not kind:
            self.fault(key, f"should be {what}, not {shown(value)}")
            return kind() if default is MISSING else default
        return value

    def string(self, key: str, default: Any = MISSING) -> str:
        """Words; a fault when empty or, without a default, missing."""
        value = self._value(key, str, "a string", default)
        if key in self.table and value == "" and isinstance(self.table[key], str):
            self.fault(key, "is empty")
        return str(value)

    def boolean(self, key: str) -> bool:
        """True or false; false when missing."""
        return bool(self._value(key, bool, "true or false", False))

    def count(self, key: str) -> int:
        """A whole number, 0 or more."""
        value = int(self._value(key, int, "a whole number", MISSING))
        if not 0 <= value <= LARGEST:
            self.fault(key, f"should be 0 or more, not {shown(value)}")
            return 0
        return value

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self.table.get(key, MISSING)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self.fault(
            key, "is missing; it should be a date" if value is MISSING else f"should be a date, not {shown(value)}"
        )
        return date.min

    def strings(self, key: str, default: Any = MISSING) -> tuple[str, ...]:
        """A list of different strings, not empty; a default serves where there is none."""
        values = self._value(key, list, "a list of strings", default)
        if key in self.table and isinstance(self.table[key], list) and not values:
            self.fault(key, "is an empty list")
        found: set[str] = set()
        for place, value in enumerate(values):
            if not isinstance(value, str):
                self.fault(f"{key}[{place}]", f"should be a string, not {shown(value)}")
            elif value in found:
                self.fault(f"{key}[{place}]", f"{value} is listed twice")
            else:
                found.add(value)
        return tuple(value for value in values if isinstance(value, str))

    def sequence(self, key: str) -> list[Any]:
        """A list of anything."""
        return list(self._value(key, list, "a list", MISSING))

    def expression(self, key: str, known: Container[str], numbers: Numbers) -> Condition | None:
        """What an expression says about known options and groups that ask for a number; None with a fault."""
        text = self.string(key)
        if not text:
            return None
        try:
            return parse_expression(text, known, numbers)
        except MalformedExpressionError as error:
            for reason in error.reasons:
                self.fault(key, reason)
            return None

    def ids(self, key: str, known: Container[str], default: Any = MISSING) -> tuple[str, ...]:
        """A list of ids of known options."""
        values = self.strings(key, default)
        for place, value in enumerate(values):
            if value not in known:
                self.fault(f"{key}[{place}]", f"there is no option {value[:60]}")
        return tuple(dict.fromkeys(value for value in values if value in known))

    def choice(self, key: str, among: Iterable[str], default: Any = MISSING) -> str:
        """One of a few words."""
        value = self.string(key, default)
        if value and value not in among:
            self.fault(key, f"should be one of {', '.join(among)}, not {value}")
            return ""
        return value

    def matching(self, key: str, pattern: str, what: str, default: Any = MISSING) -> str:
        """A string of a given form."""
        value = self.string(key, default)
        if value and not re.fullmatch(pattern, value):
            self.fault(key, f"should be {what}, not {shown(value)}")
        return value

    def text(self, key: str, languages: Iterable[str], *, optional: bool = False, in_more: bool = False) -> Text:
        """Words in each of the languages; `in_more` lets them stand there in others, too."""
        if optional and key not in self.table:
            return {}
        words = self.sub(key)
        if not in_more:
            words.refuse_unknown(tuple(languages))
        return {language: words.string(language) for language in languages}

    def amount(self, key: str, currency: str) -> Money:
        """An amount of money of 0 or more, written as a string."""
        value = self.table.get(key, MISSING)
        if value is MISSING:
            self.fault(key, 'is missing; it should be an amount such as "1250.00"')
            return Money.zero(currency)
        try:
            money = Money.parse(value, currency)
        except MalformedAmountError as error:
            self.fault(key, f"{error}, in quotes" if not isinstance(value, str) else str(error))
            return Money.zero(currency)
        if money < Money.zero(currency):
            self.fault(key, f"{value} is less than nothing")
        return money

    def price(self, key: str, currency: str, markets: Iterable[str], *, optional: bool = False) -> Price:
        """One amount, or `everywhere` with amounts for some markets; nothing where an optional one is missing."""
        if optional and key not in self.table:
            return Price(Money.zero(currency))
        if not isinstance(self.table.get(key), Mapping):
            return Price(self.amount(key, currency))
        amounts = self.sub(key)
        for market in amounts.table:
            if market != "everywhere" and market not in markets:
                amounts.fault(market, f"there is no market {market}")
        own = {market: amounts.amount(market, currency) for market in markets if market in amounts}
        return Price(amounts.amount("everywhere", currency), own)

    def percent(self, key: str) -> Decimal:
        """A percentage from 0 to 99.999, written as a string."""
        value = self._value(key, str, 'a percentage in quotes, such as "21"', MISSING)
        if value and not PERCENT.fullmatch(value):
            self.fault(key, f'should be a percentage in quotes, such as "21", not {shown(value)}')
            return Decimal(0)
        return Decimal(value or 0)

    def sub(self, key: str) -> Reader:
        """The table at `key`."""
        return self._reader(key, self._value(key, dict, "a table", MISSING))

    def subs(self, key: str) -> Iterator[tuple[str, Reader]]:
        """The tables inside the table at `key`, by name."""
        parent = self.sub(key)
        if key in self.table and not parent.table and isinstance(self.table[key], dict):
            self.fault(key, "is empty")
        for name in parent.table:
            yield name, parent.sub(name)

    def rows(self, key: str, *, optional: bool = False) -> list[Reader]:
        """The tables in the list at `key`."""
        values = self._value(key, list, "a list of tables", [] if optional else MISSING)
        if not values and not optional and isinstance(self.table.get(key), list):
            self.fault(key, "is an empty list")
        readers = []
        for place, value in enumerate(values):
            name = f"{key}[{place}]"
            if isinstance(value, Mapping):
                readers.append(self._reader(name, value))
            else:
                self.fault(name, f"should be a table, not {shown(value)}")
        return readers

    def refuse_name(self, name: str) -> None:
        """A fault unless this table's own name can stand in an id."""
        if not KEY.fullmatch(name):
            self.fault("", f"{name!r} should be small letters, digits and _, a letter first")

    def _reader(self, name: str, table: Mapping[str, Any]) -> Reader:
        return Reader(self.file, f"{self.path}.{name}" if self.path else name, table, self.faults)


def shown(value: object) -> str:
    """The value as a fault shows it: its beginning, however long it is."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        value = value[:60]
    elif isinstance(value, list | Mapping):
        return "a list" if isinstance(value, list) else "a table"
    elif isinstance(value, int) and abs(value) > LARGEST:
        return "such a large number"
    return repr(value)[:60]
