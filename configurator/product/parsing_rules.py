"""The part of the product file format that is in rules.toml, in tables beside it, and in rules shared by products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from configurator.product.definition import OptionGroup, Rule, RuleKind
from configurator.product.engine.conditions import Condition, implies
from configurator.product.expressions import Numbers
from configurator.product.limits import IDS, RULES
from configurator.product.reading import Reader
from configurator.product.sources import SHARED
from configurator.product.tables import TableReader

COUNTED = (RuleKind.AT_MOST, RuleKind.AT_LEAST, RuleKind.EXACTLY)
ALWAYS_KNOWN = ("key", "text", "from", "until")


@dataclass(frozen=True)
class Vocabulary:
    """What rules can speak of."""

    ids: Mapping[str, None]
    numbers: Numbers
    languages: tuple[str, ...]
    tables: TableReader


def parse_rules(
    files: Sequence[Reader], groups: Sequence[OptionGroup], languages: tuple[str, ...], sources: Mapping[str, str]
) -> tuple[Rule, ...]:
    """The rules of all files, in order, as far as they can be read."""
    ids = {option.id: None for group in groups for option in group.options}
    tables = TableReader({group.key: group for group in groups}, sources)
    numbers = {group.key: {int(option.key): option.id for option in group.options} for group in groups if group.numbers}
    words = Vocabulary(ids, numbers, languages, tables)
    rules: dict[str, Rule] = {}
    mentioned = 0
    for file in files:
        file.refuse_unknown(("rule",))
        rows = file.rows("rule", optional=True)
        if len(rules) + len(rows) > RULES:
            file.fault("rule", f"the product has more than {RULES:,} rules")
            break
        for row in map(_named, rows):
            rule = _rule(row, words)
            if rule and rule.key in rules:
                row.fault("key", f"another rule is called {rule.key} too")
            elif rule:
                rules[rule.key] = rule
                mentioned += len(rule.ids)
                mentioned += len(rule.when) * len(rule.options) if rule.kind is RuleKind.INCLUDES else 0
        if mentioned > IDS:
            file.fault("rule", f"the product's rules name options more than {IDS:,} times")
            break
    return tuple(rules.values())


def _named(row: Reader) -> Reader:
    """The same row, which faults name by its own key where it has one."""
    key = row.table.get("key")
    return replace(row, path=f"rule {key[:60]}") if isinstance(key, str) and key else row


def _rule(row: Reader, words: Vocabulary) -> Rule | None:
    """The rule, or None with a fault."""
    kinds = [kind for kind in RuleKind if kind.value in row]
    if len(kinds) != 1:
        found = " and ".join(kind.value for kind in kinds) or "none"
        row.fault("", f"should have exactly one of {', '.join(kind.value for kind in RuleKind)}; it has {found}")
        return None
    (kind,) = kinds
    key = row.matching("key", "[a-z0-9][a-z0-9_-]*", "small letters, digits, - and _")
    first, last = _days(row)
    text = row.text("text", words.languages, in_more=row.file.startswith(SHARED))
    rule = Rule(key, kind, (), (), text, valid_from=first, valid_until=last, file=row.file)
    match kind:
        case RuleKind.THEN:
            return _with_condition(row, rule, words)
        case RuleKind.ALLOWS:
            return _with_table(row, rule, words)
    return _with_options(row, rule, words)


def _days(row: Reader) -> tuple[date | None, date | None]:
    first = row.day("from") if "from" in row else None
    last = row.day("until") if "until" in row else None
    if first and last and last < first:
        row.fault("until", "is before `from`")
    return first, last


def _with_condition(row: Reader, rule: Rule, words: Vocabulary) -> Rule | None:
    row.refuse_unknown((*ALWAYS_KNOWN, "if", "then"))
    cause: Condition | None = row.expression("if", words.ids, words.numbers) if "if" in row else None
    effect = row.expression("then", words.ids, words.numbers)
    if effect is None or ("if" in row and cause is None):
        return None
    return replace(rule, condition=implies(cause, effect) if cause else effect)


def _with_table(row: Reader, rule: Rule, words: Vocabulary) -> Rule | None:
    row.refuse_unknown((*ALWAYS_KNOWN, "columns", "allows"))
    table = words.tables.read(row)
    return replace(rule, table=table) if table else None


def _with_options(row: Reader, rule: Rule, words: Vocabulary) -> Rule:
    kind = rule.kind
    is_counted = kind in COUNTED
    row.refuse_unknown((*ALWAYS_KNOWN, "when", kind.value, *(("of",) if is_counted else ())))
    options = row.ids("of" if is_counted else kind.value, words.ids)
    count = row.count(kind.value) if is_counted else 0
    if is_counted and count > len(options):
        row.fault(kind.value, f"{count} of {len(options)} options")
    when = row.ids("when", words.ids, default=[])
    if kind is RuleKind.INCLUDES:
        if "when" not in row:
            row.fault("when", "is missing; `includes` should say which option brings the others")
        for option_id in set(when).intersection(options):
            row.fault("includes", f"{option_id} can't include itself")
    return replace(rule, when=when, options=options, count=count)
