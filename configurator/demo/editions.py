"""The demo's edition: of the looks that go well, what the synthetic crowd ordered most; on sale while people look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from configurator.demo.tastes import BY_PRODUCT
from configurator.gallery.saved import SavedDesign
from configurator.preorders.editions.forms import suggested_terms
from configurator.preorders.editions.making import make_edition
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.offer import Offer
from configurator.product.definition import GroupKind, Product
from configurator.product.rules import ProductRules

NAME = "Prima Serie"
WORDS = "What the first buyers wanted most, in a run of its own."
IN_DUTCH = {"words": "Wat de eerste kopers het liefst wilden, in een eigen oplage."}
CAPACITY = 24
EARLIER = timedelta(days=13)
"""By so much it is decided sooner than the form suggests."""


def make_popular_edition(product: Product, rules: ProductRules, offers: Sequence[Offer]) -> EditionView | None:
    """An edition of what most of these offers share, pictured as one of them.

    It needs a third more than have ordered; None when nothing is shared.
    """
    options, count = most_shared(product, [offer.configuration.options for offer in offers])
    if not count:
        return None
    suggested = suggested_terms(product, NAME, options)
    needed = min(count + count // 3 + 1, CAPACITY)
    terms = replace(
        suggested,
        words=WORDS,
        translations={"nl": IN_DUTCH},
        capacity=CAPACITY,
        threshold=needed,
        deadline=suggested.deadline - EARLIER,
    )
    return make_edition(product, rules, terms, None, _pictured(product, offers, options))


def most_shared(product: Product, ordered: Iterable[frozenset[str]]) -> tuple[frozenset[str], int]:
    """What most of these orders have in common, and how many do.

    One of the looks that are written down for the product, if any of them was ordered; else two choices that stand
    out, one of them a colour.
    """
    looks = BY_PRODUCT[product.key].editions if product.key in BY_PRODUCT else ()
    known, stand_out = Counter[frozenset[str]](), Counter[frozenset[str]]()
    for options in ordered:
        known.update(frozenset(look) for look in looks if options.issuperset(look))
        stand_out.update(map(frozenset, _pairs_that_show(product, options)))
    return next(iter((known or stand_out).most_common(1)), (frozenset(), 0))


def _pairs_that_show(product: Product, options: frozenset[str]) -> Iterator[tuple[str, str]]:
    """What makes a design stand out: pairs of single choices that are no defaults, with a colour among them."""
    groups = (group for group in product.groups if group.kind is GroupKind.ONE and not group.is_market)
    single = {option.id for group in groups for option in group.options} - set(product.defaults)
    own = [option_id for option_id in product.in_order(options) if option_id in single]
    return (pair for pair in combinations(own, 2) if any(product.options[option_id].paint for option_id in pair))


def _pictured(product: Product, offers: Iterable[Offer], options: frozenset[str]) -> SavedDesign | None:
    """The design that shows the edition with the least beside it."""
    plain = set(product.defaults)
    having = (offer.design for offer in offers if options <= offer.design.options and offer.design.is_listed)
    return min(having, key=lambda design: len(design.options - options - plain), default=None)
