"""The words for states, reasons, prices and notices, in the visitor's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from flask_babel import gettext, ngettext

from configurator.compose.composition import Notice
from configurator.product.definition import Numbers, Openness, Option, OptionGroup, Product, Rule, RuleKind
from configurator.product.impact import Impact
from configurator.product.money import Money
from configurator.product.rules import Judgement, State
from configurator.product.texts import Misfit, length, misfit, strange_characters
from configurator.web.filters import day, money, money_difference, words
from configurator.web.languages import current_language
from configurator.web.naming import NAMED, listed, named, told_apart


def openness_words(option: Option, today: date) -> str:
    """The badge of an option that is not final; "" for one that is."""
    if option.openness is Openness.EXPERIMENT:
        return str(gettext("experiment"))
    if option.openness is Openness.FINAL or option.open_until is None:
        return "" if option.openness is Openness.FINAL else str(gettext("open"))
    if option.open_until < today:
        return str(gettext("closed on %(date)s", date=day(option.open_until)))
    return str(gettext("open until %(date)s", date=day(option.open_until)))


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


def beyond_words() -> str:
    """The mark of an option that costs more than the budget allows."""
    return str(gettext("Above your budget"))


def note(product: Product, found: Impact, chosen: frozenset[str]) -> str:
    """Why an option conflicts or is forced, or what it brings along; "" when there is nothing to say."""
    state = found.judgement.state
    if state is State.IMPOSSIBLE:
        return str(gettext("No longer available"))
    if state is State.CONFLICTING:
        return conflict_words(product, found.judgement)
    if state is State.FORCED:
        return forced_words(product, found.judgement, chosen)
    if state is State.POSSIBLE and found.added:
        return str(gettext("Comes with %(options)s.", options=named(product, found.added)))
    return ""


def conflict_words(product: Product, judgement: Judgement) -> str:
    """Which choices stand in the way of an option, and what the rules say about it."""
    own = told_apart(product, judgement.choices)
    beginning = str(gettext("Not with your choice of %(options)s:", options=own)) if own else ""
    return _with_rules(beginning, judgement.reasons)


def forced_words(product: Product, judgement: Judgement, chosen: frozenset[str]) -> str:
    """Which of the `chosen` options need a forced one, and what the rules say about it."""
    givers = {
        option_id: None
        for rule in judgement.reasons
        if rule.kind is RuleKind.INCLUDES
        for option_id in rule.when
        if option_id in chosen
    }
    other = [rule for rule in judgement.reasons if rule.kind is not RuleKind.INCLUDES or chosen.isdisjoint(rule.when)]
    if not other:
        return str(gettext("Comes with %(options)s.", options=named(product, givers)))
    own = told_apart(product, judgement.choices)
    return _with_rules(str(gettext("Needed for your choice of %(options)s:", options=own)) if own else "", other)


def _with_rules(beginning: str, rules: Iterable[Rule]) -> str:
    return " ".join(dict.fromkeys((beginning, *(words(rule.text) for rule in rules)))).strip()


def number_misfit(group: OptionGroup, typed: str) -> str:
    """What to type instead of something that is none of a group's numbers."""
    asked = {"group": words(group.name), "typed": typed, "least": group.options[0].key, "most": group.options[-1].key}
    if not typed.strip():
        return str(gettext("%(group)s: choose a number from %(least)s to %(most)s.", **asked))
    if group.numbers and group.numbers.step > 1:
        asked["step"] = str(group.numbers.step)
        return str(gettext("%(group)s: from %(least)s to %(most)s in steps of %(step)s, not “%(typed)s”.", **asked))
    return str(gettext("%(group)s: from %(least)s to %(most)s, not “%(typed)s”.", **asked))


def step_price(numbers: Numbers, market: str) -> str:
    """What a step up costs."""
    price = numbers.each.in_market(market) * numbers.step
    if not price:
        return str(gettext("no extra cost"))
    if numbers.step == 1:
        return str(gettext("%(price)s each", price=money(price)))
    return str(gettext("%(price)s for every %(step)s", price=money(price), step=numbers.step))


def number_notes(group: OptionGroup, notes: Mapping[str, str]) -> tuple[str, ...]:
    """What there is to say about a group's numbers: `notes` by option id, equal ones beside each other said once."""
    runs = [(note, [o.key for o in run]) for note, run in groupby(group.options, key=lambda o: notes.get(o.id, ""))]
    return tuple(f"{_span(group, keys)}: {note}" for note, keys in runs if note)


def _span(group: OptionGroup, keys: Sequence[str]) -> str:
    """Some numbers in a row, in words."""
    ends = {"least": keys[0], "most": keys[-1]}
    if len(keys) == 1:
        return keys[0]
    if keys[-1] == group.options[-1].key and keys[0] != group.options[0].key:
        return str(gettext("%(least)s or more", **ends))
    return str(gettext("%(least)s to %(most)s", **ends))


def text_label(option: Option) -> str:
    """What the words of an option are called."""
    return words(option.text.label) if option.text and option.text.label else str(gettext("Your text"))


def text_message(option: Option, typed: str) -> str:
    """What to do about cleaned words that an option does not take; "" for those that it does."""
    if option.text is None:
        return ""
    most, excess = option.text.most, max(length(typed) - option.text.most, 1)
    match misfit(option.text, typed):
        case Misfit.EMPTY:
            return str(gettext("Write what it should say, in at most %(most)s characters.", most=most))
        case Misfit.LONG:
            return str(
                ngettext(
                    "This is %(num)s character too long; the most is %(most)s.",
                    "This is %(num)s characters too long; the most is %(most)s.",
                    excess,
                    most=most,
                )
            )
        case Misfit.STRANGE:
            strange = " ".join(strange_characters(option.text, typed)[:NAMED])
            return str(gettext("We can't write these characters on it: %(strange)s", strange=strange))
        case None:
            return ""


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
    found += [number_misfit(product.group_by_key[key], typed) for key, typed in notice.misfits]
    return tuple(found)


# The same few hundred amounts are written again and again, and writing money as a language does takes its time.
@lru_cache(4096)
def _difference_words(amount: Money, _language: str) -> str:
    return money_difference(amount)


@lru_cache(4096)
def _amount_words(amount: Money, _language: str) -> str:
    return money(amount)
