"""What the page and the JSON API say about a composition, in the visitor's language. Both are made from this alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext

from configurator.compose.address import address_query, written
from configurator.compose.affording import BudgetAnswer, budget_words
from configurator.compose.asking import ProposalAnswer, QuestionAnswer, nearest_words, question_words
from configurator.compose.budget import read_amount
from configurator.compose.composition import Composition
from configurator.compose.counting import CountAnswer, count_words
from configurator.compose.phrases import (
    beyond_words,
    note,
    notice_sentences,
    number_misfit,
    number_notes,
    price_words,
    step_price,
    text_message,
)
from configurator.imaging.artwork import View
from configurator.imaging.picture import visible_options
from configurator.pictures.links import artwork_of, picture_sources, picture_url, print_url, shown_scenes
from configurator.product.configuration import Configuration, chosen_in, market_of
from configurator.product.definition import GroupKind, OptionGroup, Product
from configurator.product.impact import Impact, impact
from configurator.product.money import Money
from configurator.product.pricing import Quote, quote
from configurator.product.rules import ProductRules, State
from configurator.product.texts import worded_options
from configurator.web.filters import money, words
from configurator.web.naming import named

REMEMBERED = 512
"""Configurations whose impacts are kept in each process: page and JSON, undo and redo ask again."""


@dataclass(frozen=True)
class OptionAnswer:
    """How one option stands. `difference` is the change of the total, in plain decimals, if it is chosen (or dropped).

    `price` says that, or what a chosen option costs; `note` says why it conflicts or is forced, or what comes along.
    """

    state: str
    is_chosen: bool
    difference: str
    price: str
    note: str
    is_beyond: bool
    """Choosing it, and changing nothing that it leaves alone, costs more than the budget."""


@dataclass(frozen=True)
class NumberAnswer:
    """A group that asks for a number: the one chosen, what a step more costs, what there is to say about what was
    typed ("" when that was one of the numbers), and about other numbers."""

    value: str
    price: str
    message: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class TextAnswer:
    """The words typed for a chosen option, and what to do about them ("" when they fit)."""

    words: str
    message: str


@dataclass(frozen=True)
class LineAnswer:
    name: str
    amount: str


@dataclass(frozen=True)
class PictureAnswer:
    """The picture from one side: a `srcset` for each scene and media type, and one address for everybody else."""

    view: str
    scene: str
    """The scene that was chosen; "" follows the visitor's theme."""
    options: tuple[str, ...]
    """What of the configuration is seen."""
    alt: str
    address: str
    print_address: str
    scenes: dict[str, dict[str, str]]
    """In the order of the sources of a `picture` element: `dark` before `light`."""


@dataclass(frozen=True)
class Answer:
    """Everything that changes on the page when a choice does."""

    query: str
    """The canonical query string of the configuration, with what travels along."""
    written: str
    product_version: str
    currency: str
    total: str
    total_text: str
    vat_text: str
    lines: tuple[LineAnswer, ...]
    groups: dict[str, str]
    """Group key → what is chosen there."""
    options: dict[str, OptionAnswer]
    numbers: dict[str, NumberAnswer]
    """By group key."""
    texts: dict[str, TextAnswer]
    """By the id of each chosen option that takes words."""
    picture: PictureAnswer | None
    question: QuestionAnswer | None
    notices: tuple[str, ...]
    nearest: ProposalAnswer | None
    """In place of what was asked for and can't be ordered any more: the configuration that is shown."""
    budget: BudgetAnswer
    count: CountAnswer | None
    """Where so many can be counted."""
    news: str
    """What came along with a choice."""
    announcement: str
    """What to say aloud: the news and the total."""


def answer(
    product: Product,
    rules: ProductRules,
    composition: Composition,
    view: str = "",
    parent: str = "",
    scene: str = "",
    budget: str = "",
) -> Answer:
    """Put a composition into words; needs a request or a forced language."""
    configuration = composition.configuration
    priced = quote(product, configuration)
    amount = read_amount(budget, product.currency)
    options = _options(product, priced, _impacts(rules, configuration.wordless), configuration.options, amount)
    news = _news(product, composition)

    def query(shown: Configuration) -> str:
        return typed_query(product, composition, shown, view=view, parent=parent, scene=scene, budget=budget)

    return Answer(
        query=query(configuration),
        written=written(configuration),
        product_version=product.version,
        currency=product.currency,
        total=priced.total.decimal,
        total_text=money(priced.total),
        vat_text=gettext("incl. %(rate)s%% VAT", rate=f"{priced.vat_rate.normalize():f}"),
        lines=tuple(_line(product, priced)),
        groups={group.key: _current(product, configuration.options, group) for group in product.groups},
        options=options,
        numbers=dict(_numbers(product, composition, options)),
        texts=dict(_texts(product, composition)),
        picture=_picture(product, configuration, view, scene),
        question=question_words(product, composition.question, query) if composition.question else None,
        notices=notice_sentences(product, composition.notice) if composition.notice else (),
        nearest=_nearest(product, composition, query),
        budget=budget_words(product, rules, configuration, budget),
        count=count_words(product, rules, _own(product, options)),
        news=news,
        announcement=f"{news} {gettext('Total %(price)s.', price=money(priced.total))}".strip(),
    )


