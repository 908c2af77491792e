"""What a product is: groups of options, rules, prices and texts, as read from its folder under `designs/`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from configurator.product.engine.conditions import ALWAYS, Condition, names_in
from configurator.product.engine.model import Table
from configurator.product.money import Money

Text = Mapping[str, str]
"""One sentence in each language: language code → words."""


def in_language(text: Text, language: str) -> str:
    """The words in `language`, else in English, else in whatever there is ("" for no text)."""
    return text.get(language) or text.get("en") or next(iter(text.values()), "")


class Openness(StrEnum):
    """How far the crowd still decides about an option."""

    FINAL = "final"
    OPEN = "open"
    EXPERIMENT = "experiment"


class GroupKind(StrEnum):
    ONE = "one"
    ANY = "any"


class RuleKind(StrEnum):
    REQUIRES = "requires"
    REQUIRES_ANY = "requires_any"
    EXCLUDES = "excludes"
    INCLUDES = "includes"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    EXACTLY = "exactly"
    THEN = "then"
    ALLOWS = "allows"


@dataclass(frozen=True)
class Price:
    """An amount including VAT for every market, and those markets that have their own."""

    everywhere: Money
    by_market: Mapping[str, Money] = field(default_factory=dict)

    def in_market(self, market: str) -> Money:
        return self.by_market.get(market, self.everywhere)


@dataclass(frozen=True)
class TextLimits:
    """What words an option takes with it: at most `most` characters, each of them matching `pattern`.

    `label` says what they are (a name, a number); `pattern` is one character class, None where all will do.
    """

    most: int
    pattern: str | None = None
    label: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Numbers:
    """The numbers that a group asks for: from `least` to `most` in steps; each unit costs `each`."""

    least: int
    most: int
    step: int
    default: int
    each: Price
    unit: Text = field(default_factory=dict)
    """What is counted, said beside the number; empty where the group's name says it."""

    @property
    def values(self) -> range:
        return range(self.least, self.most + 1, self.step)


@dataclass(frozen=True)
class Option:
    """One possible answer. `id` is "group.key" and names the option everywhere: rules, links, tallies, layers."""

    group: str
    key: str
    name: Text
    description: Text
    price: Price
    included_with: tuple[str, ...] = ()
    """Ids of options with which this one costs nothing."""
    openness: Openness = Openness.FINAL
    open_until: date | None = None
    retired: bool = False
    """Still known, so that old designs can be shown, but no longer to be chosen."""
    paint: str | None = None
    """sRGB colour "#rrggbb" for the zones that take their paint from this option's group."""
    finish: str | None = None
    picture: str | None = None
    """Path of the option's own picture inside the product's `artwork/options/`; none where a swatch serves."""
    vat_rate: Decimal | None = None
    """Percent; markets only."""
    country: str | None = None
    """ISO 3166-1 alpha-2; markets only."""
    long_name: Text = field(default_factory=dict)
    """Of a number: the name with its group's."""
    text: TextLimits | None = None
    """Choosing it takes words of the visitor's; options of choose-any groups only."""

    @property
    def full_name(self) -> Text:
        """The name where the group's is not beside it: "Extra keys: 2" of a number, of all others the name."""
        return self.long_name or self.name

    @property
    def id(self) -> str:
        return f"{self.group}.{self.key}"


@dataclass(frozen=True)
class OptionGroup:
    """A question; `kind` says whether exactly one or any number of its options are chosen."""

    key: str
    kind: GroupKind
    name: Text
    help: Text
    section: str
    options: tuple[Option, ...]
    is_market: bool = False
    """The group whose chosen option decides prices and VAT; each product has exactly one."""
    view: str = ""
    """The view of the artwork in which its options are seen best; empty where every view does."""
    numbers: Numbers | None = None
    """Of a choose-one group that asks for a number, which; its options are made of them, in their order."""


