"""Proposals in words: to choose from where something else must change, and for what can't be ordered any more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from configurator.compose.composition import Question
from configurator.compose.phrases import conflict_words, forced_words
from configurator.product.configuration import Configuration, chosen_in
from configurator.product.definition import GroupKind, Product
from configurator.product.pricing import total_price
from configurator.web.changes import ChangeWords, change_words
from configurator.web.naming import named


@dataclass(frozen=True)
class ProposalAnswer:
    """One way to have it: what changes besides what was asked for, and the query of the configuration it leads to."""

    changes: ChangeWords
    query: str


@dataclass(frozen=True)
class QuestionAnswer:
    """Asks whether other choices may change. All queries are plain configurations; the first proposal is the best."""

    title: str
    reasons: tuple[str, ...]
    proposals: tuple[ProposalAnswer, ...]
    keep_query: str


def question_words(product: Product, question: Question, query: Callable[[Configuration], str]) -> QuestionAnswer:
    """Put a question into words; `query` writes a configuration with what travels along."""
    chosen = [option_id for option_id in question.wanted if option_id not in question.before.options]
    names = named(product, chosen or question.wanted)
    if chosen:
        why = conflict_words(product, question.why)
    else:
        why = forced_words(product, question.why, question.before.options)
    price = total_price(product, question.before)
    aside = _own(product, question.wanted)
    return QuestionAnswer(
        title=gettext("To have %(options)s, something else changes", options=names)
        if chosen
        else gettext("Without %(options)s, something else changes", options=names),
        reasons=(why,) if why else (),
        proposals=tuple(
            ProposalAnswer(change_words(product, question.before.options, after, price, aside=aside), query(after))
            for after in question.ways
        ),
        keep_query=query(question.before),
    )


def nearest_words(
    product: Product, asked: frozenset[str], nearest: Configuration, query: Callable[[Configuration], str]
) -> ProposalAnswer:
    """The closest to what was asked for that can still be ordered; what was not asked for is no difference."""
    answered = {product.options[option_id].group for option_id in asked}
    ones = {group.key for group in product.groups if group.kind is GroupKind.ONE}
    rest = (o for o in nearest.options if product.options[o].group in ones - answered)
    before = Configuration(product.key, asked.union(rest))
    is_whole = all(len(chosen_in(product, before.options, key)) == 1 for key in ones)
    price = total_price(product, before) if is_whole else None
    return ProposalAnswer(change_words(product, before.options, nearest, price), query(nearest))


def _own(product: Product, wanted: tuple[str, ...]) -> frozenset[str]:
    """The wanted options, and what each of a choose-one group takes the place of."""
    groups = [product.group_by_key[product.options[option_id].group] for option_id in wanted]
    replaced = (option.id for group in groups if group.kind is GroupKind.ONE for option in group.options)
    return frozenset((*wanted, *replaced))
