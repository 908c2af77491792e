"""The words for states, reasons, prices and notices, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache

from babel.lists import format_list
from flask_babel import get_locale, gettext, ngettext

from configurator.compose.composition import Notice
from configurator.product.definition import GroupKind, Openness, Option, OptionGroup, Product, Rule, RuleKind
from configurator.product.impact import Impact
from configurator.product.money import Money
from configurator.product.rules import State
from configurator.web.filters import day, money, money_difference, words
from configurator.web.languages import current_language

NAMED = 3
"""How many options a sentence names before it says "and 4 more"."""


def openness_words(option: Option, today: date) -> str:
    """The badge of an option that is not final; "" for one that is."""
    if option.openness is Openness.EXPERIMENT:
        return str(gettext("experiment"))
    if option.openness is Openness.FINAL or option.open_until is None:
        return "" if option.openness is Openness.FINAL else str(gettext("open"))
    if option.open_until < today:
        return str(gettext("closed on %(date)s", date=day(option.open_until)))
    return str(gettext("open until %(date)s", date=day(option.open_until)))


def named(product: Product, option_ids: Iterable[str], limit: int = NAMED) -> str:
    """The names of some options as a list in words, the tail of a long one counted."""
    names = [words(product.options[option_id].name) for option_id in option_ids]
    if len(names) > limit:
        more = len(names) - limit
        names = [*names[:limit], ngettext("%(num)s more", "%(num)s more", more)]
    return listed(names)


def listed(names: Sequence[str]) -> str:
    """Names as a list in words: "a, b and c"."""
    return format_list(names, locale=get_locale()) if names else ""


def absent(group: OptionGroup) -> str:
    """What stands where a group has nothing chosen."""
    return "–" if group.kind is GroupKind.ANY else ""


def price_words(found: Impact, paid: Money | None) -> str:
    """What a chosen option costs (`paid`, None for what has no price), or what choosing it would change."""
    state = found.judgement.state
    if state in (State.CHOSEN, State.FORCED):
        if paid is None:  # a market without a price of its own
            return ""
        return _amount_words(paid, current_language()) if paid else str(gettext("included"))
    if state is State.IMPOSSIBLE:
        return ""
    return (
        _difference_words(found.difference, current_language()) if found.difference else str(gettext("no extra cost"))
    )


def note(product: Product, found: Impact, chosen: frozenset[str]) -> str:
    """Why an option conflicts or is forced, or what it brings along; "" when there is nothing to say."""
    state = found.judgement.state
    if state is State.IMPOSSIBLE:
        return str(gettext("No longer available"))
    if state is State.CONFLICTING:
        return _because(found.judgement.reasons)
    if state is State.FORCED:
        return " ".join(dict.fromkeys(_forced_by(product, rule, chosen) for rule in found.judgement.reasons))
    if state is State.POSSIBLE and found.change and found.change.added:
        return str(gettext("Comes with %(options)s.", options=named(product, found.change.added)))
    return ""


def _because(reasons: Iterable[Rule]) -> str:
    return " ".join(words(rule.text) for rule in reasons)


def _forced_by(product: Product, rule: Rule, chosen: frozenset[str]) -> str:
    givers = [option_id for option_id in rule.when if option_id in chosen]
    if rule.kind is RuleKind.INCLUDES and givers:
        return str(gettext("Comes with %(options)s.", options=named(product, givers)))
    return words(rule.text)


def notice_sentences(product: Product, notice: Notice) -> tuple[str, ...]:
    """What of an address could not be kept, and why."""
    found = []
    if notice.unknown:
        found.append(gettext("We don't know %(written)s, so we left that out.", written=listed(notice.unknown)))
    if notice.retired:
        found.append(gettext("No longer available: %(options)s.", options=named(product, notice.retired)))
    if notice.left_out:
        found.append(
            gettext(
                "Not everything in this link goes together. This is the nearest that does, without %(options)s.",
                options=named(product, notice.left_out, len(notice.left_out)),
            )
        )
    found += [words(rule.text) for rule in notice.reasons]
    return tuple(found)


# The same few hundred amounts are written again and again, and writing money as a language does takes its time.
@lru_cache(4096)
def _difference_words(amount: Money, _language: str) -> str:
    return money_difference(amount)


@lru_cache(4096)
def _amount_words(amount: Money, _language: str) -> str:
    return money(amount)
