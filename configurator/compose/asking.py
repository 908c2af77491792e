"""A question in words: what stands in the way, and proposals to choose from, each of them a plain configuration."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from configurator.compose.composition import Question
from configurator.compose.phrases import conflict_words, forced_words
from configurator.product.configuration import Configuration
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


def _own(product: Product, wanted: tuple[str, ...]) -> frozenset[str]:
    """The wanted options, and what each of a choose-one group takes the place of."""
    groups = [product.group_by_key[product.options[option_id].group] for option_id in wanted]
    replaced = (option.id for group in groups if group.kind is GroupKind.ONE for option in group.options)
    return frozenset((*wanted, *replaced))
