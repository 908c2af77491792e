"""The part of the product file format that is in options.toml: option groups and their options."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from configurator.product.configuration import NO_GROUPS
from configurator.product.definition import GroupKind, Openness, Option, OptionGroup, Section, TextLimits
from configurator.product.limits import OPTIONS
from configurator.product.parsing_numbers import NUMBER, NUMBER_KEYS, number_keys, number_options, parse_numbers
from configurator.product.reading import Reader
from configurator.product.texts import LONGEST

GROUP_KEYS = ("kind", "name", "help", "openness", "open_until", "view")
CHOICE_KEYS = ("market", "options")
KINDS = (*(kind.value for kind in GroupKind), NUMBER)
OPTION_KEYS = (
    "name",
    "description",
    "price",
    "paint",
    "finish",
    "openness",
    "open_until",
    "retired",
    "included_with",
    "picture",
    "text",
)
MARKET_KEYS = ("country", "vat_rate")
FINISHES = ("solid", "metallic", "pearl", "chrome")
PICTURE = r"[\w.-]+\.(svg|png|webp|jpg)"


@dataclass(frozen=True)
class Surroundings:
    """What an option needs to know of the rest of the product."""

    languages: tuple[str, ...]
    currency: str
    ids: frozenset[str]
    markets: tuple[str, ...]


def parse_groups(
    file: Reader, sections: tuple[Section, ...], languages: tuple[str, ...], currency: str
) -> tuple[OptionGroup, ...]:
    """All option groups as far as they can be read; the reader's faults grow by everything that is wrong."""
    tables = {key: file.sub(key) for key in file.table}
    option_keys = {key: _option_keys(table) for key, table in tables.items()}
    market_keys = [key for key, table in tables.items() if table.table.get("market") is True]
    if len(market_keys) != 1:
        file.fault("market", f"exactly one group should have `market = true`, not {len(market_keys)}")
    ids = frozenset(f"{key}.{option_key}" for key, keys in option_keys.items() for option_key in keys)
    if len(ids) > OPTIONS:
        file.fault("options", f"the product has more than {OPTIONS:,} options")
        return ()
    around = Surroundings(
        languages,
        currency,
        ids,
        tuple(option_key for key in market_keys for option_key in option_keys[key]),
    )
    homes = Counter(group for section in sections for group in section.groups)
    for key, table in tables.items():
        if homes[key] != 1:
            table.fault("", "is in no section of product.toml" if not homes[key] else "is in more than one section")
    section_of = {group: section.key for section in sections for group in section.groups}
    return tuple(_group(key, table, section_of.get(key, ""), around) for key, table in tables.items())


def _option_keys(table: Reader) -> tuple[str, ...]:
    if table.table.get("kind") == NUMBER:
        return number_keys(table)
    options = table.table.get("options")
    return tuple(options) if isinstance(options, Mapping) else ()


def _group(key: str, table: Reader, section: str, around: Surroundings) -> OptionGroup:
    table.refuse_name(key)
    if key in NO_GROUPS:
        table.fault("", f"links need the names {', '.join(NO_GROUPS)} for something else; give the group another one")
    kind = table.choice("kind", KINDS) or GroupKind.ONE.value
    if kind == NUMBER:
        return _number_group(key, table, section, around)
    table.refuse_unknown((*GROUP_KEYS, *CHOICE_KEYS))
    is_market = table.boolean("market")
    if is_market and kind == GroupKind.ANY.value:
        table.fault("kind", 'the market group should be "one"')
    return OptionGroup(
        key=key,
        kind=GroupKind(kind),
        options=tuple(
            _option(key, name, row, table, is_market=is_market, may_have_text=kind == GroupKind.ANY, around=around)
            for name, row in table.subs("options")
        ),
        is_market=is_market,
        **_heading(table, section, around),
    )


def _number_group(key: str, table: Reader, section: str, around: Surroundings) -> OptionGroup:
    table.refuse_unknown((*GROUP_KEYS, *NUMBER_KEYS))
    heading = _heading(table, section, around)
    numbers = parse_numbers(table, around.languages, around.currency, around.markets)
    return OptionGroup(
        key=key,
        kind=GroupKind.ONE,
        options=number_options(key, heading["name"], numbers, *_openness(table, table)),
        numbers=numbers,
        **heading,
    )


def _heading(table: Reader, section: str, around: Surroundings) -> dict[str, Any]:
    """What every group has, whatever it asks for."""
    return {
        "name": table.text("name", around.languages),
        "help": table.text("help", around.languages, optional=True),
        "section": section,
        "view": table.string("view", default=""),
    }


def _option(
    group: str, key: str, row: Reader, table: Reader, *, is_market: bool, may_have_text: bool, around: Surroundings
) -> Option:
    row.refuse_name(key)
    row.refuse_unknown(OPTION_KEYS + (MARKET_KEYS if is_market else ()))
    openness, open_until = _openness(row, table)
    included_with = row.ids("included_with", around.ids, default=[])
    if f"{group}.{key}" in included_with:
        row.fault("included_with", "an option can't be included with itself")
    if "text" in row and not may_have_text:
        row.fault("text", "belongs to options of choose-any groups")
    return Option(
        group=group,
        key=key,
        name=row.text("name", around.languages),
        description=row.text("description", around.languages, optional=True),
        price=row.price("price", around.currency, around.markets, optional=is_market),
        included_with=included_with,
        openness=openness,
        open_until=open_until,
        retired=row.boolean("retired"),
        paint=row.matching("paint", "#[0-9a-fA-F]{6}", 'a colour such as "#b3161e"', default="") or None,
        finish=row.choice("finish", FINISHES, default="") or None,
        picture=row.matching("picture", PICTURE, "a file name ending in svg, png, webp or jpg", default="") or None,
        vat_rate=row.percent("vat_rate") if is_market else None,
        country=row.matching("country", "[A-Z]{2}", 'an ISO 3166-1 code such as "NL"') if is_market else None,
        text=_text_limits(row.sub("text"), around.languages) if "text" in row else None,
    )


def _text_limits(row: Reader, languages: tuple[str, ...]) -> TextLimits:
    row.refuse_unknown(("max", "pattern", "label"))
    most = row.count("max")
    if not 1 <= most <= LONGEST and "max" in row:
        row.fault("max", f"should be from 1 to {LONGEST}, not {most}")
    pattern = row.matching("pattern", r"\[[^\[\]]+\]", 'one class of characters such as "[A-Z0-9 ]"', default="")
    try:
        re.compile(pattern)
    except re.error as error:
        row.fault("pattern", f"is not a class of characters: {error}")
        pattern = ""
    return TextLimits(most, pattern or None, row.text("label", languages, optional=True))


def _openness(row: Reader, table: Reader) -> tuple[Openness, date | None]:
    """An option's own openness, else its group's; `open_until` belongs to "open" alone."""
    words = [openness.value for openness in Openness]
    source = row if "openness" in row else table
    openness = Openness(source.choice("openness", words, default="final") or "final")
    dated = row if "open_until" in row else table
    if openness is Openness.OPEN:
        if "open_until" not in dated:
            row.fault("open_until", 'is missing; openness "open" needs a date')
            return openness, None
        return openness, dated.day("open_until")
    if "open_until" in row:
        row.fault("open_until", f'belongs to openness "open", not "{openness.value}"')
    return openness, None
