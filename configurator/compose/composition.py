"""From what an address asks to a valid configuration: silently, with a question, or with a notice. No web here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from random import Random

from configurator.compose.address import Asked
from configurator.compose.ways import first_costly, steps_to, ways
from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Product, Rule
from configurator.product.rules import ContradictionError, Judgement, ProductRules

EXTRAS_KEPT = 0.15
"""The share of a surprise's extras that it keeps."""


@dataclass(frozen=True)
class Question:
    """A change that costs the visitor another choice: `wanted` are the options just chosen or dropped.

    `ways` are the outcomes to choose from, the best first; `why` tells why none costs nothing.
    """

    wanted: tuple[str, ...]
    before: Configuration
    ways: tuple[Configuration, ...]
    why: Judgement


@dataclass(frozen=True)
class Notice:
    """What of an address could not be kept, and the rules that say why."""

    unknown: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    retired: tuple[str, ...] = ()
    reasons: tuple[Rule, ...] = ()
    misfits: tuple[tuple[str, str], ...] = ()
    """(group, what was typed) where a number was asked for and this is none of them."""
    asked: frozenset[str] = frozenset()
    """Where something is retired, all options that were asked for."""


@dataclass(frozen=True)
class Composition:
    """The configuration to show; `added` came along with what the visitor chose, without costing another choice.

    The configuration has the words that fit; `typed` are all that were typed, those that don't fit too.
    """

    configuration: Configuration
    question: Question | None = None
    notice: Notice | None = None
    added: tuple[str, ...] = ()
    typed: Mapping[str, str] = field(default_factory=dict)


def compose(product: Product, rules: ProductRules, asked: Asked) -> Composition:
    """Decide what an address means. Always answers with a valid configuration.

    With `was`, new choices win over old ones, and a question is asked when that costs an old one. Without it the
    nearest valid configuration is shown, with a notice if that is not what was asked for. A number that can't be
    leaves its group as it was, with a notice; words stay as they were typed.
    """
    made = _made(product, rules, asked)
    return replace(
        made,
        configuration=made.configuration.with_texts(product, asked.texts),
        notice=replace(made.notice or Notice(), misfits=asked.misfits) if asked.misfits else made.notice,
        typed=asked.texts,
    )


def _made(product: Product, rules: ProductRules, asked: Asked) -> Composition:
    if asked.was and not asked.unknown and rules.is_valid(asked.was):
        return _changed(product, rules, Configuration(product.key, asked.was), asked.options)
    return _found(product, rules, asked)


def surprising(product: Product, rules: ProductRules, chance: Random, keep: Iterable[str]) -> Configuration:
    """A random configuration with all of `keep`. Raises ContradictionError when `keep` can't be kept.

    One is drawn, each as likely as any other, and then most of its extras are put back: of all configurations most
    have nearly half of the extras, and nobody means that by a surprise. Those that wait for words always are, as
    nobody has words for a surprise. Every configuration without words can still come out.
    """
    kept = frozenset(keep)
    found = rules.sample(chance, kept)
    for option in product.options.values():
        is_extra = option.id in found.options - kept and product.group_by_key[option.group].kind is GroupKind.ANY
        if is_extra and (option.text or chance.random() >= EXTRAS_KEPT):
            found = _without(rules, found, option.id)
    return found


def _without(rules: ProductRules, configuration: Configuration, option_id: str) -> Configuration:
    """The same without an option, if nothing else must go for that."""
    try:
        change = rules.drop(configuration, option_id)
    except ContradictionError:
        return configuration
    return configuration if change.needs_asking else change.after


def _found(product: Product, rules: ProductRules, asked: Asked) -> Composition:
    retired = product.in_order(option for option in asked.options if product.options[option].retired)
    choices = asked.options.difference(retired)
    reasons: tuple[Rule, ...] = ()
    try:
        configuration = rules.complete(choices)
    except ContradictionError as contradiction:
        configuration, reasons = rules.nearest(choices), contradiction.reasons
    left_out = product.in_order(choices - configuration.options)
    if asked.unknown or left_out or retired:
        whole = asked.options if retired else frozenset[str]()
        notice = Notice(asked.unknown, left_out, retired, reasons, asked=whole)
        return Composition(configuration, notice=notice)
    return Composition(configuration)


def _changed(product: Product, rules: ProductRules, before: Configuration, asked: frozenset[str]) -> Composition:
    """Apply what differs from `before`, one change after the other; what is lost on the way is asked about."""
    dropped, chosen = _news(product, before, asked)
    try:
        steps = steps_to(rules, before, dropped, chosen)
    except ContradictionError as contradiction:  # an option that every product has was dropped
        return Composition(before, notice=Notice(reasons=contradiction.reasons))
    after = steps[-1].after if steps else before
    wished = (before.options - _replaced_by(product, chosen) | set(chosen)).difference(dropped)
    released = {option_id for step in steps for option_id in step.released}
    if wished - after.options - released or after.options.intersection(dropped):
        together = _together(rules, wished, dropped) if len(steps) > 1 else None
        if together is None:
            news, place = (*dropped, *chosen), first_costly(steps)
            why = rules.judge(steps[place].before)[news[place]]
            return Composition(before, question=Question(news, before, ways(rules, dropped, chosen, steps), why))
        after = together
    return Composition(after, added=product.in_order(after.options - wished))


def _together(rules: ProductRules, wished: frozenset[str], dropped: tuple[str, ...]) -> Configuration | None:
    """All changes at once, where one after the other loses something on the way."""
    try:
        settled = rules.complete(wished)
    except ContradictionError:
        return None
    return None if settled.options.intersection(dropped) else settled


def _news(product: Product, before: Configuration, asked: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the visitor dropped from choose-any groups, and what they chose (retired options can't be)."""
    dropped = (
        option_id
        for option_id in before.options - asked
        if product.group_by_key[product.options[option_id].group].kind is GroupKind.ANY
    )
    chosen = (option_id for option_id in asked - before.options if not product.options[option_id].retired)
    return product.in_order(dropped), product.in_order(chosen)


def _replaced_by(product: Product, chosen: tuple[str, ...]) -> frozenset[str]:
    """All options of the choose-one groups in which something was chosen."""
    groups = {product.options[option_id].group for option_id in chosen}
    return frozenset(
        option.id
        for group in product.groups
        if group.key in groups and group.kind is GroupKind.ONE
        for option in group.options
    )
