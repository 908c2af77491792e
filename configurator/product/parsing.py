"""The product file format of designs/README.md, from parsed TOML tables to a `Product`."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from configurator.product.definition import GroupKind, OptionGroup, Product, Rule, RuleKind, Section
from configurator.product.faults import Fault
from configurator.product.parsing_options import parse_groups
from configurator.product.reading import Reader

KEYS = (
    "currency",
    "languages",
    "base_price",
    "deposit",
    "delivery",
    "defaults",
    "name",
    "tagline",
    "description",
    "sections",
)
COUNTED = (RuleKind.AT_MOST, RuleKind.AT_LEAST, RuleKind.EXACTLY)
FOLDER = re.compile(r"[a-z][a-z0-9-]{0,39}")
"""The product's key: the beginning of its addresses."""


def parse_product(
    key: str, version: str, sources: Mapping[str, str], tables: Mapping[str, Mapping[str, Any]], faults: list[Fault]
) -> Product:
    """The product as far as it can be read; `faults` grows by everything that is wrong."""
    top, options, rules = (
        Reader(file, "", tables[file], faults) for file in ("product.toml", "options.toml", "rules.toml")
    )
    if not FOLDER.fullmatch(key):
        top.fault("folder", f"{key!r} should be at most 40 small letters, digits and -, a letter first")
    top.refuse_unknown(KEYS)
    currency = top.matching("currency", "[A-Z]{3}", 'an ISO 4217 code such as "EUR"')
    languages = _languages(top)
    sections = _sections(top, languages)
    groups = parse_groups(options, sections, languages, currency)
    ids = [option.id for group in groups for option in group.options]
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
        rules=_rules(rules, ids, languages),
        defaults=_defaults(top, groups, ids),
        version=version,
        sources={file: sources[file] for file in tables},
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


def _rules(file: Reader, ids: Collection[str], languages: tuple[str, ...]) -> tuple[Rule, ...]:
    file.refuse_unknown(("rule",))
    rules: list[Rule] = []
    for row in map(_named, file.rows("rule", optional=True)):
        rule = _rule(row, ids, languages)
        if rule and rule.key in (other.key for other in rules):
            row.fault("key", f"another rule is called {rule.key} too")
        if rule:
            rules.append(rule)
    return tuple(rules)


def _named(row: Reader) -> Reader:
    """The same row, which faults name by its own key where it has one."""
    key = row.table.get("key")
    return replace(row, path=f"rule {key}") if isinstance(key, str) and key else row


def _rule(row: Reader, ids: Collection[str], languages: tuple[str, ...]) -> Rule | None:
    """The rule, or None with a fault."""
    key = row.matching("key", "[a-z0-9][a-z0-9_-]*", "small letters, digits, - and _")
    kinds = [kind for kind in RuleKind if kind.value in row]
    if len(kinds) != 1:
        found = " and ".join(kind.value for kind in kinds) or "none"
        row.fault("", f"should have exactly one of {', '.join(kind.value for kind in RuleKind)}; it has {found}")
        return None
    (kind,) = kinds
    is_counted = kind in COUNTED
    row.refuse_unknown(("key", "when", "text", kind.value, *(("of",) if is_counted else ())))
    options = row.ids("of" if is_counted else kind.value, ids)
    count = row.count(kind.value) if is_counted else 0
    if is_counted and count > len(options):
        row.fault(kind.value, f"{count} of {len(options)} options")
    when = row.ids("when", ids, default=[])
    if kind is RuleKind.INCLUDES:
        if "when" not in row:
            row.fault("when", "is missing; `includes` should say which option brings the others")
        for option_id in set(when).intersection(options):
            row.fault("includes", f"{option_id} can't include itself")
    return Rule(key, kind, when, options, row.text("text", languages), count)


def _check_defaults(top: Reader, product: Product) -> None:
    for group in product.groups:
        chosen = [option.id for option in group.options if option.id in product.defaults]
        if group.kind is GroupKind.ANY and chosen:
            top.fault("defaults", f"{chosen[0]} is of a choose-any group, which starts empty")
        if group.kind is GroupKind.ONE and len(chosen) != 1:
            top.fault("defaults", f"there should be exactly one option of {group.key}, not {len(chosen)}")