def typed_query(product: Product, composition: Composition, shown: Configuration, **looked_at: str) -> str:
    """The query string of `shown` with the words typed for its options, whether they fit or not: none gets lost."""
    typed = ((option_id, words) for option_id, words in composition.typed.items() if option_id in shown.options)
    return address_query(product, shown.options, texts=typed, **looked_at)


@lru_cache(REMEMBERED)
def _impacts(rules: ProductRules, configuration: Configuration) -> Mapping[str, Impact]:
    return impact(rules.product, rules, configuration)


def shown_view(product: Product, asked: str) -> View | None:
    """The view of that key, else the product's first; None for a product without pictures."""
    views = artwork_of(product).views
    return next((view for view in views if view.key == asked), views[0] if views else None)


def _picture(product: Product, configuration: Configuration, asked: str, scene: str) -> PictureAnswer | None:
    view = shown_view(product, asked)
    if view is None:
        return None
    seen = [
        option_id
        for group in product.groups
        if group.kind is GroupKind.ONE and not (group.is_market or group.numbers)
        for option_id in chosen_in(product, configuration.options, group.key)
    ]
    return PictureAnswer(
        view=view.key,
        alt=f"{words(product.name)}, {words(view.name)}: {named(product, seen, len(seen))}",
        scene=scene if scene in view.scenes else "",
        options=visible_options(artwork_of(product), product, view.key, configuration.options),
        address=picture_url(product, configuration.options, view.key, shown_scenes(view, scene)[-1]),
        print_address=print_url(product, configuration.options, view.key, shown_scenes(view, scene)[-1]),
        scenes={
            each: picture_sources(product, configuration.options, view.key, each) for each in shown_scenes(view, scene)
        },
    )


def _line(product: Product, priced: Quote) -> Iterable[LineAnswer]:
    for line in priced.lines:
        name = words(line.name)
        if line.option_id:
            name = f"{words(product.group_by_key[product.options[line.option_id].group].name)}: {name}"
        if line.words:
            name = f"{name} “{line.words}”"
        yield LineAnswer(name, money(line.amount) if line.amount else gettext("included"))


def _current(product: Product, options: frozenset[str], group: OptionGroup) -> str:
    chosen = chosen_in(product, options, group.key)
    return named(product, chosen, 2, in_group=True) or str(gettext("nothing yet"))


def _options(
    product: Product, priced: Quote, impacts: Mapping[str, Impact], chosen: frozenset[str], amount: Money | None
) -> dict[str, OptionAnswer]:
    paid = {line.option_id: line.amount for line in priced.lines if line.option_id}
    return {
        option_id: OptionAnswer(
            state=found.judgement.state.value,
            is_chosen=option_id in chosen,
            difference=found.difference.decimal,
            price=price_words(found, paid.get(option_id)),
            note=note(product, found, chosen),
            is_beyond=amount is not None and option_id not in chosen and amount < priced.total + found.difference,
        )
        for option_id, found in impacts.items()
    }


def _own(product: Product, options: Mapping[str, OptionAnswer]) -> tuple[str, ...]:
    """What was chosen that is no default and comes with no other choice."""
    return tuple(
        option_id
        for option_id, said in options.items()
        if said.is_chosen and said.state != State.FORCED and option_id not in product.defaults
    )


def _numbers(
    product: Product, composition: Composition, options: Mapping[str, OptionAnswer]
) -> Iterable[tuple[str, NumberAnswer]]:
    configuration = composition.configuration
    misfits = dict(composition.notice.misfits) if composition.notice else {}
    market = market_of(product, configuration.options)
    notes = {
        option_id: " ".join(part for part in (said.note, beyond_words() if said.is_beyond else "") if part)
        for option_id, said in options.items()
    }
    for group in product.groups:
        if group.numbers:
            (chosen,) = chosen_in(product, configuration.options, group.key)
            price = step_price(group.numbers, market)
            message = number_misfit(group, misfits[group.key]) if group.key in misfits else ""
            yield group.key, NumberAnswer(product.options[chosen].key, price, message, number_notes(group, notes))


def _texts(product: Product, composition: Composition) -> Iterable[tuple[str, TextAnswer]]:
    for option in worded_options(product, composition.configuration.options):
        typed = composition.typed.get(option.id, "")
        yield option.id, TextAnswer(typed, text_message(option, typed))


def _nearest(
    product: Product, composition: Composition, query: Callable[[Configuration], str]
) -> ProposalAnswer | None:
    if composition.notice is None or not composition.notice.asked:
        return None
    return nearest_words(product, composition.notice.asked, composition.configuration, query)


def _news(product: Product, composition: Composition) -> str:
    if not composition.added:
        return ""
    return str(gettext("Comes with %(options)s.", options=named(product, composition.added)))
