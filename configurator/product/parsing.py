"""The product file format of designs/README.md, from parsed TOML tables to a `Product`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from configurator.product.definition import GroupKind, OptionGroup, Product, Section
from configurator.product.faults import Fault
from configurator.product.parsing_options import parse_groups
from configurator.product.parsing_rules import parse_rules
from configurator.product.reading import Reader, shown
from configurator.product.sources import SHARED_NAME

KEYS = (
    "currency",
    "languages",
    "base_price",
    "deposit",
    "delivery",
    "defaults",
    "name",
    "plural",
    "tagline",
    "description",
    "sections",
    "shared",
)
FOLDER = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""The product's key: the beginning of its addresses."""


def parse_product(
    key: str, version: str, sources: Mapping[str, str], tables: Mapping[str, Mapping[str, Any]], faults: list[Fault]
) -> Product:
    """The product as far as it can be read; `faults` grows by everything that is wrong.

    `tables` are the parsed TOML files among `sources`: the product's own, then those of shared rules.
    """
    top, options, *rules = (Reader(file, "", table, faults) for file, table in tables.items())
    if not FOLDER.fullmatch(key):
        top.fault("folder", f"{key!r} should be at most 40 small letters, digits and -, a letter first")
    top.refuse_unknown(KEYS)
    currency = top.matching("currency", "[A-Z]{3}", 'an ISO 4217 code such as "EUR"')
    languages = _languages(top)
    _check_shared(top)
    sections = _sections(top, languages)
    groups = parse_groups(options, sections, languages, currency)
    ids = {option.id: None for group in groups for option in group.options}
    markets = [option.key for group in groups if group.is_market for option in group.options]
    for group_key in {group_key: None for section in sections for group_key in section.groups}:
        if group_key not in options:
            top.fault("sections", f"there is no group {group_key}")
    delivery = top.sub("delivery")
    delivery.refuse_unknown(("from", "until"))
    product = Product(
        key=key,
        name=top.text("name", languages),
        tagline=top.text("tagline", languages),
        description=top.text("description", languages),
        languages=languages,
        currency=currency,
        base_price=top.price("base_price", currency, markets),
        deposit=top.amount("deposit", currency),
        delivery_from=delivery.day("from"),
        delivery_until=delivery.day("until"),
        sections=sections,
        groups=groups,
        rules=parse_rules(rules, groups, languages, sources),
        defaults=_defaults(top, groups, ids),
        version=version,
        sources=sources,
        plural=top.text("plural", languages, optional=True),
    )
    if product.delivery_until < product.delivery_from:
        delivery.fault("until", "is before `from`")
    _check_defaults(top, product)
    return product


def _defaults(top: Reader, groups: Collection[OptionGroup], ids: Collection[str]) -> tuple[str, ...]:
    """Those of product.toml, and those of groups that ask for a number, which say their own."""
    numbers = (f"{group.key}.{group.numbers.default}" for group in groups if group.numbers)
    return tuple(dict.fromkeys((*top.ids("defaults", ids), *(option_id for option_id in numbers if option_id in ids))))


def _languages(top: Reader) -> tuple[str, ...]:
    languages = top.strings("languages")
    for place, language in enumerate(languages):
        if not re.fullmatch("[a-z]{2}", language):
            top.fault(f"languages[{place}]", f'should be a language code such as "en", not {language!r}')
    return tuple(dict.fromkeys(languages))


def _sections(top: Reader, languages: tuple[str, ...]) -> tuple[Section, ...]:
    sections = []
    keys: set[str] = set()
    for row in top.rows("sections"):
        row.refuse_unknown(("key", "name", "groups"))
        key = row.matching("key", "[a-z][a-z0-9_]*", "small letters, digits and _, a letter first")
        if key in keys:
            row.fault("key", f"another section is called {key} too")
        keys.add(key)
        sections.append(Section(key, row.text("name", languages), row.strings("groups")))
    return tuple(sections)


def _check_shared(top: Reader) -> None:
    for place, name in enumerate(top.strings("shared", default=[])):
        if not SHARED_NAME.fullmatch(name):
            top.fault(f"shared[{place}]", f"{shown(name)} should be small letters, digits, - and _")


def _check_defaults(top: Reader, product: Product) -> None:
    for group in product.groups:
        chosen = [option.id for option in group.options if option.id in product.defaults]
        if group.kind is GroupKind.ANY and chosen:
            top.fault("defaults", f"{chosen[0]} is of a choose-any group, which starts empty")
        if group.kind is GroupKind.ONE and len(chosen) != 1:
            top.fault("defaults", f"there should be exactly one option of {group.key}, not {len(chosen)}")