@dataclass(frozen=True)
class Section:
    """A part of the compose page: some groups under one heading, in order."""

    key: str
    name: Text
    groups: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """If any of `when` is chosen (or always, when `when` is empty), then `kind` holds for `options`.

    `count` is the k of at most / at least / exactly k. `includes` is `requires` at no extra cost. A rule of kind THEN
    has a `condition` instead, which holds always; one of kind ALLOWS a `table` of the combinations that are allowed.
    """

    key: str
    kind: RuleKind
    when: tuple[str, ...]
    options: tuple[str, ...]
    text: Text
    count: int = 0
    condition: Condition | None = None
    table: Table | None = None
    valid_from: date | None = None
    """The first day on which it is a rule; None for any day before the last."""
    valid_until: date | None = None
    """The last day, likewise."""
    file: str = "rules.toml"

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every option that it mentions."""
        in_table = (option_id for column in self.table.columns for option_id in column) if self.table else ()
        return frozenset((*self.when, *self.options, *names_in(self.condition or ALWAYS), *in_table))

    def is_valid_on(self, day: date) -> bool:
        """Whether it is a rule on this day."""
        return (self.valid_from or date.min) <= day <= (self.valid_until or date.max)


@dataclass(frozen=True)
class Product:
    """A whole product as one version of its folder defines it."""

    key: str
    name: Text
    tagline: Text
    description: Text
    languages: tuple[str, ...]
    currency: str
    base_price: Price
    deposit: Money
    delivery_from: date
    delivery_until: date
    sections: tuple[Section, ...]
    groups: tuple[OptionGroup, ...]
    rules: tuple[Rule, ...]
    defaults: tuple[str, ...]
    """Ids of the options chosen when nobody chooses."""
    version: str
    """16 hexadecimal digits: the digest of the product's files."""
    sources: Mapping[str, str]
    """File name → text, from which this version can be loaded again when its folder has moved on."""
    plural: Text = field(default_factory=dict)
    """What several of it are called; empty where the name will do."""

    @cached_property
    def options(self) -> Mapping[str, Option]:
        """Every option by id, in the order of the definition, retired ones included."""
        return {option.id: option for group in self.groups for option in group.options}

    @cached_property
    def group_by_key(self) -> Mapping[str, OptionGroup]:
        return {group.key: group for group in self.groups}

    def number_values(self, group_key: str) -> Mapping[int, str]:
        """Number → option id, in numeric order, of a group that asks for a number; empty for every other group."""
        group = self.group_by_key[group_key]
        return {int(option.key): option.id for option in group.options} if group.numbers else {}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Place of every option id in the definition."""
        return {option_id: place for place, option_id in enumerate(self.options)}

    def on(self, day: date) -> Product:
        """The product as its rules are on this day: those that are none yet, or no more, are left out."""
        rules = tuple(rule for rule in self.rules if rule.is_valid_on(day))
        return self if rules == self.rules else replace(self, rules=rules)

    @cached_property
    def turning_days(self) -> tuple[date, ...]:
        """The days on which other rules hold than on the day before, from the earliest possible day on."""
        starts = {rule.valid_from for rule in self.rules if rule.valid_from}
        ends = {rule.valid_until for rule in self.rules if rule.valid_until and rule.valid_until < date.max}
        return tuple(sorted({date.min, *starts, *(day + timedelta(days=1) for day in ends)}))

    def in_order(self, option_ids: Iterable[str]) -> tuple[str, ...]:
        """These options in the order of the definition."""
        return tuple(sorted(option_ids, key=self.order.__getitem__))

    @cached_property
    def givers(self) -> Mapping[str, tuple[str, ...]]:
        """For each option id the ids of the options with which it costs nothing, in the order of the definition."""
        found = {option.id: set(option.included_with) for option in self.options.values()}
        for rule in self.rules:
            if rule.kind is RuleKind.INCLUDES:
                for option_id in rule.options:
                    found[option_id].update(rule.when)
        return {option_id: self.in_order(givers) for option_id, givers in found.items()}

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Ids of the options that share their full name with another one, in whatever language."""
        bearers: dict[tuple[str, str], list[str]] = {}
        for option in self.options.values():
            for spoken in option.full_name.items() if not option.retired else ():
                bearers.setdefault(spoken, []).append(option.id)
        return frozenset(option_id for ids in bearers.values() if len(ids) > 1 for option_id in ids)

    @cached_property
    def market_group(self) -> OptionGroup:
        return next(group for group in self.groups if group.is_market)
