"""A saved design seen from today: what it cost and costs, what has changed since, and what comes nearest to it now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Openness, Option, OptionGroup, Product, Rule
from configurator.product.growing import grown
from configurator.product.money import Money
from configurator.product.pricing import Quote, quote
from configurator.product.rules import ProductRules
from configurator.product.texts import misfits


@dataclass(frozen=True)
class Today:
    """How a saved design stands in today's catalogue."""

    quote: Quote | None
    """What it costs now; None when it can't be built any more."""
    removed: tuple[Option, ...]
    """Chosen options that today's catalogue does not know, as they were."""
    retired: tuple[Option, ...]
    broken: tuple[Rule, ...]
    """Today's rules that the choices break."""
    unanswered: tuple[OptionGroup, ...]
    """Questions that were not asked when it was saved, or whose answer is gone. Where only new ones are, it can be
    ordered: with the product's own answers."""
    nearest: Configuration
    """The configuration that can be built now and keeps most of it; the same choices, and the answers to new
    questions, when nothing is in the way."""
    nearest_quote: Quote
    lost: tuple[Option, ...]
    gained: tuple[Option, ...]
    """How the nearest differs from the design: what goes (of what is still known), and what comes."""
    wordless: tuple[Option, ...]
    """Options that take words today, and for which the design has none that fit."""

    @property
    def is_buildable(self) -> bool:
        return self.quote is not None


@dataclass(frozen=True)
class ChosenOption:
    """A chosen option as it was, with what it cost (nothing when another one included it)."""

    option: Option
    amount: Money
    is_included: bool
    words: str = ""


def look_today(
    then: Product,
    options: Iterable[str],
    now: Product,
    rules: ProductRules,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> Today:
    """Compare choices and words made with the product `then` to the product `now`, whose `rules` are given."""
    chosen = frozenset(options)
    known = chosen & now.options.keys()
    whole = grown(then, chosen, rules)
    nearest = (whole or rules.nearest(chosen)).with_texts(now, texts)
    nearest_quote = quote(now, nearest)
    wordless = misfits(now, nearest.options, texts)
    return Today(
        quote=nearest_quote if whole and not wordless else None,
        removed=tuple(option for option in _ordered(then, chosen) if option.id not in known),
        retired=tuple(option for option in _ordered(now, known) if option.retired),
        broken=() if whole else rules.broken(known),
        unanswered=tuple(
            group
            for group in now.groups
            if group.kind is GroupKind.ONE and not any(option.id in known for option in group.options)
        ),
        nearest=nearest,
        nearest_quote=nearest_quote,
        lost=_ordered(now, known - nearest.options),
        gained=_ordered(now, nearest.options - chosen),
        wordless=_ordered(now, wordless),
    )


def chosen_options(
    then: Product, options: Iterable[str], texts: Mapping[str, str] = MappingProxyType({})
) -> tuple[tuple[OptionGroup, tuple[ChosenOption, ...]], ...]:
    """Every choice of a design by group, in words and prices of the day on which it was saved."""
    chosen = frozenset(options)
    lines = {line.option_id: line for line in quote(then, Configuration(then.key, chosen)).lines}

    def as_chosen(option: Option) -> ChosenOption:
        line = lines.get(option.id)
        if line is None:
            return ChosenOption(option, Money.zero(then.currency), False)
        return ChosenOption(option, line.amount, line.included_by is not None, texts.get(option.id, ""))

    found = ((group, tuple(as_chosen(o) for o in group.options if o.id in chosen)) for group in then.groups)
    return tuple((group, choices) for group, choices in found if choices)


def open_options(now: Product, options: Iterable[str], today: date) -> frozenset[str]:
    """Ids of the chosen options about which the crowd still decides today."""
    return frozenset(option.id for option in _ordered(now, options) if is_open(option, today))


def open_groups(now: Product, today: date) -> tuple[tuple[OptionGroup, tuple[Option, ...]], ...]:
    """What is still open to the crowd: groups with their options that are, in the product's order."""
    found = ((group, tuple(option for option in group.options if is_open(option, today))) for group in now.groups)
    return tuple((group, options) for group, options in found if options)


def is_open(option: Option, today: date) -> bool:
    """Whether the crowd still decides about an option: an experiment, or open with its last day not past."""
    if option.retired or option.openness is Openness.FINAL:
        return False
    return option.openness is Openness.EXPERIMENT or option.open_until is None or today <= option.open_until


def _ordered(product: Product, options: Iterable[str]) -> tuple[Option, ...]:
    chosen = frozenset(options)
    return tuple(option for option in product.options.values() if option.id in chosen)
