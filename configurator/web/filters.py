"""How templates write money, moments and texts, in the visitor's language."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from flask import Flask, current_app, url_for
from flask_babel import format_currency, format_date, format_datetime, format_decimal, format_percent
from jinja2 import StrictUndefined

from configurator.product.definition import Text, in_language
from configurator.product.money import Money, decimals
from configurator.web.languages import current_language
from configurator.web.tables import stacked

MINUS, PLUS = "−", "+"


def register(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        money=money,
        money_difference=money_difference,
        words=words,
        day=day,
        moment=moment,
        share=share,
        number=number,
        ratio=ratio,
        stacked=stacked,
    )
    app.jinja_env.globals["asset"] = asset


def money(amount: Money) -> str:
    """ "€ 13.900" as the visitor's language writes it; decimals only when there are any."""
    places = decimals(amount.currency)
    cents = f".{'0' * places}" if amount.amount_minor % 10**places else ""
    written = format_currency(_decimal(amount), amount.currency, format=f"¤\u00a0#,##0{cents}", currency_digits=False)
    return str(written).replace("-", MINUS)


def money_difference(amount: Money) -> str:
    """A change of price with its sign: "+ € 650", "− € 200", "± € 0"."""
    if not amount:
        return f"± {money(amount)}"
    sign = MINUS if amount.amount_minor < 0 else PLUS
    return f"{sign} {money(Money(abs(amount.amount_minor), amount.currency))}"


def _decimal(amount: Money) -> Decimal:
    return Decimal(amount.amount_minor).scaleb(-decimals(amount.currency))


def words(text: Text) -> str:
    """The product's words in the visitor's language."""
    return in_language(text, current_language())


def day(when: date | datetime) -> str:
    return str(format_date(when, "d MMMM y"))


def moment(when: datetime) -> str:
    return str(format_datetime(when, "d MMMM y HH:mm"))


def share(part: float, digits: int = 1) -> str:
    """A fraction as a percentage: 0.123 → "12.3%"."""
    return str(format_percent(part, f"#,##0.{'0' * digits}%"))


def number(count: float) -> str:
    return str(format_decimal(count))


def ratio(value: float) -> str:
    """A number with two decimals: 1.5 → "1.50"."""
    return str(format_decimal(value, "#,##0.00"))


@lru_cache
def _digest(path: str, _changed_at: int) -> str:
    return hashlib.blake2b(Path(path).read_bytes(), digest_size=6).hexdigest()


def file_digest(path: Path) -> str:
    """A short digest of a file's content, read again only when the file has changed."""
    return _digest(str(path), path.stat().st_mtime_ns)


def asset(name: str) -> str:
    """Address of a file under `static/`, with its digest so that browsers may keep it for ever."""
    return url_for("static", filename=name, v=file_digest(Path(current_app.static_folder or "") / name))
